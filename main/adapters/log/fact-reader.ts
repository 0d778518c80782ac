import type { LogFact, LogFile } from '../../core/log-finding';
import { findInHead, findInTraceback, logFact } from '../../core/log-findings';
import type { FoundInLine } from '../../core/log-forms';
import { epochOf, type LogHead, parseLogHead, type ZoneOffset, zoneOffsetOf } from '../../core/log-head';
import type { AnnouncedLines } from './announced-lines';
import type { ScannedLines } from './line-scanner';

export interface FactReaderOptions {
  readonly file: LogFile;
  readonly announced: AnnouncedLines;
  /** Of what is in the file already, entries before this are passed over; epoch milliseconds. */
  readonly since: number;
  readonly now: () => number;
  readonly found: (fact: LogFact) => void;
  readonly cut: () => void;
}

export interface LogPast {
  /** When the file was last written to. */
  readonly writtenAt: number;
  /** The zone its last line was written in. */
  readonly zone: ZoneOffset;
}

/** Makes facts of the lines of one file. */
export class FactReader implements ScannedLines {
  readonly #options: FactReaderOptions;
  /** The instant of the telling line before, while the past is read. */
  #previous: number;
  /** The gateway's zone. */
  #zone: ZoneOffset;
  /** Whether what is read was written before we looked. */
  isPast: boolean;

  /** `past`: of a file that was there before; null for one that is followed from its first byte. */
  constructor(options: FactReaderOptions, past: LogPast | null) {
    this.#options = options;
    this.isPast = past !== null;
    this.#previous = past?.writtenAt ?? 0;
    this.#zone = past?.zone ?? null;
  }

  head(line: string): void {
    const head = parseLogHead(line);
    const found = head === null ? null : findInHead(head);
    if (head !== null && found !== null) this.#add(head, found, head.message);
  }

  exception(line: string, exceptionLine: string): void {
    const head = parseLogHead(line);
    const found = head === null ? null : findInTraceback(head, exceptionLine);
    // Where the first line told something, that is what the entry says.
    if (head !== null && found !== null && findInHead(head) === null) this.#add(head, found, exceptionLine);
  }

  cut(): void {
    this.#options.cut();
  }

  #epochOf({ time }: LogHead): number | null {
    if (this.isPast) return epochOf(time, this.#previous, this.#zone);
    const now = this.#options.now();
    this.#zone = zoneOffsetOf(time, now, this.#zone);
    return epochOf(time, now, this.#zone);
  }

  #add(head: LogHead, found: FoundInLine, words: string): void {
    const { file, announced, since } = this.#options;
    const at = this.#epochOf(head);
    if (at !== null) this.#previous = at;
    if (this.isPast && (at === null || at < since)) return;
    if (announced.add(file, `${head.time.text} ${head.logger} ${words}`)) {
      this.#options.found(logFact(head, at, file, found));
    }
  }
}
