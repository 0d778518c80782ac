import { type Incident, isOpen } from './incident';
import type { RestartRun } from './restart-run';
import type { AppState } from './state';
import { unitsOfUpdate } from './update-facts';
import { isEnd, isUpdating, type UpdateRun } from './update-run';

// What our update does to its gateways is no news of theirs: the update tells of it.

/** Whether a restart was made by our update, be that over or not. */
export function isRestartOfUpdate(state: AppState, unit: string, restart: RestartRun): boolean {
  const { update } = state;
  if (update === null || !unitsOfUpdate(state, update).includes(unit)) return false;
  const since = beganAt(update);
  return since !== null && isWithin(update, since, restart.startedAt);
}

/** Whether an incident was made by our update and need not be told: it goes on, or it was over when the update was. */
export function isIncidentOfUpdate(state: AppState, incident: Incident): boolean {
  const { update } = state;
  const { unit, exit, phase } = incident;
  if (update === null || !unitsOfUpdate(state, update).includes(unit)) return false;
  const since = beganAt(update);
  if (since === null || !isWithin(update, since, exit.endedAt)) return false;
  if (isUpdating(update)) return true;
  if (isOpen(incident)) return false;
  return 'at' in phase && phase.at !== null && isWithin(update, since, phase.at);
}

/** From when on something may have been changed; null where nothing was. */
function beganAt({ phase, changedAt, startedAt }: UpdateRun): number | null {
  // On the way back `changedAt` is the time of the old code's return, after which the gateways are restarted again.
  const isBack = phase.kind === 'rolling-back' || phase.kind === 'rolled-back' || phase.kind === 'rollback-failed';
  return isBack ? startedAt : changedAt;
}

function isWithin({ phase }: UpdateRun, since: number, at: number): boolean {
  return at >= since && (!isEnd(phase) || at <= phase.at);
}
