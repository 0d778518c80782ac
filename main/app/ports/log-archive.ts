import type { LogFile } from '../../core/log-finding';
import type { LogEntry, LogExtent, LogFilter, LogOpening, LogPage, LogText } from '../../core/log-view';
import type { Result } from '../../core/result';

/** The logs of gateways with their backups, to be looked through. Reads only. */
export interface LogArchive {
  /**
   * Opens a log of a HERMES_HOME. A rotation under it loses and doubles no entry; a log that is not there yet is waited
   * for. Nothing is announced from within the call.
   */
  open(home: string, file: LogFile, filter: LogFilter, listener: LogReaderListener): LogReader;
  /** Which logs a home has. */
  list(home: string): Promise<readonly LogFile[]>;
  /** Tells which logs a home has, and again whenever one comes or goes, until the returned function is called. */
  followList(home: string, listener: (files: readonly LogFile[]) => void): () => void;
}

/** The journal of units, to be looked through. */
export interface JournalArchive {
  /** Opens the latest entries of a unit, and follows. */
  openUnit(unit: string, filter: LogFilter, listener: LogReaderListener): LogReader;
}

export interface LogReaderListener {
  /** Ten times a second at most. */
  changed(extent: LogExtent): void;
  /** It can't go on, and why. Nothing is told any more, and what is asked of it fails. Not for `close`. */
  ended(reason: string): void;
}

/** One open log. It costs nothing any more once it is closed; what is asked of it then fails. */
export interface LogReader {
  /** Ends as soon as there is something to show; older entries come later. */
  opened(): Promise<Result<LogOpening>>;
  /** Ends as soon as there is something to show, the newest first; older matches come later. */
  filter(filter: LogFilter): Promise<Result<LogOpening>>;
  /** No rows where the revision is not the present one. */
  read(revision: number, from: number, count: number): Promise<Result<LogPage>>;
  unfold(entry: number): Promise<Result<LogEntry>>;
  /** The number of the first row at or after a moment, of the last row where all are before it; null where there is none. */
  find(at: number): Promise<Result<number | null>>;
  text(revision: number, from: number, end: number): Promise<Result<LogText>>;
  close(): void;
}
