import { gatewayStatus } from '../main/core/gateway-status';
import { headlineText } from '../main/core/gateway-text';
import type { AppState } from '../main/core/state';
import { gatewayDisplayName } from '../main/core/unit-name';
import { gatewaysInOrder } from './gateways';

export interface Announcement {
  /** What is read out. */
  readonly text: string;
  /** The line of each unit as it was last read out. */
  readonly lines: Readonly<Record<string, string>>;
}

export const NOTHING_READ: Announcement = { text: '', lines: {} };

/**
 * Read out when a status changes: only of the gateways whose status did. Without its countdown, which would be another
 * with each state, and without the letters that the tray draws a bar with.
 */
export function announcement(before: Announcement, state: AppState, stateAt: number): Announcement {
  const entries = gatewaysInOrder(state).map((gateway): readonly [string, string] => {
    const text = headlineText(gateway, gatewayStatus(gateway, state.bus, stateAt), null);
    return [gateway.unit, `${gatewayDisplayName(gateway.unit)}: ${text}`];
  });
  const changed = entries.filter(([unit, line]) => before.lines[unit] !== line).map(([, line]) => line);
  return {
    text: changed.length === 0 ? before.text : changed.join('. '),
    lines: Object.fromEntries(entries),
  };
}
