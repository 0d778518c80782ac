import { headlineText } from '../main/core/gateway-text';
import type { AppState } from '../main/core/state';
import { gatewayDisplayName } from '../main/core/unit-name';
import { isEnd, isUpdating, type UpdateRun } from '../main/core/update-run';
import { shownStatus } from '../main/core/update-status';
import { updateEndTitle, updateLine } from '../main/core/update-text';
import { gatewaysInOrder } from './gateways';

export interface Announcement {
  /** What is read out. */
  readonly text: string;
  /** The line of each unit, and of an update, as it was last read out. */
  readonly lines: Readonly<Record<string, string>>;
}

export const NOTHING_READ: Announcement = { text: '', lines: {} };

/**
 * Read out when a status changes: only of the gateways whose status did. Without its countdown, which would be another
 * with each state, and without the letters that the tray draws a bar with.
 */
export function announcement(before: Announcement, state: AppState, stateAt: number): Announcement {
  const entries = gatewaysInOrder(state).map((gateway): readonly [string, string] => {
    const text = headlineText(gateway, shownStatus(state, gateway, stateAt), null);
    return [gateway.unit, `${gatewayDisplayName(gateway.unit)}: ${text}`];
  });
  const update = updateEntry(state.update, before);
  const changed = [...entries, ...update].filter(([key, line]) => before.lines[key] !== line).map(([, line]) => line);
  return {
    text: changed.length === 0 ? before.text : changed.join('. '),
    lines: Object.fromEntries([...entries, ...update]),
  };
}

/** What an update is at, and how it ended; not how one ended that was over before anybody listened. */
function updateEntry(run: UpdateRun | null, { lines }: Announcement): readonly (readonly [string, string])[] {
  if (run === null) return [];
  if (isUpdating(run)) return [[UPDATE, updateLine(run)]];
  return isEnd(run.phase) && lines[UPDATE] !== undefined ? [[UPDATE, updateEndTitle(run, run.phase)]] : [];
}

/** No unit is called so. */
const UPDATE = 'update';
