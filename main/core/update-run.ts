import type { Code } from './installation';
import type { UpdateFinding } from './update-findings';
import type { UpdateOutput, UpdateStep } from './update-output';

/**
 * Our update of one installation, or the way back from one: from the click to gateways that run the new code, or the old
 * one. Times are epoch milliseconds. Everything in it is kept in a file, so that a later start of ours goes on with it.
 *
 * ```
 * pre-flight ─▶ snapshot ─▶ draining ─▶ updating ─▶ restarting ─▶ verifying ─▶ done
 *     │            │           │           │            │             │
 *     └────────────┴─cancelled─┘           └────────────┴─────────────┴─▶ failed
 *                                                       │ (where the setting says so, or later by a click)
 *                                                       ▼
 *                                                 rolling-back ─▶ rolled-back | rollback-failed
 * ```
 */
export interface UpdateRun {
  /** The name of its folder and of its transient unit: `20261125T143000-4711`. */
  readonly id: string;
  readonly checkout: string;
  /** The gateway it was asked for at: `hermes update` runs in that one's profile. */
  readonly unit: string;
  readonly startedAt: number;
  readonly phase: UpdatePhase;
  /** When its process, or that of its way back, was begun: a gateway that started before runs what there was before. */
  readonly changedAt: number | null;
  /** What there was before; null until it was looked at. */
  readonly snapshot: UpdateSnapshot | null;
  /** Findings that the person has said yes to. */
  readonly accepted: readonly UpdateFinding['kind'][];
  /** Whether the person does not want to wait for the agents at work. */
  readonly isHurried: boolean;
  /** The homes in which our `.drain_request.json` may lie. */
  readonly requestedIn: readonly string[];
  /** What the process that is at it says; null before there is one. */
  readonly output: UpdateOutput | null;
  /** What the checkout held after `hermes update` had ended, or after the way back; null until that was read. */
  readonly codeAfter: Code | null;
  /** When the last gateway was up again on the new code; null until it is. For the receipt. */
  readonly backAt: number | null;
}

/** What there was before the update, to judge it by and to come back to. */
export interface UpdateSnapshot {
  readonly takenAt: number;
  readonly code: Code;
  /** Those of the installation that ran. Others are left alone. */
  readonly gateways: readonly GatewaySnapshot[];
}

export interface GatewaySnapshot {
  readonly unit: string;
  readonly home: string;
  readonly invocationId: string;
  readonly mainPid: number;
  /** Names of the platforms that were connected. */
  readonly platforms: readonly string[];
}

export type UpdatePhase =
  /** `findings` is null while it looks. With findings, it waits for the person. */
  | { readonly kind: 'pre-flight'; readonly since: number; readonly findings: readonly UpdateFinding[] | null }
  | { readonly kind: 'snapshot'; readonly since: number }
  /** Takes no new work; what is under way may finish. `agentsNow` is null where Hermes does not tell. */
  | { readonly kind: 'draining'; readonly since: number; readonly agentsNow: number | null }
  /** `hermes update` runs in a transient unit. `isAsked`: systemd was asked for it, perhaps by an earlier start of ours. */
  | { readonly kind: 'updating'; readonly since: number; readonly isAsked: boolean }
  /** Those that `hermes update` left on the old code are restarted. `waitsFor`: units that are not new yet. */
  | {
      readonly kind: 'restarting';
      readonly since: number;
      readonly waitsFor: readonly string[];
      readonly deadline: number;
    }
  /** `missing`: what is not as it was yet, for a person. */
  | {
      readonly kind: 'verifying';
      readonly since: number;
      readonly missing: readonly string[];
      readonly deadline: number;
    }
  /** `because` is null when a person asked for it later. `stage`: code and dependencies, then restart and verify. */
  | {
      readonly kind: 'rolling-back';
      readonly since: number;
      readonly because: UpdateFailure | null;
      readonly stage: 'code' | 'restart' | 'verify';
      readonly isAsked: boolean;
      readonly missing: readonly string[];
      /** Null in `code`: pip takes as long as it takes. */
      readonly deadline: number | null;
    }
  | UpdateEnd;

export type UpdateEnd =
  | { readonly kind: 'done'; readonly at: number; readonly wasCurrent: boolean }
  | { readonly kind: 'cancelled'; readonly at: number; readonly reason: string | null }
  /** `canRollBack`: the checkout is not what it was. */
  | { readonly kind: 'failed'; readonly at: number; readonly failure: UpdateFailure; readonly canRollBack: boolean }
  | { readonly kind: 'rolled-back'; readonly at: number; readonly because: UpdateFailure | null }
  | { readonly kind: 'rollback-failed'; readonly at: number; readonly failure: UpdateFailure };

export interface UpdateFailure {
  /** The phase it failed in, and within `updating` the step. */
  readonly in: ActiveUpdatePhase['kind'];
  readonly step: UpdateStep | null;
  /** What is wrong, and what to do, for a person. */
  readonly reason: string;
  readonly hint: string;
}

export type ActiveUpdatePhase = Exclude<UpdatePhase, UpdateEnd>;
export type ActiveUpdateRun = UpdateRun & { readonly phase: ActiveUpdatePhase };

const ENDS: ReadonlySet<string> = new Set(['done', 'cancelled', 'failed', 'rolled-back', 'rollback-failed']);

export function isEnd(phase: UpdatePhase): phase is UpdateEnd {
  return ENDS.has(phase.kind);
}

export function isUpdating(run: UpdateRun | null): run is ActiveUpdateRun {
  return run !== null && !isEnd(run.phase);
}

/** Whether something may have been changed: only its end, or the way back, leads out of it. */
export function hasBegun({ phase }: UpdateRun): boolean {
  if (phase.kind === 'updating') return phase.isAsked;
  return phase.kind !== 'pre-flight' && phase.kind !== 'snapshot' && phase.kind !== 'draining';
}

/** Whether the checkout is not to be relied on now. */
export function changesCode({ phase }: UpdateRun): boolean {
  return phase.kind === 'updating' || (phase.kind === 'rolling-back' && phase.stage === 'code');
}
