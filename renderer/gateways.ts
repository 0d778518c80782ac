import type { AppState, Gateway } from '../main/core/state';
import { compareUnits } from '../main/core/unit-name';

/** The default profile first, then by name: without its suffix, its unit's name begins all the others. As in the tray. */
export function gatewaysInOrder(state: AppState): readonly Gateway[] {
  return Object.values(state.gateways).sort((left, right) => compareUnits(left.unit, right.unit));
}

/** The one that was chosen, or else the one that was shown before, or else the first. */
export function shownGateway(
  gateways: readonly Gateway[],
  chosen: string | null,
  before: string | null,
): Gateway | null {
  const named = (name: string | null) => gateways.find(({ unit }) => unit === name);
  return named(chosen) ?? named(before) ?? gateways[0] ?? null;
}
