import { whyDown } from './consequence';
import { outsideProcess } from './gateway-status';
import { isUnderWay } from './restart-run';
import type { Gateway } from './state';
import type { UnitFacts } from './unit-facts';
import { unitStatus } from './unit-status';
import type { Exit, StaysDown } from './verdict';

/**
 * The last exit, where somebody wanted it for the sake of the run after it and that never came: systemd has no start
 * left for it, its unit does not cover such an exit, or the start failed. As an exit that nobody wanted; null where a
 * new run came, may come, or was called off.
 */
export function unkeptRestart(gateway: Gateway): Exit | null {
  const [exit] = gateway.exits;
  if (exit === undefined || !exit.isExpected || !wasForNextRun(exit) || isToldOtherwise(gateway, exit)) return null;
  const why = whyUnkept(gateway, exit);
  return why === null ? null : { ...exit, isExpected: false, consequence: { kind: 'stays-down', why } };
}

/** Whether `unkeptRestart` made it. */
export function isUnkept({ isExpected, verdict }: Exit): boolean {
  if (isExpected) return false;
  const { kind } = verdict;
  return (
    kind === 'planned-restart' || kind === 'restarted-on-request' || (kind === 'stop-timeout' && verdict.by !== null)
  );
}

function wasForNextRun({ verdict, consequence }: Exit): boolean {
  if (verdict.kind === 'planned-restart' || verdict.kind === 'restarted-on-request') return true;
  return verdict.kind === 'stop-timeout' && consequence.kind === 'restarted';
}

/** Our own restart tells by itself how it went, and a gateway outside systemd is no gateway that is down. */
function isToldOtherwise(gateway: Gateway, { invocationId, endedAt }: Exit): boolean {
  const { restart } = gateway;
  if (isUnderWay(restart) || outsideProcess(gateway) !== null) return true;
  if (restart?.phase.kind !== 'failed' || restart.from.invocationId !== invocationId) return false;
  // One that failed while the old process lived has told nothing of its end.
  return restart.phase.in === 'waiting' || restart.phase.in === 'starting' || restart.phase.at >= endedAt;
}

function whyUnkept({ facts, stopRequested }: Gateway, exit: Exit): StaysDown | null {
  const { kind } = unitStatus(facts);
  if (facts.mainPid !== 0 || facts.job !== null || (kind !== 'failed' && kind !== 'stopped')) return null;
  // A next run is there, and has an end of its own, be it that it never got as far as a process.
  if (facts.invocationId !== exit.invocationId) return null;
  const why = whyDown(facts, { at: exit.endedAt, result: exit.result, code: exit.code, status: exit.status });
  // A restart that was asked of systemd passes through a stop, too.
  if (exit.verdict.kind !== 'planned-restart') {
    return kind === 'failed' ? (why.kind === 'start-limit' ? why : startFailed(facts)) : null;
  }
  // systemd was to start it, and it lies there in peace: it was stopped in its wait.
  return stopRequested || (kind === 'stopped' && why.kind === 'on-request') ? null : why;
}

function startFailed({ result }: UnitFacts): StaysDown {
  return { kind: 'start-failed', result };
}
