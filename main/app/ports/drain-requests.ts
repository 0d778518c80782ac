import type { Result } from '../../core/result';

/**
 * `.drain_request.json` in a HERMES_HOME (Hermes 0.19 and later): while it is there, the gateway takes no new work. The
 * one file of Hermes' that this program writes, and removes; one that another program wrote is left alone.
 *
 * Each ends within 5 s, those of one home one after the other. A failure's message names the file, says why, and what to
 * do.
 */
export interface DrainRequests {
  /** Fails (`foreign`) when one is there that is not ours; ours that is there already is a success. */
  write(home: string): Promise<Result<null>>;
  /** Removes ours; nothing of ours to remove is a success. */
  remove(home: string): Promise<Result<null>>;
  /** Whether one is there, and whose it is. Fails where that cannot be seen. */
  find(home: string): Promise<Result<FoundDrainRequest>>;
}

export type FoundDrainRequest = 'none' | 'ours' | 'foreign';
