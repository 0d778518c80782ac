import { assertNever } from './assert-never';
import { UPDATE_STEPS, type UpdateStep } from './update-output';
import { isUpdating, type UpdatePhase, type UpdateRun } from './update-run';

/** Where a phase begins and ends on the bar, and in what time it usually is two thirds through. */
interface Band {
  readonly from: number;
  readonly to: number;
  readonly usualMs: number;
}

const BEFORE: Band = { from: 0, to: 0.02, usualMs: 10_000 };
const SNAPSHOT: Band = { from: 0.02, to: 0.03, usualMs: 1000 };
const DRAIN: Band = { from: 0.03, to: 0.15, usualMs: 60_000 };
const UPDATE = { from: 0.15, to: 0.75 } as const;
const RESTART: Band = { from: 0.75, to: 0.9, usualMs: 20_000 };
const VERIFY: Band = { from: 0.9, to: 0.99, usualMs: 20_000 };

/** The parts of `hermes update`, by the time each usually takes. Of a step no more is known than that it has begun. */
const WEIGHTS: Readonly<Record<UpdateStep, number>> = {
  starting: 1,
  fetching: 6,
  pulling: 3,
  python: 25,
  node: 45,
  finishing: 6,
  complete: 2,
  gateways: 12,
};
const USUAL_UPDATE_MS = 120_000;
const ALL_WEIGHTS = UPDATE_STEPS.reduce((sum, step) => sum + WEIGHTS[step], 0);

/** The way back has a bar of its own: no part of an update's, which would have to run backwards. */
const BACK_CODE: Band = { from: 0, to: 0.6, usualMs: 40_000 };
const BACK_RESTART: Band = { from: 0.6, to: 0.85, usualMs: 20_000 };
const BACK_VERIFY: Band = { from: 0.85, to: 0.99, usualMs: 40_000 };

/** How far an update is, 0 to 1. It never moves back, and is 1 at its good end only. */
export function updateProgress(run: UpdateRun, now: number): number {
  const { phase, startedAt, output } = run;
  switch (phase.kind) {
    case 'pre-flight':
      // From its start: the look is begun anew after each answer.
      return within(BEFORE, now - startedAt);
    case 'snapshot':
      return within(SNAPSHOT, now - phase.since);
    case 'draining':
      // By time, not by agents: of those there may be more later.
      return within(DRAIN, now - phase.since);
    case 'updating':
      return within(bandOf(output?.step ?? 'starting'), now - phase.since);
    case 'restarting':
      return within(RESTART, now - phase.since);
    case 'verifying':
      return within(VERIFY, now - phase.since);
    case 'rolling-back':
      return within(backBand(phase.stage), now - phase.since);
    case 'done':
    case 'rolled-back':
      return 1;
    case 'cancelled':
    case 'failed':
    case 'rollback-failed':
      return 0;
    default:
      return assertNever(phase);
  }
}

/** Whether its progress moves with the time alone. For the answer of a person it waits as long as that takes. */
export function updateMovesWithTime(run: UpdateRun | null): boolean {
  return isUpdating(run) && !waitsForAnswer(run);
}

/** Whether nothing goes on until a person does something. */
export function waitsForAnswer({ phase, output }: UpdateRun): boolean {
  if (phase.kind === 'pre-flight') return phase.findings !== null;
  return isAtProcess(phase) && (output?.question ?? null) !== null;
}

function isAtProcess(phase: UpdatePhase): boolean {
  return phase.kind === 'updating' || (phase.kind === 'rolling-back' && phase.stage === 'code');
}

function bandOf(step: UpdateStep): Band {
  const before = UPDATE_STEPS.slice(0, UPDATE_STEPS.indexOf(step)).reduce((sum, one) => sum + WEIGHTS[one], 0);
  const through = before + WEIGHTS[step];
  const length = UPDATE.to - UPDATE.from;
  return {
    from: UPDATE.from + (length * before) / ALL_WEIGHTS,
    to: UPDATE.from + (length * through) / ALL_WEIGHTS,
    // Since the whole began: when a step did is not known.
    usualMs: Math.max(2000, (USUAL_UPDATE_MS * through) / ALL_WEIGHTS),
  };
}

function backBand(stage: Extract<UpdatePhase, { kind: 'rolling-back' }>['stage']): Band {
  switch (stage) {
    case 'code':
      return BACK_CODE;
    case 'restart':
      return BACK_RESTART;
    case 'verify':
      return BACK_VERIFY;
  }
}

function within({ from, to, usualMs }: Band, elapsed: number): number {
  return elapsed <= 0 ? from : from + (to - from) * (1 - Math.exp(-elapsed / usualMs));
}
