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
  /** The run that is to end. `mainPid` is 0 where it was over before we looked. */
  readonly from: { readonly invocationId: string; readonly mainPid: number };
  /** Null where Hermes does not tell how many are at work. */
  readonly agentsAtStart: number | null;
  readonly phase: RestartPhase;
  readonly limits: RestartLimits;
  /** Whether Hermes may restart the unit by one of its own (0.16 to 0.19): two restarts would be one too many. */
  readonly hasHelper: boolean;
  /** The HERMES_HOME in which our `.drain_request.json` may lie; null when it need not be removed. */
  readonly requestedIn: string | null;
  /** What restartProgress had come to when this phase began: it never moves back. */
  readonly progressFloor: number;
}

export interface RestartLimits {
  /** From SIGUSR1 until the agents at work are interrupted. */
  readonly drainMs: number;
  /** From SIGUSR1 or the stop until the old process must be gone. */
  readonly exitMs: number;
  /** From its end until the new process must be running. */
  readonly startMs: number;
}

/** `done`: a job that was asked for has ended, and the facts show what it led to. */
export type Asked = 'not-yet' | 'under-way' | 'done';

/**
 * ```
 * waiting-for-idle ─▶ draining ─▶ exiting ─▶ waiting ─▶ starting ─▶ ready
 *        │               │           │          ▲ │        │
 *        │               │           │          └─┼────────┤ (it ended; systemd tries again)
 *        └─ cancelled    └───────────┴── failed ──┴────────┘
 * ```
 * `now` begins with `exiting`. A process that ends on its own leads to `waiting` from everywhere, a stop to `cancelled`.
 */
export type RestartPhase =
  | {
      readonly kind: 'waiting-for-idle';
      readonly agentsNow: number | null;
      /** Progress does not move back when an agent starts another. */
      readonly agentsFewest: number | null;
      /** Since when a drain request keeps new work off; null where none does (before 0.19). */
      readonly requestedAt: number | null;
    }
  | {
      readonly kind: 'draining';
      readonly since: number;
      readonly agentsNow: number | null;
      readonly agentsFewest: number | null;
      /** When Hermes interrupts what is left. */
      readonly deadline: number;
      /** Of the gateway: to drain, by our SIGUSR1 or somebody else's. */
      readonly asked: Asked;
    }
  /** The agents are done or cut; the process cleans up. `asked`: of systemd, for a restart job. */
  | { readonly kind: 'exiting'; readonly since: number; readonly deadline: number; readonly asked: Asked }
  /** Between two processes. `systemdRestartAt` is null when it can't be known. */
  | {
      readonly kind: 'waiting';
      readonly since: number;
      readonly systemdRestartAt: number | null;
      readonly deadline: number;
      /** Of systemd: for the next process, which may come by itself, too. */
      readonly asked: Asked;
    }
  | { readonly kind: 'starting'; readonly since: number; readonly pid: number; readonly deadline: number }
  | { readonly kind: 'ready'; readonly at: number; readonly pid: number; readonly tookMs: number }
  /** `stopped`: somebody else has stopped the gateway meanwhile, which is the newer wish. `replaced`: a takeover. */
  | { readonly kind: 'cancelled'; readonly at: number; readonly because: 'asked' | 'stopped' | 'replaced' }
  | {
      readonly kind: 'failed';
      readonly at: number;
      /** The phase it failed in. */
      readonly in: ActiveRestartPhase['kind'];
      /** What state it is in, and why, for a person. */
      readonly reason: string;
      /** What to do. */
      readonly hint: string;
    };

export type RestartEnd = Extract<RestartPhase, { kind: 'ready' | 'cancelled' | 'failed' }>;
export type ActiveRestartPhase = Exclude<RestartPhase, RestartEnd>;

/** One that is still going on. */
export type ActiveRestartRun = RestartRun & { readonly phase: ActiveRestartPhase };

export function isUnderWay(run: RestartRun | null): run is ActiveRestartRun {
  if (run === null) return false;
  const { kind } = run.phase;
  return kind !== 'ready' && kind !== 'cancelled' && kind !== 'failed';
}
