import { assertNever } from './assert-never';
import { hermesGeneration, startsRestartHelper, takesDrainRequests } from './hermes-generation';
import { restartLimits } from './hermes-limits';
import { ownRecord } from './own-record';
import { afterExit, starting, waiting } from './restart-between';
import { fail, failLate, giveUp, mayTell, withdrawal } from './restart-end';
import { agentsAtWork, canSignal, isDrainingForRestart, isGone } from './restart-facts';
import { inPhase } from './restart-progress';
import { type ActiveRestartRun, type Asked, isUnderWay, type RestartMode, type RestartRun } from './restart-run';
import { type RestartAction, type RestartContext, type RestartStep, step } from './restart-step';
import type { Gateway } from './state';

/** After so long a request that it shows no sign of has been seen all the same: Hermes looks every second. */
const REQUEST_SEEN_MS = 5_000;
/** A step may lead to the next at once; more than there are phases would be a circle. */
const MOST_STEPS = 12;

/** A new run. Nothing has been asked of anybody yet: its first step does. */
export function beginRestart(gateway: Gateway, mode: RestartMode, now: number): ActiveRestartRun {
  const { facts } = gateway;
  const agents = ownRecord(gateway)?.activeAgents ?? null;
  const limits = restartLimits(gateway, mode);
  return {
    mode,
    startedAt: now,
    from: { invocationId: facts.invocationId, mainPid: facts.mainPid },
    agentsAtStart: agents,
    phase: firstPhase(mode, agents, limits, now),
    limits,
    hasHelper: startsRestartHelper(hermesGeneration(gateway)),
    requestedIn: null,
    progressFloor: 0,
  };
}

/** Asks for less patience. What is past cutting short goes on as it is. */
export function hurryRestart(
  run: ActiveRestartRun,
  mode: RestartMode,
  gateway: Gateway,
  now: number,
): ActiveRestartRun {
  if (PATIENCE[mode] >= PATIENCE[run.mode] || isGone(run, gateway)) return run;
  if (run.phase.kind === 'waiting' || run.phase.kind === 'starting') return run;
  const limits = restartLimits(gateway, mode);
  const phase = firstPhase(mode, agentsAtWork(run, gateway, null), limits, now);
  return { ...inPhase(run, phase, now), mode, limits, phase };
}

const PATIENCE: Readonly<Record<RestartMode, number>> = { 'when-idle': 2, graceful: 1, now: 0 };

function firstPhase(
  mode: RestartMode,
  agents: number | null,
  { drainMs, exitMs }: RestartRun['limits'],
  now: number,
): ActiveRestartRun['phase'] {
  switch (mode) {
    case 'when-idle':
      return { kind: 'waiting-for-idle', agentsNow: agents, agentsFewest: agents, requestedAt: null };
    case 'graceful':
      return {
        kind: 'draining',
        since: now,
        agentsNow: agents,
        agentsFewest: agents,
        deadline: now + drainMs,
        asked: 'not-yet',
      };
    case 'now':
      return { kind: 'exiting', since: now, deadline: now + exitMs, asked: 'not-yet' };
  }
}

/** What the facts make of a run, and what there is to do. The same facts lead nowhere twice. */
export function stepRestart(given: RestartRun, gateway: Gateway, context: RestartContext): RestartStep {
  if (!context.isHeard) return step(given);
  let run = afterSuspend(given, context);
  const actions: RestartAction[] = [];
  for (let count = 0; isUnderWay(run) && count < MOST_STEPS; count += 1) {
    const next: RestartStep = one(run, gateway, context);
    actions.push(...next.actions);
    if (isSame(next.run, run)) return { run, actions, wakeAt: next.wakeAt };
    run = next.run;
  }
  return { run, actions, wakeAt: null };
}

function one(run: ActiveRestartRun, gateway: Gateway, context: RestartContext): RestartStep {
  const { phase } = run;
  if (gateway.facts.job?.type === 'stop') return giveUp(run, gateway, context.now);
  const isFirstHalf = phase.kind !== 'waiting' && phase.kind !== 'starting';
  if (isFirstHalf && isGone(run, gateway)) return afterExit(run, gateway, context);
  switch (phase.kind) {
    case 'waiting-for-idle':
      return waitingForIdle(run, phase, gateway, context);
    case 'draining':
      return draining(run, phase, gateway, context);
    case 'exiting':
      return exiting(run, phase, gateway, context);
    case 'waiting':
      return waiting(run, phase, gateway, context);
    case 'starting':
      return starting(run, phase, gateway, context);
    default:
      return assertNever(phase);
  }
}

type Phase<Kind> = Extract<ActiveRestartRun['phase'], { kind: Kind }>;

function waitingForIdle(
  run: ActiveRestartRun,
  phase: Phase<'waiting-for-idle'>,
  gateway: Gateway,
  { now }: RestartContext,
): RestartStep {
  const { home } = gateway;
  if (run.requestedIn === null && home !== null && takesDrainRequests(hermesGeneration(gateway))) {
    const requested = { ...run, phase: { ...phase, requestedAt: now }, requestedIn: home.home };
    return step(requested, null, { kind: 'write-drain-request', home: home.home });
  }
  const agentsNow = agentsAtWork(run, gateway, phase.agentsNow);
  if (agentsNow !== phase.agentsNow) return step(inPhase(run, { ...phase, ...counted(phase, agentsNow) }, now));
  if (isDrainingForRestart(gateway)) return step(toDraining(run, agentsNow, 'done', now), null, ...withdrawal(run));
  if (agentsNow !== 0 || !canSignal(gateway).ok) return step(run);
  // Until it has seen the request, it may begin a turn at any moment.
  const seenAt = phase.requestedAt === null ? now : phase.requestedAt + REQUEST_SEEN_MS;
  if (now < seenAt && ownRecord(gateway)?.gatewayState !== 'draining') return step(run, seenAt);
  return step(toDraining(run, agentsNow, 'not-yet', now));
}

function toDraining(run: ActiveRestartRun, agents: number | null, asked: Asked, now: number): RestartRun {
  const deadline = now + run.limits.drainMs;
  const phase = { kind: 'draining', since: now, agentsNow: agents, agentsFewest: agents, deadline, asked } as const;
  return { ...inPhase(run, phase, now), requestedIn: asked === 'done' ? null : run.requestedIn };
}

function draining(
  run: ActiveRestartRun,
  phase: Phase<'draining'>,
  gateway: Gateway,
  { now }: RestartContext,
): RestartStep {
  if (phase.asked === 'not-yet') {
    const asked = { ...run, phase: { ...phase, asked: 'done' as const }, requestedIn: null };
    if (isDrainingForRestart(gateway)) return step(asked, null, ...withdrawal(run));
    const permission = canSignal(gateway);
    if (!permission.ok) return fail(run, permission.reason, mayTell(gateway.unit), now);
    // With the request gone the next process takes work again; this one is on its way out.
    return step(asked, null, { kind: 'send-sigusr1', pid: run.from.mainPid }, ...withdrawal(run));
  }
  const agentsNow = agentsAtWork(run, gateway, phase.agentsNow);
  if (agentsNow !== phase.agentsNow) return step(inPhase(run, { ...phase, ...counted(phase, agentsNow) }, now));
  const state = ownRecord(gateway)?.gatewayState;
  const isDone = (isDrainingForRestart(gateway) && agentsNow === 0) || state === 'stopped' || now >= phase.deadline;
  if (!isDone) return step(run, phase.deadline);
  const deadline = phase.since + run.limits.exitMs;
  // The gateway was asked to exit, systemd for nothing.
  return step(inPhase(run, { kind: 'exiting', since: now, deadline, asked: 'not-yet' }, now));
}

function exiting(
  run: ActiveRestartRun,
  phase: Phase<'exiting'>,
  gateway: Gateway,
  { now }: RestartContext,
): RestartStep {
  if (run.mode === 'now' && phase.asked === 'not-yet') {
    const asked = { ...run, phase: { ...phase, asked: 'under-way' as const }, requestedIn: null };
    // The call got no answer, but systemd is at it.
    const isAtIt = gateway.facts.job !== null || gateway.facts.activeState === 'deactivating';
    return isAtIt
      ? step(asked, null, ...withdrawal(run))
      : step(asked, null, ...withdrawal(run), { kind: 'restart-unit', pid: run.from.mainPid });
  }
  return now >= phase.deadline ? failLate(run, gateway, now) : step(run, phase.deadline);
}

function counted<P extends { readonly agentsFewest: number | null }>(phase: P, agentsNow: number | null) {
  const agentsFewest =
    agentsNow === null || phase.agentsFewest === null
      ? (agentsNow ?? phase.agentsFewest)
      : Math.min(agentsNow, phase.agentsFewest);
  return { agentsNow, agentsFewest };
}

/** No deadline ran while the machine slept: each begins anew where it woke up, which errs on the patient side. */
function afterSuspend(run: RestartRun, { resumedAt, now }: RestartContext): RestartRun {
  const { phase } = run;
  if (resumedAt === null || !('deadline' in phase) || phase.since >= resumedAt) return run;
  const deadline = resumedAt + (phase.deadline - phase.since);
  return inPhase(run, { ...phase, since: resumedAt, deadline }, now);
}

function isSame(left: RestartRun, right: RestartRun): boolean {
  return left === right || JSON.stringify(left) === JSON.stringify(right);
}
