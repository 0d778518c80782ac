import type { LogFact } from '../../core/log-finding';

/** What gateways write into their logs. Reads only. */
export interface GatewayLogs {
  /**
   * Follows the logs of a HERMES_HOME, from `since` (epoch milliseconds; null: from now) on. What is in there already is
   * announced first, then what is added. A file that is not there yet, or comes back, is followed from its first byte.
   * A line that stands in several files is announced once. No announcement comes from within the call.
   */
  follow(home: string, since: number | null, listener: LogListener): FollowedLogs;
}

export interface LogListener {
  /** In the order of the lines. */
  found(facts: readonly LogFact[]): void;
}

export interface FollowedLogs {
  /** Ends once everything that has been written by now was announced; after 2 s at the latest. */
  settled(): Promise<void>;
  close(): void;
}
