import type { LogFile } from '../../main/core/log-finding';
import { LOG_SOURCES, type LogListing, type LogSource } from '../../main/core/log-view';

/** What is known of each log; null where nothing is yet. */
export interface KnownLogs {
  readonly files: readonly LogFile[] | null;
  readonly hasJournal: boolean | null;
}

export const NOTHING_KNOWN: KnownLogs = { files: null, hasJournal: null };

/** With what list-logs was answered. What was told of the files meanwhile is newer. */
export function withAnswer(known: KnownLogs, listing: readonly LogListing[]): KnownLogs {
  const files = listing.flatMap(({ source, isThere }) => (isThere && source !== 'journal' ? [source] : []));
  return {
    files: known.files ?? files,
    hasJournal: listing.some(({ source, isThere }) => source === 'journal' && isThere),
  };
}

export function isThere(known: KnownLogs, source: LogSource): boolean {
  return standing(known, source) === true;
}

/** Whether it is known that there is none. */
export function isAbsent(known: KnownLogs, source: LogSource): boolean {
  return standing(known, source) === false;
}

/** The journal is offered only where there is one. */
export function offered(known: KnownLogs, sources: readonly LogSource[], shown: LogSource): readonly LogSource[] {
  return LOG_SOURCES.filter(
    (one) => sources.includes(one) && (one !== 'journal' || one === shown || isThere(known, one)),
  );
}

/**
 * Where a moment that somebody wants to see can be seen. Null while that is not known yet: a start that fails early never gets
 * as far as its log, and then the journal has all there is.
 */
export function sourceOfMoment(
  wanted: 'agent' | 'journal',
  sources: readonly LogSource[],
  known: KnownLogs,
): LogSource | null {
  if (!sources.includes('agent')) return 'journal';
  if (wanted === 'journal') return isAbsent(known, 'journal') ? 'agent' : 'journal';
  if (known.files === null) return null;
  if (known.files.includes('agent')) return 'agent';
  return known.hasJournal === null ? null : known.hasJournal ? 'journal' : 'agent';
}

function standing({ files, hasJournal }: KnownLogs, source: LogSource): boolean | null {
  return source === 'journal' ? hasJournal : (files?.includes(source) ?? null);
}
