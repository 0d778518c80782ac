import type { RestartRun } from './restart-run';

/** How far a restart is, 0 to 1. It never moves back, and is 1 at `ready` only. */
export function restartProgress(run: RestartRun, _now: number): number {
  return run.phase.kind === 'ready' ? 1 : 0;
}
