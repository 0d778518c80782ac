import type { RestartRun } from './restart-run';

/** What a step of a restart needs to know besides its gateway. */
export interface RestartContext {
  /** Hermes' own restart units (AppState.restartHelpers). */
  readonly restartHelpers: readonly string[];
  /** Whether systemd's facts are its present ones. While they may be old, nothing is decided and nothing is late. */
  readonly isHeard: boolean;
  /** Epoch milliseconds of the end of the last suspend, in which no deadline ran; null for none. */
  readonly resumedAt: number | null;
  readonly now: number;
}

export type RestartAction =
  | { readonly kind: 'write-drain-request'; readonly home: string }
  | { readonly kind: 'remove-drain-request'; readonly home: string }
  /** To the main process alone, and only while it is `pid`. */
  | { readonly kind: 'send-sigusr1'; readonly pid: number }
  /** Ends what runs, which is `pid`, or skips the wait for RestartSec=, which a start would wait out; `pid` is 0 then. */
  | { readonly kind: 'restart-unit'; readonly pid: number }
  /** Starts what lies still; it may have failed. */
  | { readonly kind: 'start-unit' };

export interface RestartStep {
  readonly run: RestartRun;
  /** To be done once, in this order. */
  readonly actions: readonly RestartAction[];
  /** When to look again though no fact has changed; null for never. */
  readonly wakeAt: number | null;
}

export function step(run: RestartRun, wakeAt: number | null = null, ...actions: readonly RestartAction[]): RestartStep {
  return { run, actions, wakeAt };
}

/** systemd's failure where there is no main process that could be sent a signal. */
export const NO_PROCESS = 'org.freedesktop.systemd1.NoSuchProcess';

/** Whether a failure of systemd's port says that no answer came: it may have been done all the same. */
export function isNoAnswer(reason: string): boolean {
  return NO_ANSWER.has(reason);
}

const NO_ANSWER: ReadonlySet<string> = new Set([
  'timeout',
  'disconnected',
  'outcome-unknown',
  'org.freedesktop.DBus.Error.NoReply',
  'org.freedesktop.DBus.Error.ServiceUnknown',
  'org.freedesktop.DBus.Error.NameHasNoOwner',
  'org.freedesktop.DBus.Error.Disconnected',
]);
