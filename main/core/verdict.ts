import type { UnitFacts } from './unit-facts';

/** Why a run of the gateway ended. */
export type Verdict =
  /** A stop job, ours or another program's; or Hermes' own planned stop, which needs no job. */
  | { readonly kind: 'stopped-on-request'; readonly by: Asker }
  | { readonly kind: 'restarted-on-request'; readonly by: Asker }
  /** The gateway drained and exited 75: /restart, /update, SIGUSR1, our own graceful restart. */
  | { readonly kind: 'planned-restart'; readonly by: Asker }
  /** `gateway run --replace` took over. */
  | { readonly kind: 'takeover'; readonly newPid: number | null }
  /** Exit code 78: systemd will not retry where the unit says so (RestartPreventExitStatus=). */
  | { readonly kind: 'fatal-configuration'; readonly reason: string | null }
  /** `victim`: whether the kernel killed the gateway itself or a tool's process in its control group. */
  | { readonly kind: 'out-of-memory'; readonly victim: 'gateway' | 'child' }
  /** systemd's WatchdogSec=, or the gateway's own: a frozen event loop, a shutdown that hung. */
  | { readonly kind: 'watchdog'; readonly whose: 'systemd' | 'event-loop' | 'shutdown' }
  | { readonly kind: 'start-timeout' }
  /** systemd killed it in its drain, TimeoutStopSec= being over. Expected when the stop was asked for. */
  | { readonly kind: 'stop-timeout'; readonly by: Asker | null }
  | { readonly kind: 'crashed'; readonly signal: number; readonly dumpedCore: boolean }
  | { readonly kind: 'killed'; readonly signal: number }
  | { readonly kind: 'sigterm-from-outside' }
  | { readonly kind: 'failed-to-start'; readonly reason: string }
  /** It ended itself, and said why: no platform could be reached any more. */
  | { readonly kind: 'gave-up'; readonly reason: string }
  | { readonly kind: 'clean-exit' }
  | { readonly kind: 'unknown'; readonly how: string };

export type VerdictKind = Verdict['kind'];

/** Who asked systemd: this program, or another one. */
export type Asker = 'us' | 'another-program';

/** How sure a verdict is. `certain`: the facts leave no other; `guess`: the likeliest of several. */
export type Confidence = 'certain' | 'likely' | 'guess';

/** One thing a verdict rests on. `text` is for a person. */
export interface Evidence {
  readonly source: 'systemd' | 'log' | 'journal' | 'gateway' | 'hermes-tray';
  readonly text: string;
  readonly at: number | null;
}

/** The end of a run. */
export interface Exit {
  readonly unit: string;
  readonly invocationId: string;
  /** 0 when it is not known any more. */
  readonly pid: number;
  readonly startedAt: number | null;
  /** Epoch milliseconds. */
  readonly endedAt: number;
  readonly result: UnitFacts['result'];
  readonly code: UnitFacts['execMainCode'];
  readonly status: UnitFacts['execMainStatus'];
  readonly verdict: Verdict;
  /** Whether somebody wanted it. An exit that nobody wanted opens an incident. */
  readonly isExpected: boolean;
  readonly confidence: Confidence;
  readonly evidence: readonly Evidence[];
  readonly consequence: Consequence;
  /** Whether we watched it end, or learned of it afterwards. */
  readonly wasWatched: boolean;
}

/** Whether somebody asked for a stop and got it, be it that systemd had to kill what would not end. */
export function isEndOfStop({ verdict, isExpected, consequence }: Exit): boolean {
  const isStop = verdict.kind === 'stopped-on-request' || verdict.kind === 'stop-timeout';
  return isStop && isExpected && consequence.kind === 'stays-down';
}

/** What systemd does after an exit. Times are epoch milliseconds. */
export type Consequence =
  /** `at` is null when it can't be known. */
  | { readonly kind: 'systemd-restarts'; readonly at: number | null }
  /** A new run is there already, or a job that makes one. */
  | { readonly kind: 'restarted' }
  | { readonly kind: 'stays-down'; readonly why: StaysDown }
  | { readonly kind: 'not-known' };

export type StaysDown =
  | { readonly kind: 'on-request' }
  /** The unit's Restart= does not cover such an exit. */
  | { readonly kind: 'restart-policy'; readonly restart: string }
  /** RestartPreventExitStatus= names it. */
  | { readonly kind: 'prevented'; readonly status: number }
  /** StartLimitBurst= starts within StartLimitIntervalSec= are used up. */
  | { readonly kind: 'start-limit'; readonly burst: number; readonly intervalMs: number | null }
  /** The start of the run after it failed before there was a process. `result`: systemd's Result= of that. */
  | { readonly kind: 'start-failed'; readonly result: string }
  /** A process outside systemd runs instead. */
  | { readonly kind: 'replaced'; readonly pid: number }
  /** The process outside systemd that ran instead is gone, too. */
  | { readonly kind: 'replacement-gone' };
