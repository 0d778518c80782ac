import { gatewayStatus } from './gateway-status';
import type { AppState } from './state';
import type { TrayMenuItem } from './tray-item';
import type { TrayView } from './tray-view';

/** By unit, what a gateway's labels are at that move with the time: a phase of our restart, or somebody's drain. */
export type Steps = ReadonlyMap<string, string>;

export function progressSteps(state: AppState, now: number): Steps {
  const steps = new Map<string, string>();
  for (const gateway of Object.values(state.gateways)) {
    const status = gatewayStatus(gateway, state.bus, now);
    if (status.kind === 'restarting') steps.set(gateway.unit, `${status.run.startedAt} ${status.run.phase.kind}`);
    if (status.kind === 'draining') steps.set(gateway.unit, `draining ${status.forWhat}`);
  }
  return steps;
}

/** The units that are at the same step as before: their labels only move in place. */
export function unitsInStep(before: Steps, after: Steps): readonly string[] {
  return [...after].filter(([unit, step]) => before.get(unit) === step).map(([unit]) => unit);
}

/** A view with the moving labels of some gateways as they were in the one before. */
export function withProgressOf(before: TrayView, view: TrayView, units: readonly string[]): TrayView {
  // As tray-view and tray-gateway name them.
  const keys = new Set(units.flatMap((unit) => ['', '/status', '/progress'].map((part) => `gateway/${unit}${part}`)));
  const labels = new Map<string, string>();
  const collect = (items: readonly TrayMenuItem[]): void => {
    for (const { key, label, children } of items) {
      if (keys.has(key)) labels.set(key, label);
      collect(children);
    }
  };
  const replaced = (items: readonly TrayMenuItem[]): readonly TrayMenuItem[] =>
    items.map((item) => ({
      ...item,
      label: labels.get(item.key) ?? item.label,
      children: item.children.length === 0 ? item.children : replaced(item.children),
    }));
  collect(before.menu);
  return { ...view, menu: replaced(view.menu) };
}
