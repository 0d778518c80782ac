import { t } from './i18n';
import { journalCommand } from './journal-command';
import { isUp } from './own-record';
import { hasNewProcess, isGone, standingText } from './restart-facts';
import { inPhase } from './restart-progress';
import type { ActiveRestartRun, RestartRun } from './restart-run';
import { isNoAnswer, NO_PROCESS, type RestartAction, type RestartStep, step } from './restart-step';
import type { Failure } from './result';
import type { Gateway } from './state';
import type { UnitFacts } from './unit-facts';

/** A new process that comes later after a failed restart than this has nothing to do with it. */
const LATE_END_MS = 60 * 60_000;

/** Ends a run, and takes back what it left in the gateway's home. */
function end(run: ActiveRestartRun, phase: RestartRun['phase'], now: number): RestartStep {
  const ended = inPhase({ ...run, requestedIn: null }, phase, now);
  return step(ended, null, ...withdrawal(run));
}

export function ready(run: ActiveRestartRun, pid: number, now: number): RestartStep {
  return end(run, { kind: 'ready', at: now, pid, tookMs: now - run.startedAt }, now);
}

/**
 * What a gateway's news make of a restart that failed: it has come up after all, later than it may or by somebody else's
 * doing. From then on it is over, and what becomes of the new process is not its failure.
 */
export function afterNews(gateway: Gateway, now: number): RestartRun | null {
  const { restart: run } = gateway;
  if (run === null || run.phase.kind !== 'failed') return run;
  // Somebody has stopped the gateway since: the alarm is about what nobody wants any more.
  if (gateway.exits[0]?.verdict.kind === 'stopped-on-request' && gateway.exits[0].endedAt >= run.phase.at) return null;
  if (!hasNewProcess(run, gateway) || !isUp(gateway)) return run;
  // So long after, somebody has started it, which is no end of this restart.
  if (now - run.phase.at > LATE_END_MS) return null;
  return inPhase(run, { kind: 'ready', at: now, pid: gateway.facts.mainPid, tookMs: now - run.startedAt }, now);
}

/** By the person: while it waits, or because they want it stopped. */
export function cancelRestart(run: ActiveRestartRun, now: number): RestartStep {
  return end(run, { kind: 'cancelled', at: now, because: 'asked' }, now);
}

/** Takes back our drain request, which would keep the next gateway draining. */
export function withdrawal({ requestedIn }: RestartRun): readonly RestartAction[] {
  return requestedIn === null ? [] : [{ kind: 'remove-drain-request', home: requestedIn }];
}

export function fail(run: ActiveRestartRun, reason: string, hint: string, now: number): RestartStep {
  return end(run, { kind: 'failed', at: now, in: run.phase.kind, reason: withoutEnd(reason), hint }, now);
}

/** It has not come about in time. */
export function failLate(run: ActiveRestartRun, gateway: Gateway, now: number): RestartStep {
  const { unit } = gateway;
  const reason = t(`restart.late.${run.phase.kind}`, { standing: standingText(gateway) });
  const command = journalCommand(unit);
  const hint = isGone(run, gateway) ? `\`${command}\`.` : t('restart.hint.force', { command });
  return fail(run, reason, hint, now);
}

/** Somebody else does not want it to run. That counts more than our restart, which is the older wish; nothing has failed. */
export function giveUp(run: ActiveRestartRun, { facts }: Gateway, now: number): RestartStep {
  const from = { invocationId: facts.invocationId, mainPid: facts.mainPid };
  return end({ ...run, from }, { kind: 'cancelled', at: now, because: 'stopped' }, now);
}

/** Another gateway process has taken over: what the restart was for is there, outside the unit. */
export function leaveToOther(run: ActiveRestartRun, now: number): RestartStep {
  return end(run, { kind: 'cancelled', at: now, because: 'replaced' }, now);
}

/** systemd leaves it where it is. */
export function failDown(run: ActiveRestartRun, gateway: Gateway, now: number): RestartStep {
  const { facts, unit } = gateway;
  return fail(run, t('restart.down', { unit, standing: downText(facts) }), tellsWhy(unit), now);
}

export function tellsWhy(unit: string): string {
  return t('restart.hint.tellsWhy', { command: journalCommand(unit) });
}

export function mayTell(unit: string): string {
  return t('restart.hint.mayTell', { command: journalCommand(unit) });
}

/**
 * What an action that failed makes of a run. Where no answer came, systemd may or may not do it: the next step asks the
 * facts, and asks systemd again if they show nothing of it.
 */
export function afterFailedAction(
  run: ActiveRestartRun,
  action: RestartAction,
  failure: Failure,
  gateway: Gateway,
  now: number,
): RestartStep {
  // It is tried again when the run ends, and at our next start.
  if (action.kind === 'remove-drain-request') return step(run);
  if (action.kind === 'write-drain-request') {
    // It may lie there all the same, for a write that failed at its last step or took too long.
    const requestedIn = failure.reason === 'foreign' ? null : run.requestedIn;
    return fail({ ...run, requestedIn }, failure.message, t('restart.hint.otherwise'), now);
  }
  // It has been hurried on since.
  if (action.kind === 'send-sigusr1' && run.mode === 'now') return step(run);
  if (isNoAnswer(failure.reason)) return step(askedAgain(run, action, now));
  // The process is gone, or another job took the place of ours: the facts tell what comes of it.
  if (failure.reason === NO_PROCESS || failure.reason === 'job-canceled') return step(run);
  return fail(run, failure.message, mayTell(gateway.unit), now);
}

function askedAgain(run: ActiveRestartRun, action: RestartAction, now: number): RestartRun {
  const { phase, limits } = run;
  if (action.kind !== 'send-sigusr1') return 'asked' in phase ? inPhase(run, { ...phase, asked: 'not-yet' }, now) : run;
  // With a drain of 0 it passed for done already.
  if (phase.kind !== 'draining' && phase.kind !== 'exiting') return run;
  const counts = phase.kind === 'draining' ? phase : { agentsNow: null, agentsFewest: null };
  const { agentsNow, agentsFewest } = counts;
  const deadline = now + limits.drainMs;
  const unasked = { kind: 'draining', since: now, agentsNow, agentsFewest, deadline, asked: 'not-yet' } as const;
  return inPhase(run, unasked, now);
}

/** An action has done what it should. */
export function afterAction(run: ActiveRestartRun, action: RestartAction): RestartRun {
  const { phase } = run;
  const wasJob = action.kind === 'restart-unit' || action.kind === 'start-unit';
  return wasJob && 'asked' in phase && phase.asked === 'under-way'
    ? { ...run, phase: { ...phase, asked: 'done' } }
    : run;
}

function downText({ activeState, result, execMainCode, execMainStatus }: UnitFacts): string {
  const parts = [t('standing.unit', { state: activeState })];
  if (result !== 'success') parts.push(`Result=${result}`);
  if (execMainCode === 1) parts.push(t('end.exitCode', { status: execMainStatus }));
  else if (execMainCode !== 0) parts.push(t('standing.signal', { status: execMainStatus }));
  return parts.join(', ');
}

function withoutEnd(text: string): string {
  return text.replace(/\.$/, '');
}
