/**
 * What systemd says of a unit, in systemd's words and spelling (org.freedesktop.systemd1(5)), nothing concluded.
 * Strings stay strings: a later systemd adds states, and they must pass through.
 */
export interface UnitFacts {
  readonly unit: string;
  readonly description: string;
  /** `loaded`, `not-found`, `masked`, `error`, `bad-setting`, … */
  readonly loadState: string;
  /** `active`, `reloading`, `inactive`, `failed`, `activating`, `deactivating`, … */
  readonly activeState: string;
  /** `running`, `auto-restart`, `stop-sigterm`, … */
  readonly subState: string;
  /** `enabled`, `disabled`, `transient`, … or '' */
  readonly unitFileState: string;
  readonly fragmentPath: string;
  readonly needDaemonReload: boolean;
  /** Why the unit did not load, as systemd put it; '' when it did. */
  readonly loadError: string;

  /** 0 when there is no main process. */
  readonly mainPid: number;
  /** 32 hex digits; '' before the first start. New with every run. */
  readonly invocationId: string;
  readonly nRestarts: number;
  /** `success`, `exit-code`, `signal`, `timeout`, `oom-kill`, `start-limit-hit`, … */
  readonly result: string;
  /** siginfo's: 0 none, 1 exited, 2 killed, 3 dumped. */
  readonly execMainCode: number;
  /** The exit code, or the signal's number. */
  readonly execMainStatus: number;

  /** Epoch milliseconds; null when it never happened. */
  readonly execMainStartedAt: number | null;
  readonly execMainExitedAt: number | null;
  readonly stateChangedAt: number | null;

  /** The job that is queued or runs on the unit; null for none. */
  readonly job: UnitJob | null;

  readonly policy: UnitPolicy;
}

export interface UnitJob {
  readonly id: number;
  /** `start`, `stop`, `restart`, …; null when the job was gone before systemd could be asked. */
  readonly type: string | null;
  /** Whether this program asked for it, be it that another one asked for the same. */
  readonly isOurs: boolean;
}

/** What the unit file says. It changes on a reload only, and Hermes rewrites it at will: never kept over a start. */
export interface UnitPolicy {
  /** The argv of the first ExecStart=, the program first. */
  readonly execStart: readonly string[];
  /** `KEY=value`, already unquoted by systemd. */
  readonly environment: readonly string[];
  readonly restart: string;
  /** Milliseconds; null for infinity. */
  readonly restartDelayMs: number | null;
  /** The delay before the next automatic restart where the unit grows it (RestartUSecNext, systemd 254 and later). */
  readonly nextRestartDelayMs: number | null;
  readonly timeoutStopMs: number | null;
  readonly timeoutStartMs: number | null;
  /** Exits that systemd restarts after whatever `restart` says. */
  readonly restartForceExitStatus: readonly number[];
  readonly restartForceSignals: readonly number[];
  /** Exits that systemd does not restart after, which goes before everything else. */
  readonly restartPreventExitStatus: readonly number[];
  readonly restartPreventSignals: readonly number[];
  /** Exits that are clean besides systemd's own: 0, SIGHUP, SIGINT, SIGTERM, SIGPIPE. */
  readonly successExitStatus: readonly number[];
  readonly successSignals: readonly number[];
  /** More than `startLimitBurst` starts within this time are refused. 0: no limit; null: infinity. */
  readonly startLimitIntervalMs: number | null;
  /** 0: no limit. */
  readonly startLimitBurst: number;
  /** What becomes of the unit when the kernel kills one of its processes for want of memory: `continue`, `stop`, `kill`. */
  readonly oomPolicy: string;
  /** Whether ExecReload= sends SIGUSR1, Hermes' request for a graceful restart. */
  readonly reloadsBySigusr1: boolean;
  readonly transient: boolean;
}
