import { isUnderWay } from './restart-run';
import { type Gateway, lastExit } from './state';
import { unitStatus } from './unit-status';
import type { Exit } from './verdict';

/**
 * The takeover after which nothing runs any more, neither the unit nor the process outside systemd that had taken over: as
 * an exit that nobody wanted. Null where that is not so, or was told before. That it is so for an instant says nothing:
 * the one that takes over names itself only once the other is gone. `goneAt`: when that was seen; null where nobody saw
 * the process live, so that it is not known since when nothing runs.
 */
export function lostReplacement(gateway: Gateway, goneAt: number | null): Exit | null {
  const exit = lastExit(gateway);
  if (exit === null || exit.verdict.kind !== 'takeover' || isTold(gateway, exit) || !runsNothing(gateway)) return null;
  return {
    ...exit,
    isExpected: false,
    endedAt: goneAt ?? exit.endedAt,
    wasWatched: goneAt !== null,
    consequence: { kind: 'stays-down', why: { kind: 'replacement-gone' } },
  };
}

/** Of one that was told another process may have come, and be gone by now. */
function isTold({ incident }: Gateway, exit: Exit): boolean {
  if (exit.isExpected) return false;
  return incident?.phase.kind !== 'recovered' || incident.exit.invocationId !== exit.invocationId;
}

function runsNothing({ facts, home, process, operation, restart, stopRequested }: Gateway): boolean {
  const { kind } = unitStatus(facts);
  // Without its files nobody knows of a process.
  if (home === null || home.problem !== null || home.pidFile.kind === 'unreadable') return false;
  if (process !== null || facts.mainPid !== 0 || facts.job !== null) return false;
  if (kind !== 'stopped' && kind !== 'failed') return false;
  return operation === null && !isUnderWay(restart) && !stopRequested;
}
