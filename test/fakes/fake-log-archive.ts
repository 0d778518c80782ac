import type { JournalArchive, LogArchive, LogReader, LogReaderListener } from '../../main/app/ports/log-archive';
import type { LogFile } from '../../main/core/log-finding';
import { EMPTY_EXTENT, type LogFilter } from '../../main/core/log-view';
import { failure, success } from '../../main/core/result';

export interface FakeReader {
  /** `/home/ada/.hermes/logs/agent.log`, or `journal of <unit>`. */
  readonly what: string;
  readonly listener: LogReaderListener;
  readonly filters: LogFilter[];
  isClosed: boolean;
}

/** Logs and a journal without an entry, and what was opened of them. */
export interface FakeLogArchive extends LogArchive, JournalArchive {
  readonly opened: FakeReader[];
  /** Which logs each home has. */
  files: readonly LogFile[];
  /** Tells whoever follows which logs there are. */
  tellFiles(files: readonly LogFile[]): void;
}

export function createFakeLogArchive(): FakeLogArchive {
  const opened: FakeReader[] = [];
  const listing = new Set<(files: readonly LogFile[]) => void>();

  function read(what: string, filter: LogFilter, listener: LogReaderListener): LogReader {
    const reader: FakeReader = { what, listener, filters: [filter], isClosed: false };
    opened.push(reader);
    const unlessClosed = <T>(value: T) => (reader.isClosed ? failure('closed', 'closed') : success(value));
    const opening = { extent: EMPTY_EXTENT, page: { revision: 0, from: 0, rows: [] } };
    return {
      opened: async () => unlessClosed(opening),
      async filter(other) {
        reader.filters.push(other);
        return unlessClosed(opening);
      },
      read: async (revision, from) => unlessClosed({ revision, from, rows: [] }),
      unfold: async () => unlessClosed({ lines: ['first', 'second'], isWhole: true }),
      find: async () => unlessClosed(null),
      text: async (_revision, from, end) =>
        unlessClosed({ text: `rows ${from} to ${end} of ${what}`, entries: end - from, isWhole: true }),
      close() {
        reader.isClosed = true;
      },
    };
  }

  return {
    opened,
    files: ['agent'],
    open: (home, file, filter, listener) => read(`${home}/logs/${file}.log`, filter, listener),
    openUnit: (unit, filter, listener) => read(`journal of ${unit}`, filter, listener),
    async list() {
      return this.files;
    },
    followList(_home, listener) {
      listing.add(listener);
      return () => listing.delete(listener);
    },
    tellFiles(files) {
      for (const listener of listing) listener(files);
    },
  };
}
