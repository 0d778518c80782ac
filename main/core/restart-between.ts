import { assertNever } from './assert-never';
import { gatewayStatus, outsideProcess } from './gateway-status';
import { t } from './i18n';
import { isUp } from './own-record';
import { fail, failDown, failLate, giveUp, leaveToOther, ready, tellsWhy, withdrawal } from './restart-end';
import { hasNewProcess, isHelped } from './restart-facts';
import { inPhase } from './restart-progress';
import type { ActiveRestartRun } from './restart-run';
import { type RestartContext, type RestartStep, step } from './restart-step';
import type { Gateway } from './state';
import { unitStatus } from './unit-status';

// The second half of a restart: the old process is gone.

/** Hermes' own restart begins within this after the exit; what has not, will not. */
const HELPER_MS = 1_500;
/** On its way from one process to the next a unit may lie still for some milliseconds. */
const STILL_MS = 500;
/** What a gateway needs after a sleep of its own before it boots. */
const AFTER_BACK_OFF_MS = 60_000;

type Phase<Kind> = Extract<ActiveRestartRun['phase'], { kind: Kind }>;

/** The old process is gone, of its own accord or for us: a restart was asked for, so it has to come up again. */
export function afterExit(run: ActiveRestartRun, gateway: Gateway, { now }: RestartContext): RestartStep {
  const { facts } = gateway;
  const endedAt = facts.invocationId === run.from.invocationId ? (facts.execMainExitedAt ?? now) : now;
  // An exit before our restart began says nothing of when the next process is due.
  const deadline = Math.max(endedAt, run.startedAt) + run.limits.startMs;
  // The restart job that ended it goes on to the start.
  const asked = run.phase.kind === 'exiting' ? run.phase.asked : 'not-yet';
  const phase = { kind: 'waiting', since: now, systemdRestartAt: null, deadline, asked } as const;
  return step(inPhase({ ...run, requestedIn: null }, phase, now), null, ...withdrawal(run));
}

export function waiting(
  run: ActiveRestartRun,
  phase: Phase<'waiting'>,
  gateway: Gateway,
  context: RestartContext,
): RestartStep {
  const { facts } = gateway;
  const { now } = context;
  if (hasNewProcess(run, gateway)) {
    const starting = { kind: 'starting', since: now, pid: facts.mainPid, deadline: phase.deadline } as const;
    return step(inPhase(run, starting, now));
  }
  // A start of the unit would be a second gateway beside it; one of Hermes 0.15 or before kills it.
  if (outsideProcess(gateway) !== null) return leaveToOther(run, now);
  const unit = unitStatus(facts);
  const stateSince = facts.stateChangedAt ?? phase.since;
  switch (unit.kind) {
    case 'auto-restart': {
      if (phase.systemdRestartAt !== unit.nextAt) {
        return step(inPhase(run, { ...phase, systemdRestartAt: unit.nextAt }, now));
      }
      if (phase.asked !== 'not-yet' || facts.job !== null || isHelped(run, context.restartHelpers)) break;
      const due = run.hasHelper ? stateSince + HELPER_MS : now;
      if (now < due) return step(run, due);
      const skipWait = { kind: 'restart-unit', pid: 0 } as const;
      return step(inPhase(run, { ...phase, asked: 'under-way' }, now), phase.deadline, skipWait);
    }
    case 'failed':
    case 'stopped': {
      if (facts.job !== null || phase.asked === 'under-way' || isHelped(run, context.restartHelpers)) break;
      const due = stateSince + (run.hasHelper ? HELPER_MS : STILL_MS);
      if (now < due) return step(run, due);
      if (gateway.stopRequested && facts.result !== 'start-limit-hit') return giveUp(run, gateway, now);
      // systemd was to start it and has left it in peace: it was stopped in that wait, of which no job is left to be seen.
      const isSameRun = facts.invocationId === run.from.invocationId;
      if (unit.kind === 'stopped' && isSameRun && phase.systemdRestartAt !== null) return giveUp(run, gateway, now);
      if (phase.asked === 'done') return failDown(run, gateway, now);
      return step(inPhase(run, { ...phase, asked: 'under-way' }, now), phase.deadline, { kind: 'start-unit' });
    }
    case 'not-installed':
      return fail(run, t('restart.unitGone', { detail: unit.detail }), t('restart.hint.install'), now);
    case 'active':
    case 'starting':
    case 'stopping':
    case 'unknown':
      break;
    default:
      return assertNever(unit);
  }
  return now >= phase.deadline ? failLate(run, gateway, now) : step(run, phase.deadline);
}

export function starting(
  run: ActiveRestartRun,
  phase: Phase<'starting'>,
  gateway: Gateway,
  { now }: RestartContext,
): RestartStep {
  const { facts } = gateway;
  if (facts.mainPid !== phase.pid) return afterDeath(run, phase, gateway, now);
  if (isUp(gateway)) return ready(run, phase.pid, now);
  const status = gatewayStatus({ ...gateway, restart: null }, { kind: 'connected' }, now);
  const deadline =
    status.kind === 'backing-off' ? Math.max(phase.deadline, status.until + AFTER_BACK_OFF_MS) : phase.deadline;
  if (deadline !== phase.deadline) return step(inPhase(run, { ...phase, deadline }, now));
  return now >= deadline ? failLate(run, gateway, now) : step(run, deadline);
}

/** The new process has ended before it ran. systemd may try again, at its own pace: another start now would do no better. */
function afterDeath(run: ActiveRestartRun, phase: Phase<'starting'>, gateway: Gateway, now: number): RestartStep {
  const { facts, unit } = gateway;
  if (facts.mainPid !== 0) return step(inPhase(run, { ...phase, since: now, pid: facts.mainPid }, now));
  const status = gatewayStatus({ ...gateway, restart: null }, { kind: 'connected' }, now);
  if (status.kind === 'crash-looping') {
    return fail(run, t('restart.loops', { count: status.restarts }), tellsWhy(unit), now);
  }
  const { deadline } = phase;
  // What ended is the old run now; its successor is yet to come.
  const from = { invocationId: facts.invocationId, mainPid: phase.pid };
  const waiting = { kind: 'waiting', since: now, systemdRestartAt: null, deadline, asked: 'done' } as const;
  return step(inPhase({ ...run, from, hasHelper: false }, waiting, now));
}
