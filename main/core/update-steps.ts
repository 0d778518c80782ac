import { hermesGeneration, takesDrainRequests } from './hermes-generation';
import { t } from './i18n';
import type { Code } from './installation';
import { ownRecord } from './own-record';
import { isUnderWay } from './restart-run';
import type { Gateway } from './state';
import { type PreFlight, updateFindings } from './update-findings';
import {
  isOnItsWay,
  needsRestart,
  notAsBefore,
  notRenewed,
  presentFleet,
  snapshotOf,
  standsNoMore,
} from './update-fleet';
import {
  laterStep,
  readUpdateOutput,
  saysCurrent,
  saysUndone,
  type UpdateOutput,
  type UpdateStep,
  updateComplaint,
} from './update-output';
import type { UpdatePart, UpdateProcessState } from './update-process';
import {
  type ActiveUpdatePhase,
  type ActiveUpdateRun,
  isUpdating,
  type UpdateFailure,
  type UpdatePhase,
  type UpdateRun,
} from './update-run';

/** What a step of an update needs to know besides its run. */
export interface UpdateContext {
  /** Those of the installation. */
  readonly gateways: readonly Gateway[];
  /** The process of the phase that the run is in. */
  readonly process: UpdateProcessState;
  /** Whether systemd's facts are its present ones. */
  readonly isHeard: boolean;
  /** Epoch milliseconds of the end of the last suspend or gap, in which no deadline ran; null for none. */
  readonly resumedAt: number | null;
  /** Whether a failed update is taken back without asking (a setting). */
  readonly rollsBack: boolean;
  readonly now: number;
}

/** What is to be done; the app does each once in a phase, and hands its result to the `after…` of it. */
export type UpdateAction =
  | { readonly kind: 'look' }
  | { readonly kind: 'take-snapshot' }
  | { readonly kind: 'write-drain-request'; readonly unit: string; readonly home: string }
  | { readonly kind: 'remove-drain-request'; readonly unit: string; readonly home: string }
  | { readonly kind: 'start-process'; readonly part: UpdatePart }
  | { readonly kind: 'read-code' }
  /** By a drain where it can be; it may be down. */
  | { readonly kind: 'restart'; readonly unit: string };

export interface UpdateStepResult {
  readonly run: UpdateRun;
  readonly actions: readonly UpdateAction[];
  /** When to look again though nothing has changed; null for never. */
  readonly wakeAt: number | null;
}

/** From the end of `hermes update`, for each gateway's drain and start. */
export const RESTART_MS = 5 * 60_000;
/** Platforms reconnect by themselves, some after a minute. */
export const VERIFY_MS = 2 * 60_000;
/** A gateway may wait for its restart, or back off, for five minutes each; from then on it hangs. */
const ON_ITS_WAY_MS = 15 * 60_000;
/** Hermes looks for a drain request every second; one that shows no sign of it by then does not obey it. */
const REQUEST_SEEN_MS = 15_000;

export function beginUpdate(id: string, unit: string, checkout: string, now: number): ActiveUpdateRun {
  return {
    id,
    checkout,
    unit,
    startedAt: now,
    changedAt: null,
    phase: { kind: 'pre-flight', since: now, findings: null },
    snapshot: null,
    accepted: [],
    isHurried: false,
    requestedIn: [],
    output: null,
    codeAfter: null,
    backAt: null,
  };
}

/** The way back from an update of which the snapshot is known, because a person wants it. */
export function beginWayBack(of: UpdateRun, id: string, gateways: readonly Gateway[], now: number): ActiveUpdateRun {
  return {
    ...beginUpdate(id, of.unit, of.checkout, now),
    snapshot: of.snapshot && { ...of.snapshot, gateways: presentFleet(of.snapshot.gateways, gateways) },
    phase: wayBack(null, now),
  };
}

/** What a later start of ours makes of a run that it finds open: before the update began nothing was changed, and the click is old. */
export function resumeUpdate(run: ActiveUpdateRun, now: number): UpdateRun {
  const { phase } = run;
  switch (phase.kind) {
    case 'pre-flight':
    case 'snapshot':
    case 'draining':
      return { ...run, phase: { kind: 'cancelled', at: now, reason: t('update.cancelled.ended') } };
    case 'restarting':
      return { ...run, phase: { ...phase, deadline: now + RESTART_MS } };
    case 'verifying':
      return { ...run, phase: { ...phase, deadline: now + VERIFY_MS } };
    case 'rolling-back':
      return phase.deadline === null ? run : { ...run, phase: { ...phase, deadline: now + RESTART_MS } };
    case 'updating':
      return run;
  }
}

/** The next step of a run, by what is known now. The same again where nothing is to be done. */
export function stepUpdate(run: ActiveUpdateRun, context: UpdateContext): UpdateStepResult {
  const { phase } = run;
  switch (phase.kind) {
    case 'pre-flight':
      return result(run, phase.findings === null ? [{ kind: 'look' }] : []);
    case 'snapshot':
      return result(run, [{ kind: 'take-snapshot' }]);
    case 'draining':
      return drain(run, phase, context);
    case 'updating':
      return update(run, phase, context);
    case 'restarting':
      return restart(run, phase, context);
    case 'verifying':
      return verify(run, phase, context);
    case 'rolling-back':
      return rollBack(run, phase, context);
  }
}

type Of<Kind extends ActiveUpdatePhase['kind']> = Extract<ActiveUpdatePhase, { kind: Kind }>;

// ── before ──────────────────────────────────────────────────────────────────────────────────────────────────────────

export function afterLook(run: UpdateRun, preFlight: PreFlight, gateways: readonly Gateway[], now: number): UpdateRun {
  if (run.phase.kind !== 'pre-flight') return run;
  const running = gateways.filter(({ facts }) => facts.mainPid !== 0);
  const hasUncounted = running.some((gateway) => ownRecord(gateway)?.activeAgents === null);
  const findings = updateFindings(preFlight, { hasUncounted, running: running.length }).filter(
    ({ kind, isBlocking }) => isBlocking || !run.accepted.includes(kind),
  );
  return findings.length === 0
    ? inPhase(run, { kind: 'snapshot', since: now })
    : { ...run, phase: { ...run.phase, findings } };
}

/** The person goes on in spite of what was found, or has it looked at again. */
export function answerFindings(run: UpdateRun, now: number): UpdateRun {
  if (run.phase.kind !== 'pre-flight' || run.phase.findings === null) return run;
  const { findings } = run.phase;
  const accepted = findings.filter(({ isBlocking }) => !isBlocking).map(({ kind }) => kind);
  return {
    ...run,
    accepted: [...run.accepted, ...accepted],
    phase: { kind: 'pre-flight', since: now, findings: null },
  };
}

export function afterSnapshot(run: UpdateRun, code: Code, gateways: readonly Gateway[], now: number): UpdateRun {
  if (run.phase.kind !== 'snapshot') return run;
  const snapshot = { takenAt: now, code, gateways: gateways.flatMap(snapshotOf) };
  return inPhase({ ...run, snapshot }, { kind: 'draining', since: now, agentsNow: agentsAtWork(gateways) });
}

function drain(
  run: ActiveUpdateRun,
  phase: Of<'draining'>,
  { gateways, now, isHeard }: UpdateContext,
): UpdateStepResult {
  const agentsNow = agentsAtWork(gateways);
  const begin = () => result(inPhase(run, { kind: 'updating', since: now, isAsked: false }), []);
  if (!isHeard) return result(run, []);
  if (run.isHurried) return begin();
  // Where nobody tells how many there are, Hermes' own drain is what they have; the person was told.
  const running = gateways.filter(({ facts }) => facts.mainPid !== 0);
  if (agentsNow === null && running.every((gateway) => ownRecord(gateway) !== null)) return begin();
  const takers = gateways.flatMap((gateway) => {
    const { home, unit, facts } = gateway;
    const takes = home !== null && facts.mainPid !== 0 && takesDrainRequests(hermesGeneration(gateway));
    return takes ? [{ unit, home: home.home }] : [];
  });
  // No new work while the code changes beneath it. It is taken back when the update has come to the gateways.
  const unasked = takers.filter(({ home }) => !run.requestedIn.includes(home));
  const asked = { ...run, requestedIn: [...run.requestedIn, ...unasked.map(({ home }) => home)] };
  if (unasked.length > 0) {
    return result(
      asked,
      unasked.map((taker) => ({ kind: 'write-drain-request', ...taker }) as const),
    );
  }
  // One that has just started has told nothing yet.
  const isTold = running.every((gateway) => ownRecord(gateway) !== null);
  const seenBy = phase.since + REQUEST_SEEN_MS;
  const isObeyed = now >= seenBy || takers.every(({ unit }) => isDraining(gateways, unit));
  if (isTold && agentsNow === 0 && isObeyed) return begin();
  const next = agentsNow === phase.agentsNow ? run : { ...run, phase: { ...phase, agentsNow } };
  return result(next, [], now < seenBy ? seenBy : null);
}

/** How many work in those that tell; null where none of those that run does. */
function agentsAtWork(gateways: readonly Gateway[]): number | null {
  const running = gateways.filter(({ facts }) => facts.mainPid !== 0);
  const told = running.flatMap((gateway) => ownRecord(gateway)?.activeAgents ?? []);
  if (told.length === 0) return running.length === 0 ? 0 : null;
  return told.reduce((sum, agents) => sum + agents, 0);
}

function isDraining(gateways: readonly Gateway[], unit: string): boolean {
  const gateway = gateways.find((one) => one.unit === unit);
  return gateway === undefined || gateway.facts.mainPid === 0 || gateway.drainingSince !== null;
}

// ── the update itself ───────────────────────────────────────────────────────────────────────────────────────────────

function update(
  run: ActiveUpdateRun,
  phase: Of<'updating'>,
  { process, now, rollsBack }: UpdateContext,
): UpdateStepResult {
  if (!phase.isAsked)
    return result({ ...run, changedAt: now, phase: { ...phase, isAsked: true } }, [
      { kind: 'start-process', part: 'update' },
    ]);
  switch (process.kind) {
    case 'unknown':
      return result(run, []);
    case 'absent':
      // We ended between the decision and the start.
      return end(run, { kind: 'cancelled', at: now, reason: t('update.cancelled.ended') });
    case 'running': {
      const output = onward(run.output, readUpdateOutput(process.output, process.isQuiet));
      const isAtGateways = output.step === 'complete' || output.step === 'gateways';
      // By then the code has moved: whoever starts from now on has the new one.
      const hasMoved = isFrom('python', output) && !isFrom('python', run.output);
      const changedAt = hasMoved ? now : run.changedAt;
      return result({ ...run, output, changedAt }, isAtGateways ? withdrawal(run) : []);
    }
    case 'ended': {
      const output = { ...onward(run.output, readUpdateOutput(process.output, false)), question: null };
      if (run.codeAfter === null) return result({ ...run, output }, [{ kind: 'read-code' }, ...withdrawal(run)]);
      return judge({ ...run, phase, output }, run.codeAfter, process, rollsBack, now);
    }
  }
}

/** Of a long output only the end is read. */
function onward(before: UpdateOutput | null, output: UpdateOutput): UpdateOutput {
  return before === null ? output : { ...output, step: laterStep(before.step, output.step) };
}

function isFrom(step: UpdateStep, output: UpdateOutput | null): boolean {
  return output !== null && laterStep(step, output.step) === output.step;
}

function judge(
  run: ActiveUpdateRun,
  codeAfter: Code,
  { output, exitCode }: Extract<UpdateProcessState, { kind: 'ended' }>,
  rollsBack: boolean,
  now: number,
): UpdateStepResult {
  const step = run.output?.step ?? 'starting';
  const isMoved = codeAfter.commit !== run.snapshot?.code.commit;
  // 1 after its last step: some gateway was not restarted, which is our next step.
  const isThrough = exitCode === 0 || (exitCode === 1 && isMoved && (step === 'complete' || step === 'gateways'));
  if (isThrough && !isMoved) return end(run, { kind: 'done', at: now, wasCurrent: saysCurrent(output) || !isMoved });
  if (isThrough) {
    return result(inPhase(run, { kind: 'restarting', since: now, waitsFor: [], deadline: now + RESTART_MS }), []);
  }
  const complaint = updateComplaint(output) ?? '';
  const reason = complaintText(output, exitCode, complaint);
  return fail(run, { in: 'updating', step, ...reason }, isMoved, rollsBack, now);
}

function complaintText(
  output: string,
  exitCode: number | null,
  complaint: string,
): Pick<UpdateFailure, 'reason' | 'hint'> {
  if (saysUndone(output)) return { reason: t('update.failed.undone'), hint: t('update.hint.later') };
  if (exitCode === 2) return { reason: t('update.failed.refused', { complaint }), hint: t('update.hint.refused') };
  if (exitCode === null) return { reason: t('update.failed.killed', { complaint }), hint: t('update.hint.output') };
  return { reason: t('update.failed.exit', { status: exitCode, complaint }), hint: t('update.hint.output') };
}

/** What the checkout holds now can't be read, try as one may: it may be anything. */
export function afterCodeUnread(run: ActiveUpdateRun, message: string, now: number): UpdateStepResult {
  const failure = {
    in: run.phase.kind,
    step: run.output?.step ?? null,
    reason: message,
    hint: t('update.hint.output'),
  };
  if (run.phase.kind === 'rolling-back') return end(run, { kind: 'rollback-failed', at: now, failure });
  return end(run, { kind: 'failed', at: now, failure, canRollBack: run.snapshot !== null });
}

/** It could not even be started. */
export function afterStartFailed(run: ActiveUpdateRun, message: string, now: number): UpdateStepResult {
  const failure = { in: run.phase.kind, step: null, reason: message, hint: t('update.hint.systemd') };
  if (run.phase.kind === 'rolling-back') return end(run, { kind: 'rollback-failed', at: now, failure });
  return end(run, { kind: 'failed', at: now, failure, canRollBack: false });
}

// ── the gateways ────────────────────────────────────────────────────────────────────────────────────────────────────

function restart(run: ActiveUpdateRun, phase: Of<'restarting'>, context: UpdateContext): UpdateStepResult {
  const { now, rollsBack, isHeard, gateways } = context;
  if (!isHeard) return result(run, []);
  const waitsFor = notRenewed(run, gateways);
  if (waitsFor.length === 0) {
    return result(inPhase(run, { kind: 'verifying', since: now, missing: [], deadline: now + VERIFY_MS }), []);
  }
  const late = lateAt(phase.since, phase.deadline, RESTART_MS, waitsFor, context);
  if (late !== null && now >= late) {
    const reason = t('update.failed.notRestarted', { units: waitsFor.join(', ') });
    return fail(run, { in: 'restarting', step: null, reason, hint: t('update.hint.restart') }, true, rollsBack, now);
  }
  const next = isSame(waitsFor, phase.waitsFor) ? run : { ...run, phase: { ...phase, waitsFor } };
  return result(next, restarts(waitsFor, gateways), late);
}

function verify(run: ActiveUpdateRun, phase: Of<'verifying'>, context: UpdateContext): UpdateStepResult {
  const { now, rollsBack, isHeard, gateways } = context;
  if (!isHeard) return result(run, []);
  const missing = notAsBefore(run, gateways);
  if (missing.length === 0) return end({ ...run, backAt: now }, { kind: 'done', at: now, wasCurrent: false });
  const down = standsNoMore(run, gateways);
  const late = lateAt(phase.since, phase.deadline, VERIFY_MS, unitsOf(run), context);
  if (down !== null || (late !== null && now >= late)) {
    const reason = down ?? t('update.failed.notAsBefore', { missing: missing.join('; ') });
    return fail(run, { in: 'verifying', step: null, reason, hint: t('update.hint.rollBack') }, true, rollsBack, now);
  }
  return result(isSame(missing, phase.missing) ? run : { ...run, phase: { ...phase, missing } }, [], late);
}

function restarts(units: readonly string[], gateways: readonly Gateway[]): readonly UpdateAction[] {
  return gateways
    .filter((gateway) => units.includes(gateway.unit) && needsRestart(gateway))
    .map(({ unit }) => ({ kind: 'restart', unit }));
}

/** A restart that we asked for did not come about. */
export function afterRestartFailed(
  run: ActiveUpdateRun,
  message: string,
  rollsBack: boolean,
  now: number,
): UpdateStepResult {
  const { kind } = run.phase;
  if (kind !== 'restarting' && kind !== 'rolling-back') return result(run, []);
  return fail(run, { in: kind, step: null, reason: message, hint: t('update.hint.rollBack') }, true, rollsBack, now);
}

// ── the way back ────────────────────────────────────────────────────────────────────────────────────────────────────

function rollBack(run: ActiveUpdateRun, phase: Of<'rolling-back'>, context: UpdateContext): UpdateStepResult {
  const { now, process, isHeard, gateways } = context;
  if (phase.stage === 'code') return returnCode(run, phase, process, now);
  if (!isHeard) return result(run, []);
  const deadline = phase.deadline ?? now + RESTART_MS;
  if (phase.stage === 'restart') {
    const waitsFor = notRenewed(run, gateways);
    if (waitsFor.length === 0) {
      return result({ ...run, phase: { ...phase, stage: 'verify', missing: [], deadline: now + VERIFY_MS } }, []);
    }
    const late = lateAt(phase.since, deadline, RESTART_MS, waitsFor, context);
    if (late !== null && now >= late) {
      return lose(run, t('update.failed.notRestarted', { units: waitsFor.join(', ') }), now);
    }
    const next = isSame(waitsFor, phase.missing) ? run : { ...run, phase: { ...phase, missing: waitsFor } };
    return result(next, restarts(waitsFor, gateways), late);
  }
  const missing = notAsBefore(run, gateways);
  if (missing.length === 0)
    return end({ ...run, backAt: now }, { kind: 'rolled-back', at: now, because: phase.because });
  const down = standsNoMore(run, gateways);
  const late = lateAt(phase.since, deadline, VERIFY_MS, unitsOf(run), context);
  if (down !== null || (late !== null && now >= late)) {
    return lose(run, down ?? t('update.failed.notAsBefore', { missing: missing.join('; ') }), now);
  }
  return result(isSame(missing, phase.missing) ? run : { ...run, phase: { ...phase, missing } }, [], late);
}

function returnCode(
  run: ActiveUpdateRun,
  phase: Of<'rolling-back'>,
  process: UpdateProcessState,
  now: number,
): UpdateStepResult {
  // It can be begun again and again.
  if (!phase.isAsked || process.kind === 'absent') {
    return result({ ...run, phase: { ...phase, isAsked: true } }, [{ kind: 'start-process', part: 'way-back' }]);
  }
  if (process.kind === 'unknown') return result(run, []);
  if (process.kind === 'running') {
    return result({ ...run, output: { ...readUpdateOutput(process.output, process.isQuiet), step: 'python' } }, []);
  }
  if (run.codeAfter === null) return result(run, [{ kind: 'read-code' }]);
  const isBack = run.codeAfter.commit === run.snapshot?.code.commit;
  if (process.exitCode !== 0 || !isBack) {
    return lose(run, t('update.failed.wayBack', { complaint: updateComplaint(process.output) ?? '' }), now);
  }
  const restarting = { ...phase, since: now, stage: 'restart', missing: [], deadline: now + RESTART_MS } as const;
  return result({ ...run, changedAt: now, phase: restarting }, []);
}

function wayBack(because: UpdateFailure | null, now: number): ActiveUpdatePhase {
  return { kind: 'rolling-back', since: now, because, stage: 'code', isAsked: false, missing: [], deadline: null };
}

function lose(run: ActiveUpdateRun, reason: string, now: number): UpdateStepResult {
  const failure = { in: run.phase.kind, step: null, reason, hint: t('update.hint.byHand', wayBackValues(run)) };
  return end(run, { kind: 'rollback-failed', at: now, failure });
}

function wayBackValues({ checkout, snapshot }: UpdateRun): { readonly checkout: string; readonly commit: string } {
  return { checkout, commit: snapshot?.code.commit.slice(0, 12) ?? '' };
}

/** When a phase is late. Null while that is up to somebody else: to a restart under way, to a gateway that is on its way. */
function lateAt(
  since: number,
  deadline: number,
  limitMs: number,
  units: readonly string[],
  { gateways, resumedAt, now }: UpdateContext,
): number | null {
  const waits = gateways.filter(({ unit }) => units.includes(unit));
  if (waits.some(({ restart: run }) => isUnderWay(run))) return null;
  const due = resumedAt === null ? deadline : Math.max(deadline, resumedAt + limitMs);
  return waits.some((gateway) => isOnItsWay(gateway, now)) ? Math.max(due, since + ON_ITS_WAY_MS) : due;
}

function unitsOf({ snapshot }: UpdateRun): readonly string[] {
  return (snapshot?.gateways ?? []).map(({ unit }) => unit);
}

// ── ends ────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** A person gives it up; possible until something was changed. */
export function cancelUpdate(run: ActiveUpdateRun, now: number): UpdateStepResult {
  return end(run, { kind: 'cancelled', at: now, reason: null });
}

/** For want of what it is about: a folder that can't be read, a snapshot that can't be taken. Nothing was changed. */
export function failBefore(run: ActiveUpdateRun, reason: string, now: number): UpdateStepResult {
  const failure = { in: run.phase.kind, step: null, reason, hint: t('update.hint.unchanged') };
  return end(run, { kind: 'failed', at: now, failure, canRollBack: false });
}

function fail(
  run: ActiveUpdateRun,
  failure: UpdateFailure,
  isMoved: boolean,
  rollsBack: boolean,
  now: number,
): UpdateStepResult {
  if (run.phase.kind === 'rolling-back') return end(run, { kind: 'rollback-failed', at: now, failure });
  const canRollBack = isMoved && run.snapshot !== null;
  if (canRollBack && rollsBack)
    return result({ ...run, codeAfter: null, output: null, phase: wayBack(failure, now) }, []);
  return end(run, { kind: 'failed', at: now, failure, canRollBack });
}

function end(run: ActiveUpdateRun, phase: UpdatePhase): UpdateStepResult {
  return result(
    { ...run, phase, output: run.output === null ? null : { ...run.output, question: null } },
    withdrawal(run),
  );
}

/** Takes back our drain requests, which would keep the gateways from their work. */
export function withdrawal({ requestedIn, snapshot }: UpdateRun): readonly UpdateAction[] {
  return requestedIn.map((home) => ({
    kind: 'remove-drain-request',
    unit: snapshot?.gateways.find((one) => one.home === home)?.unit ?? '',
    home,
  }));
}

function inPhase(run: UpdateRun, phase: UpdatePhase): UpdateRun {
  return { ...run, phase };
}

function result(run: UpdateRun, actions: readonly UpdateAction[], wakeAt: number | null = null): UpdateStepResult {
  return { run, actions, wakeAt: isUpdating(run) ? wakeAt : null };
}

function isSame(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((one, at) => one === right[at]);
}
