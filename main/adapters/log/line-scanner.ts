import { afterTracebackLine, beginsTraceback, type Traceback } from '../../core/traceback';
import { CAPITAL_T, CARRIAGE_RETURN, LINE_FEED, PLUS, SPACE } from './ascii';
import { beginsEntry, isAlarming, mayTell } from './telling-lines';

/** What comes out of the bytes of a log. */
export interface ScannedLines {
  /** The first line of an entry that may tell something. */
  head(line: string): void;
  /** An entry is complete and has a traceback: its first line, and the one that names the exception. */
  exception(head: string, exceptionLine: string): void;
  /** A line is longer than `MOST_LINE_BYTES`: the rest of it is passed over. */
  cut(): void;
}

/** How long a line may be; also how much of one may be waiting for its end. */
export const MOST_LINE_BYTES = 65_536;
/** As much as is decoded of a line. */
const MOST_TEXT_BYTES = 8192;
const MOST_HEAD_BYTES = 1024;

const EMPTY = Buffer.alloc(0);

/** Cuts the bytes of one file into lines, wherever they are torn, and passes over those that tell nothing. */
export class LineScanner {
  readonly #lines: ScannedLines;
  /** The line that has no end yet. */
  #carry: Buffer = EMPTY;
  /** Whether everything up to the next line feed is the rest of something. */
  #isSkipping: boolean;
  /** The present entry's first line: where it is in the bytes at hand, or a copy. Only of alarming ones: others have no traceback. */
  #headStart = -1;
  #headEnd = -1;
  #head: Buffer | null = null;
  #traceback: Traceback | null = null;

  constructor(lines: ScannedLines, beginsWithinLine: boolean) {
    this.#lines = lines;
    this.#isSkipping = beginsWithinLine;
  }

  /** Takes `bytes[start, end)`. There has to be room for `MOST_LINE_BYTES` before `start`. */
  scan(bytes: Buffer, start: number, end: number): void {
    let at = start - this.#carry.length;
    this.#carry.copy(bytes, at);
    this.#carry = EMPTY;
    if (this.#isSkipping) {
      const lineEnd = bytes.indexOf(LINE_FEED, at);
      if (lineEnd === -1 || lineEnd >= end) return;
      this.#isSkipping = false;
      at = lineEnd + 1;
    }
    for (;;) {
      // What a file truncated by somebody else begins with, if its writer goes on at the old place.
      while (bytes[at] === 0 && at < end) at += 1;
      const lineEnd = bytes.indexOf(LINE_FEED, at);
      if (lineEnd === -1 || lineEnd >= end) break;
      this.#line(bytes, at, lineEnd);
      at = lineEnd + 1;
    }
    if (end - at > MOST_LINE_BYTES) {
      this.#lines.cut();
      this.#line(bytes, at, at + MOST_LINE_BYTES);
      this.#isSkipping = true;
    } else if (end > at) this.#carry = Buffer.from(bytes.subarray(at, end));
    this.#keepHead(bytes);
  }

  /** Whether an entry is held back because more of its traceback may come. */
  get holdsEntry(): boolean {
    return this.#traceback !== null;
  }

  /** Nothing more comes of the present entry. */
  endEntry(): void {
    const exception = this.#traceback?.exception ?? null;
    this.#traceback = null;
    if (exception !== null && this.#head !== null) this.#lines.exception(this.#head.toString('utf8'), exception);
  }

  #line(bytes: Buffer, start: number, lineEnd: number): void {
    const end = bytes[lineEnd - 1] === CARRIAGE_RETURN && lineEnd > start ? lineEnd - 1 : lineEnd;
    if (beginsEntry(bytes, start, end)) {
      if (this.#traceback !== null) this.endEntry();
      this.#head = null;
      this.#headStart = start;
      this.#headEnd = end;
      if (mayTell(bytes, start, end)) this.#lines.head(text(bytes, start, end));
      return;
    }
    const first = bytes[start];
    if (this.#traceback?.isInFrames !== true) {
      const mayBegin = first === CAPITAL_T || (first === SPACE && bytes[start + 2] === PLUS);
      if (!mayBegin || !beginsTraceback(text(bytes, start, end))) return;
      this.#keepHead(bytes);
      if (this.#head === null) return;
    }
    this.#traceback = afterTracebackLine(this.#traceback, text(bytes, start, end));
  }

  /** The bytes at hand are about to be overwritten, or the head is needed beyond them. */
  #keepHead(bytes: Buffer): void {
    const [start, end] = [this.#headStart, this.#headEnd];
    this.#headStart = -1;
    if (start === -1 || !isAlarming(bytes, start, end)) return;
    this.#head = Buffer.from(bytes.subarray(start, Math.min(end, start + MOST_HEAD_BYTES)));
  }
}

/** Bytes that are no UTF-8 become U+FFFD. */
function text(bytes: Buffer, start: number, end: number): string {
  return bytes.toString('utf8', start, Math.min(end, start + MOST_TEXT_BYTES));
}
