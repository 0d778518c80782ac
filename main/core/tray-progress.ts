import type { AppState } from './state';
import type { TrayMenuItem } from './tray-item';
import { UPDATE_KEY } from './tray-update';
import type { TrayView } from './tray-view';
import { type ActiveUpdateRun, isUpdating } from './update-run';
import { shownStatus } from './update-status';
import { updateLine } from './update-text';

/** By the key of an item, what its labels are at that move with the time: a phase of our restart or update, or somebody's drain. */
export type Steps = ReadonlyMap<string, string>;

export function progressSteps(state: AppState, now: number): Steps {
  const steps = new Map<string, string>();
  for (const gateway of Object.values(state.gateways)) {
    const status = shownStatus(state, gateway, now);
    const key = `gateway/${gateway.unit}`;
    if (status.kind === 'restarting') steps.set(key, `${status.run.startedAt} ${status.run.phase.kind}`);
    if (status.kind === 'updating') steps.set(key, updateStep(status.run));
    if (status.kind === 'draining') steps.set(key, `draining ${status.forWhat}`);
  }
  if (isUpdating(state.update)) steps.set(UPDATE_KEY, updateStep(state.update));
  return steps;
}

/** Whatever is said of it in words is shown at once. */
function updateStep(run: ActiveUpdateRun): string {
  return `${run.id} ${run.phase.kind} ${updateLine(run)}`;
}

/** The items that are at the same step as before: their labels only move in place. */
export function keysInStep(before: Steps, after: Steps): readonly string[] {
  return [...after].filter(([key, step]) => before.get(key) === step).map(([key]) => key);
}

/** A view with the moving labels of some items as they were in the one before. */
export function withProgressOf(before: TrayView, view: TrayView, held: readonly string[]): TrayView {
  // As tray-view, tray-gateway and tray-update name them.
  const keys = new Set(held.flatMap((key) => ['', '/status', '/progress'].map((part) => `${key}${part}`)));
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
