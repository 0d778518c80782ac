import type { Journal, JournalQuery } from '../../main/app/ports/journal';
import type { JournalEntry } from '../../main/core/journal-entry';
import { type Failure, success } from '../../main/core/result';

/** A journal in memory, which has the same to tell as a real one to whoever asks the same. */
export interface FakeJournal extends Journal {
  /** Written about a unit, in this order. */
  write(unit: string, ...entries: readonly JournalEntry[]): void;
  /** What every query ends in from now on; null for what was written. */
  fail(failure: Failure | null): void;
  readonly queries: readonly JournalQuery[];
}

export function createFakeJournal(): FakeJournal {
  const written: { readonly unit: string; readonly entry: JournalEntry }[] = [];
  const queries: JournalQuery[] = [];
  let failed: Failure | null = null;
  return {
    queries,
    async read(query) {
      queries.push(query);
      if (failed !== null) return failed;
      const entries = written
        .filter(({ unit, entry }) => unit === query.unit && isAsked(entry, query))
        .map(({ entry }) => entry);
      return success(entries.slice(-Math.max(1, query.limit)));
    },
    write(unit, ...entries) {
      for (const entry of entries) written.push({ unit, entry });
    },
    fail(failure) {
      failed = failure;
    },
  };
}

function isAsked(entry: JournalEntry, { since }: JournalQuery): boolean {
  return since === null || entry.at >= since;
}
