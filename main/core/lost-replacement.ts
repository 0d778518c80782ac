import type { ProcessFacts } from './home-facts';
import { isUnderWay } from './restart-run';
import { type Gateway, lastExit } from './state';
import { unitStatus } from './unit-status';
import type { Exit } from './verdict';

/**
 * The takeover after which nothing runs any more, because the process outside systemd that had taken over fell over: as an
 * exit that nobody wanted. Null where that is not so. `seen`: that process as it was last seen alive; null where nobody
 * has. `goneAt`: when it was first seen to be gone. That it is so for an instant says nothing: the one that takes over in
 * turn names itself only once the other is gone.
 */
export function lostReplacement(gateway: Gateway, seen: ProcessFacts | null, goneAt: number): Exit | null {
  const exit = lastExit(gateway);
  if (seen === null || exit === null || exit.verdict.kind !== 'takeover') return null;
  if (!runsNothing(gateway) || !fellOver(gateway, seen)) return null;
  return {
    ...exit,
    isExpected: false,
    endedAt: goneAt,
    consequence: { kind: 'stays-down', why: { kind: 'replacement-gone' } },
  };
}

/**
 * It has left what an orderly end takes away: gateway.pid, or (0.19 and later) a record that calls it running. One that was
 * ended by Ctrl+C or by whoever stopped it says that it is stopped; whose folder is not there says nothing.
 */
function fellOver({ home }: Gateway, { pid }: ProcessFacts): boolean {
  if (home === null || home.problem !== null) return false;
  const { pidFile, stateFile } = home;
  if (pidFile.kind === 'read') return pidFile.value.pid === pid;
  if (pidFile.kind === 'unreadable' || stateFile.kind !== 'read' || stateFile.value.pid !== pid) return false;
  return ALIVE.has(stateFile.value.gatewayState ?? '');
}

const ALIVE: ReadonlySet<string> = new Set(['running', 'degraded', 'draining']);

function runsNothing({ facts, process, operation, restart, stopRequested }: Gateway): boolean {
  const { kind } = unitStatus(facts);
  if (process !== null || facts.mainPid !== 0 || facts.job !== null) return false;
  if (kind !== 'stopped' && kind !== 'failed') return false;
  return operation === null && !isUnderWay(restart) && !stopRequested;
}
