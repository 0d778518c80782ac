import type { RunEnd, RunEvidence, SeenJob } from './run-evidence';
import type { UnitFacts, UnitPolicy } from './unit-facts';
import { unitStatus } from './unit-status';
import type { Consequence, StaysDown, Verdict } from './verdict';

const EXITED = 1;
const ON_REQUEST: Consequence = { kind: 'stays-down', why: { kind: 'on-request' } };

/**
 * What follows the end of a run: what systemd's present facts show, and while they show nothing yet, what the unit's
 * file says it will do. `facts` are the latest; null when the unit is gone.
 */
export function consequenceOf(run: RunEvidence, verdict: Verdict, facts: UnitFacts | null): Consequence {
  const { end } = run;
  if (end === null || facts === null) return { kind: 'not-known' };
  // A next run has begun; it may be over as well by now, which says nothing of this one. A unit without any was unloaded.
  if (facts.invocationId !== '' && facts.invocationId !== run.invocationId) return { kind: 'restarted' };
  // Whatever it died of on its way down, nobody was to start it again.
  if (run.job !== null && isStop(run.job)) return ON_REQUEST;
  switch (verdict.kind) {
    case 'restarted-on-request':
      return { kind: 'restarted' };
    case 'stopped-on-request':
    case 'crashed':
      if (run.wasBeingStopped && run.job === null) return ON_REQUEST;
      break;
    case 'stop-timeout':
      if (verdict.by !== null) return run.job === null ? ON_REQUEST : { kind: 'restarted' };
      break;
    case 'takeover':
      if (run.successor !== null && !restarts(run.policy, end)) {
        return { kind: 'stays-down', why: { kind: 'replaced', pid: run.successor } };
      }
      break;
    default:
  }
  return shown(run, end, facts) ?? foretold(run.policy, end);
}

/** Of a job that was gone before systemd could be asked, it is the likelier one. */
function isStop({ type }: SeenJob): boolean {
  return type === 'stop' || type === null;
}

/** What systemd has made of it already. */
function shown(run: RunEvidence, end: RunEnd, facts: UnitFacts): Consequence | null {
  const status = unitStatus(facts);
  switch (status.kind) {
    case 'auto-restart':
      return { kind: 'systemd-restarts', at: status.nextAt };
    case 'starting':
      return { kind: 'restarted' };
    case 'failed':
    case 'stopped':
      return { kind: 'stays-down', why: whyDown(facts, end, run.policy) };
    default:
      return null;
  }
}

function foretold(policy: UnitPolicy, end: RunEnd): Consequence {
  if (!restarts(policy, end)) return { kind: 'stays-down', why: whyNot(policy, end) };
  const delay = policy.nextRestartDelayMs ?? policy.restartDelayMs;
  return { kind: 'systemd-restarts', at: delay === null ? null : end.at + delay };
}

/** Why a unit lies there after such an end of its run. `policy`: the one it ran under. */
export function whyDown(facts: UnitFacts, end: RunEnd, policy = facts.policy): StaysDown {
  return restarts(policy, end) ? gaveUp(facts) : whyNot(policy, end);
}

/** The unit should be restarted and lies there: its starts are used up, whatever Result= says of it (it often lies). */
function gaveUp({ policy, activeState }: UnitFacts): StaysDown {
  const { startLimitBurst: burst, startLimitIntervalMs: intervalMs } = policy;
  const isLimited = burst > 0 && intervalMs !== 0;
  return isLimited && activeState === 'failed' ? { kind: 'start-limit', burst, intervalMs } : { kind: 'on-request' };
}

function whyNot(policy: UnitPolicy, end: RunEnd): StaysDown {
  return isNamed(policy.restartPreventExitStatus, policy.restartPreventSignals, end)
    ? { kind: 'prevented', status: end.status }
    : { kind: 'restart-policy', restart: policy.restart };
}

/** Whether systemd starts a unit again that ended so, nobody having asked for a stop (systemd.service(5), Restart=). */
export function restarts(policy: UnitPolicy, end: RunEnd): boolean {
  if (isNamed(policy.restartPreventExitStatus, policy.restartPreventSignals, end)) return false;
  if (isNamed(policy.restartForceExitStatus, policy.restartForceSignals, end)) return true;
  const isClean = end.result === 'success';
  switch (policy.restart) {
    case 'always':
      return true;
    case 'on-success':
      return isClean;
    case 'on-failure':
      return !isClean;
    case 'on-abnormal':
      return !isClean && end.result !== 'exit-code';
    case 'on-abort':
      return end.result === 'signal' || end.result === 'core-dump';
    case 'on-watchdog':
      return end.result === 'watchdog';
    default:
      return false;
  }
}

function isNamed(statuses: readonly number[], signals: readonly number[], end: RunEnd): boolean {
  return end.code === EXITED ? statuses.includes(end.status) : signals.includes(end.status);
}
