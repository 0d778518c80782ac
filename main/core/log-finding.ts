/** The logs of a gateway, by how much they hold: agent.log has everything the others have. */
export type LogFile = 'agent' | 'gateway' | 'errors';

/** A line of a gateway's log that says something this program acts on, in any Hermes version from 0.11 on. */
export type LogFinding =
  /** `Starting Hermes Gateway...`: a run's first line. */
  | { readonly kind: 'starting' }
  /** `Gateway running with n platform(s)`, or none. */
  | { readonly kind: 'running'; readonly platforms: number }
  /** `Received SIGTERM …`. The signal as the gateway writes it: `SIGTERM`, `SIGTERM/SIGINT`, `UNKNOWN`, … */
  | { readonly kind: 'signal'; readonly signal: string; readonly as: 'unexpected' | 'planned-stop' | 'takeover' }
  /** `Stopping gateway...`, `Stopping gateway for restart...`. */
  | { readonly kind: 'stopping'; readonly forRestart: boolean }
  | { readonly kind: 'drain-ended'; readonly timedOut: boolean; readonly seconds: number; readonly agentsLeft: number }
  /** A drain that ran into its limit: `agents` were interrupted. */
  | { readonly kind: 'drain-timed-out'; readonly seconds: number; readonly agents: number }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'exiting'; readonly code: number; readonly reason: string }
  /** Start-up ended in this; the gateway exits, or says so by `startup_failed`. */
  | { readonly kind: 'start-failed'; readonly reason: string }
  | { readonly kind: 'already-running'; readonly pid: number | null }
  | { readonly kind: 'token-in-use'; readonly platform: string; readonly pid: number | null }
  | { readonly kind: 'port-in-use'; readonly platform: string; readonly port: number }
  /** A new process takes over from the one of this PID (`--replace`). */
  | { readonly kind: 'replacing'; readonly pid: number }
  | { readonly kind: 'backing-off'; readonly starts: number; readonly seconds: number }
  /** The unit's TimeoutStopSec= is shorter than the drain. */
  | { readonly kind: 'stale-unit'; readonly detail: string }
  /** Hermes 0.16 to 0.19 restarts its own service by a transient unit. */
  | { readonly kind: 'restart-helper' }
  /** The gateway's own watchdogs, which end it: a shutdown that hung, an event loop that froze. */
  | { readonly kind: 'watchdog'; readonly of: 'shutdown' | 'event-loop' }
  | { readonly kind: 'drain-request'; readonly isEngaged: boolean }
  /** An HTTP error of the model's provider. Final: the turn was lost; otherwise it is tried again. */
  | {
      readonly kind: 'provider-error';
      readonly status: number;
      readonly isFinal: boolean;
      readonly message: string;
      readonly session: string | null;
    }
  /** The provider has answered a call that was made so long before: of a chat, of a cron job, of the API. */
  | { readonly kind: 'provider-answered' }
  | { readonly kind: 'turn-started'; readonly chat: string }
  | { readonly kind: 'turn-ended'; readonly chat: string }
  /** The last line of a traceback: `ImportError: cannot import name 'env_float'`. */
  | { readonly kind: 'exception'; readonly type: string; readonly message: string };

export interface LogFact {
  /** Epoch milliseconds; null where the line has no time. The log writes local time without a zone. */
  readonly at: number | null;
  readonly file: LogFile;
  /** For a person: the line, 500 characters at most; of a chat message its envelope only, never its text. */
  readonly line: string;
  readonly finding: LogFinding;
}
