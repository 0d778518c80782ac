import type { Result } from '../../core/result';

/**
 * `.drain_request.json` in a HERMES_HOME (Hermes 0.19 and later): while it is there, the gateway takes no new work. The
 * one file of Hermes' that this program writes, and removes; one that another program wrote is left alone.
 */
export interface DrainRequests {
  /** Fails when one is there that is not ours. */
  write(home: string): Promise<Result<null>>;
  /** Removes ours; nothing to remove is a success. */
  remove(home: string): Promise<Result<null>>;
  /** Whether one is there, and whose it is. */
  find(home: string): Promise<'none' | 'ours' | 'foreign'>;
}
