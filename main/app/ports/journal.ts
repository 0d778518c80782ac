import type { JournalEntry } from '../../core/journal-entry';
import type { Result } from '../../core/result';

/** The user's journal. */
export interface Journal {
  /**
   * The entries about a user unit, oldest first: of all its runs since a moment; the latest `limit` of them.
   * Ends within 5 s. A journal that can't be read is a failure that says why.
   */
  read(query: JournalQuery): Promise<Result<readonly JournalEntry[]>>;
}

export interface JournalQuery {
  readonly unit: string;
  /** Epoch milliseconds; null for as far back as it goes. */
  readonly since: number | null;
  readonly limit: number;
  /** Main processes of the unit in that time. What they wrote last may stand in the journal without its unit. */
  readonly mainPids: readonly number[];
}
