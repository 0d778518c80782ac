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

/** Of `YYYY-MM-DD HH:MM`. */
const MINUTE_LENGTH = 16;
/** A line that seems older, or to come, may be of another zone, or of the same hour once more. */
const FRESH_MS = 60_000;

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
  /** When the last minute began: of a burst, nearly all lines are of the same, and zones take their time. */
  #minute = { text: '', at: 0 };
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
    const withinMinute = time.second * 1000 + time.millisecond;
    const minute = time.text.slice(0, MINUTE_LENGTH);
    const now = this.#options.now();
    if (minute === this.#minute.text && time.second < 60) {
      const at = this.#minute.at + withinMinute;
      if (this.isPast ? at >= this.#previous : Math.abs(at - now) < FRESH_MS) return at;
    }
    if (!this.isPast) this.#zone = zoneOffsetOf(time, now, this.#zone);
    const at = epochOf(time, this.isPast ? this.#previous : now, this.#zone);
    if (at !== null) this.#minute = { text: minute, at: at - withinMinute };
    return at;
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
