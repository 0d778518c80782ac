/**
 * - `graceful`: SIGUSR1 to the main process; it finishes its work within its drain limit and exits 75.
 * - `when-idle`: takes no new work (`.drain_request.json`, Hermes 0.19 and later) until none is left, then graceful.
 * - `now`: systemd's restart job. Cuts what is at work.
 */
export type RestartMode = 'graceful' | 'when-idle' | 'now';

/** Our restart of one gateway, from the click to the new process. Times are epoch milliseconds. */
export interface RestartRun {
  readonly mode: RestartMode;
  readonly startedAt: number;
  /** The run that is to end. */
  readonly from: { readonly invocationId: string; readonly mainPid: number };
  /** Null where Hermes does not tell how many are at work. */
  readonly agentsAtStart: number | null;
  readonly phase: RestartPhase;
  /** When the first of the two halves, the old process' end, must be over; set when it begins. */
  readonly limits: RestartLimits;
}

export interface RestartLimits {
  /** From SIGUSR1 until the agents at work are interrupted. */
  readonly drainMs: number;
  /** From SIGUSR1 or the stop until the old process must be gone. */
  readonly exitMs: number;
  /** From its end until the new process must be running. */
  readonly startMs: number;
}

/**
 * ```
 * waiting-for-idle ─▶ draining ─▶ exiting ─▶ waiting ─▶ starting ─▶ ready
 *        │               │           │          │           │
 *        └─ cancelled    └───────────┴── failed ┴───────────┘
 * ```
 */
export type RestartPhase =
  | { readonly kind: 'waiting-for-idle'; readonly agentsNow: number | null }
  /** `agentsFewest`: progress does not move back when an agent starts another. */
  | {
      readonly kind: 'draining';
      readonly since: number;
      readonly agentsNow: number | null;
      readonly agentsFewest: number | null;
      /** When Hermes interrupts what is left. */
      readonly deadline: number;
    }
  /** The agents are done or cut; the process cleans up. */
  | { readonly kind: 'exiting'; readonly since: number; readonly deadline: number }
  /** Between two processes. `systemdRestartAt` is null when it can't be known. */
  | {
      readonly kind: 'waiting';
      readonly since: number;
      readonly systemdRestartAt: number | null;
      readonly deadline: number;
    }
  | { readonly kind: 'starting'; readonly since: number; readonly pid: number; readonly deadline: number }
  | { readonly kind: 'ready'; readonly at: number; readonly pid: number; readonly tookMs: number }
  | { readonly kind: 'cancelled'; readonly at: number }
  | {
      readonly kind: 'failed';
      readonly at: number;
      /** The phase it failed in. */
      readonly in: 'waiting-for-idle' | 'draining' | 'exiting' | 'waiting' | 'starting';
      /** What state it is in, and why, for a person. */
      readonly reason: string;
      /** What to do. */
      readonly hint: string;
    };

export type RestartEnd = Extract<RestartPhase, { kind: 'ready' | 'cancelled' | 'failed' }>;

/** One that is still going on. */
export type ActiveRestartRun = RestartRun & { readonly phase: Exclude<RestartPhase, RestartEnd> };

export function isUnderWay(run: RestartRun | null): run is ActiveRestartRun {
  if (run === null) return false;
  const { kind } = run.phase;
  return kind !== 'ready' && kind !== 'cancelled' && kind !== 'failed';
}
