import { z } from 'zod';
import type { LogFile } from './log-finding';

export const LOG_FILES = ['agent', 'gateway', 'errors'] as const satisfies readonly LogFile[];
/** What the Logs view can show: Hermes' files, and the journal of the unit. */
export const LOG_SOURCES = [...LOG_FILES, 'journal'] as const;
export type LogSource = (typeof LOG_SOURCES)[number];

export const LOG_LEVELS = ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export const logFilterSchema = z.object({
  /** None: all of them, and entries whose level nobody knows. */
  levels: z.array(z.enum(LOG_LEVELS)),
  /** In any of an entry's lines; '' for any. Small and capital letters are alike unless it has a capital one. */
  text: z.string().max(1000),
  session: z.nullable(z.string().max(1000)),
  logger: z.nullable(z.string().max(1000)),
});
export type LogFilter = Readonly<z.infer<typeof logFilterSchema>>;

export const NO_FILTER: LogFilter = { levels: [], text: '', session: null, logger: null };

export function isFiltering({ levels, text, session, logger }: LogFilter): boolean {
  return levels.length > 0 || text !== '' || session !== null || logger !== null;
}

/** Why there is nothing to read, or nothing more. */
export const LOG_PROBLEMS = ['missing', 'no-permission', 'not-a-file', 'unreadable', 'no-journal'] as const;

/**
 * Which rows there are: those numbered `first` to `end - 1`. The newest that was there first has the number -1; older ones
 * go down from there as they are found, newer ones up. So a number means the same row while the revision is the same.
 */
export const logExtentSchema = z.object({
  /** Grows with each that is told: the higher one holds, whichever comes first. */
  serial: z.int(),
  /** Another one with another filter, and when the log was truncated: then all numbers are new. */
  revision: z.int(),
  first: z.int(),
  end: z.int(),
  /** How many entries were looked at. */
  entries: z.int(),
  /** Whether the oldest entry is among them. */
  isComplete: z.boolean(),
  /** From this row on, rows may have changed since the extent before: the last entry has got more lines. */
  changedFrom: z.int(),
  problem: z.nullable(z.object({ kind: z.enum(LOG_PROBLEMS), detail: z.string() })),
});
export type LogExtent = Readonly<z.infer<typeof logExtentSchema>>;
export type LogProblem = NonNullable<LogExtent['problem']>;

/** An entry as one row: its first line. */
export const logRowSchema = z.object({
  /** The same whatever the filter is. */
  entry: z.int(),
  /** `2026-11-23 19:49:09,523`, local time; null where a line has no head. */
  time: z.nullable(z.string()),
  level: z.nullable(z.string()),
  session: z.nullable(z.string()),
  logger: z.nullable(z.string()),
  /** As it stands in the log, control characters and all; `MOST_MESSAGE` characters at most. */
  message: z.string(),
  /** How many lines follow that belong to it. */
  more: z.int(),
  /** Of the whole entry. */
  bytes: z.int(),
  /** Whether the first line goes on beyond `message`. */
  isCut: z.boolean(),
});
export type LogRow = Readonly<z.infer<typeof logRowSchema>>;

/** How much of a line a row holds; also how many bytes are read for it. */
export const MOST_MESSAGE = 4096;

export const logPageSchema = z.object({
  revision: z.int(),
  /** The number of the first row. */
  from: z.int(),
  rows: z.array(logRowSchema),
});
export type LogPage = Readonly<z.infer<typeof logPageSchema>>;

/** What opening a log and filtering it are answered with: which rows there are by now, and the newest of them. */
export const logOpeningSchema = z.object({ extent: logExtentSchema, page: logPageSchema });
export type LogOpening = Readonly<z.infer<typeof logOpeningSchema>>;

/** All lines of an entry, up to `MOST_UNFOLDED_BYTES`. */
export const logEntrySchema = z.object({ lines: z.array(z.string()), isWhole: z.boolean() });
export type LogEntry = Readonly<z.infer<typeof logEntrySchema>>;

export const MOST_UNFOLDED_BYTES = 65_536;

/** Entries as they stand in the log. */
export const logTextSchema = z.object({ text: z.string(), entries: z.int(), isWhole: z.boolean() });
export type LogText = Readonly<z.infer<typeof logTextSchema>>;

/** As much as is copied at once. */
export const MOST_COPIED_BYTES = 16 * 1024 * 1024;

/** How many rows are handed over at once. */
export const MOST_ROWS = 512;

/** What the page is told while a log is open. */
export const logUpdateSchema = z.discriminatedUnion('kind', [
  /** As often as ten times a second. */
  z.object({ kind: z.literal('changed'), view: z.int(), extent: logExtentSchema }),
  /** It is not read any more, and why. */
  z.object({ kind: z.literal('ended'), view: z.int(), message: z.string() }),
  /** Which logs its gateway has: at first, and when one comes or goes. */
  z.object({ kind: z.literal('files'), view: z.int(), files: z.array(z.enum(LOG_FILES)) }),
]);
export type LogUpdate = Readonly<z.infer<typeof logUpdateSchema>>;

/** A log that could be opened. */
export interface LogListing {
  readonly source: LogSource;
  readonly isThere: boolean;
}

/** An open log: what it is called in commands, and what is there to show. */
export interface OpenedLog extends LogOpening {
  readonly view: number;
}

/** What went into the clipboard. */
export type CopiedLog = Pick<LogText, 'entries' | 'isWhole'>;

export const EMPTY_EXTENT: LogExtent = {
  serial: 0,
  revision: 0,
  first: 0,
  end: 0,
  entries: 0,
  isComplete: false,
  changedFrom: 0,
  problem: null,
};
