import type { LogFact, LogFile } from '../../core/log-finding';
import { findInHead, findInTraceback, logFact } from '../../core/log-findings';
import type { FoundInLine } from '../../core/log-forms';
import { epochOf, type LogHead, parseLogHead } from '../../core/log-head';
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

/** Makes facts of the lines of one file. */
export class FactReader implements ScannedLines {
  readonly #options: FactReaderOptions;
  /** The instant of the telling line before, while the past is read. */
  #previous: number;
  /** Whether what is read was written before we looked. */
  isPast: boolean;

  /** `writtenAt`: when the file was last written to; null for one that is followed from its first byte. */
  constructor(options: FactReaderOptions, writtenAt: number | null) {
    this.#options = options;
    this.isPast = writtenAt !== null;
    this.#previous = writtenAt ?? 0;
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

  #add(head: LogHead, found: FoundInLine, words: string): void {
    const { file, announced, since } = this.#options;
    const at = epochOf(head.time, this.isPast ? this.#previous : this.#options.now());
    if (at !== null) this.#previous = at;
    if (this.isPast && (at === null || at < since)) return;
    if (announced.add(file, `${head.time.text} ${head.logger} ${words}`)) {
      this.#options.found(logFact(head, at, file, found));
    }
  }
}
