import { LINE_FEED } from '../ascii';
import { Block } from './block';
import { EntryList } from './entry-list';
import { levelAt, NO_LEVEL } from './head-bytes';
import type { LogFileHandle } from './log-file-handle';
import { type ScanPosition, scanEntries } from './scan-entries';

/** What is looked at in one go, for a millisecond or two: meanwhile nothing else is answered. */
const CHUNK_BYTES = 1024 * 1024;
/** So much of the end is enough to show something. */
const FIRST_BYTES = 128 * 1024;
/** When the last block is so large, what comes next begins another. */
const MOST_BLOCK_ENTRIES = 16_384;

/** A file that has entries before those that are known. */
interface Older {
  readonly file: LogFileHandle;
  /** Where the oldest known entry begins. */
  from: number;
}

/**
 * Knows where the entries of a log stand, file by file: from its end towards the beginning, so that the newest are there
 * at once, and on from its end as it grows. Step by step; between two steps everything is consistent.
 */
export class LogIndex {
  readonly entries = new EntryList();
  readonly #buffer = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  /** What is to be looked through yet, the newest last. */
  #older: Older[] = [];
  /** The file that grows, and how far it was read. */
  #tail: { readonly file: LogFileHandle; readonly position: ScanPosition } | null = null;

  get isComplete(): boolean {
    return this.#older.length === 0;
  }

  get tailFile(): LogFileHandle | null {
    return this.#tail?.file ?? null;
  }

  /** Begins with these, oldest first. */
  begin(files: readonly LogFileHandle[]): void {
    this.#older = files.map((file) => ({ file, from: file.known }));
    const last = files.at(-1);
    this.#tail = last === undefined ? null : { file: last, position: { at: last.known, isInLine: false } };
    if (last !== undefined && last.known > 0) this.#stepBack(FIRST_BYTES);
  }

  /** From now on this one grows; it is read from its byte `from` on. */
  goOnWith(file: LogFileHandle, from: number): void {
    this.#readOn(true);
    this.#tail = { file, position: { at: from, isInLine: false } };
  }

  /** Finds older entries. */
  stepBack(): void {
    this.#stepBack(CHUNK_BYTES);
  }

  /** Reads what was added at the end; whether there may be more. */
  grow(): boolean {
    return this.#readOn(false);
  }

  #readOn(isFinal: boolean): boolean {
    if (this.#tail === null) return false;
    const { file, position } = this.#tail;
    const from = position.at;
    const bytes = this.#buffer.subarray(0, file.read(this.#buffer, from, CHUNK_BYTES));
    if (bytes.length === 0) return false;
    file.keep(from + bytes.length);
    let block = this.entries.last;
    if (block === null || block.file !== file || block.end !== from) {
      block = new Block(file, from);
      scanEntries(bytes, position, block, isFinal);
      if (block.count > 0) {
        this.entries.putBehind(block);
        this.entries.lastHasGrown(0);
      }
    } else {
      if (block.count >= MOST_BLOCK_ENTRIES) block = this.#splitLast(block);
      const changed = block.count - 1;
      scanEntries(bytes, position, block, isFinal);
      this.entries.lastHasGrown(changed);
    }
    return bytes.length === CHUNK_BYTES;
  }

  drop(file: LogFileHandle): void {
    this.#older = this.#older.filter((one) => one.file !== file);
    this.entries.dropWhile((block) => block.file === file);
  }

  clear(): void {
    this.#older = [];
    this.#tail = null;
    this.entries.clear();
  }

  /** The last entry may get more lines, so it goes along. */
  #splitLast(block: Block): Block {
    const last = block.takeLast();
    this.entries.lastHasGrown(block.count);
    this.entries.putBehind(last);
    this.entries.lastHasGrown(0);
    return last;
  }

  #stepBack(most: number): void {
    const piece = this.#older.at(-1);
    if (piece === undefined) return;
    const { file, from: end } = piece;
    const start = end === 0 ? 0 : this.#entryBefore(file, end, most);
    const block = new Block(file, start);
    const position: ScanPosition = { at: start, isInLine: false };
    const isGrowing = this.#tail?.file === file;
    while (position.at < end) {
      const wanted = Math.min(CHUNK_BYTES, end - position.at);
      const bytes = this.#buffer.subarray(0, file.read(this.#buffer, position.at, wanted));
      const before = position.at;
      const isLast = before + bytes.length >= end;
      if (bytes.length > 0) scanEntries(bytes, position, block, isLast && !isGrowing);
      // What may be a torn head stands at the end; or the file was truncated meanwhile.
      if (position.at === before || bytes.length === 0) break;
    }
    // It ended here when it was looked at first.
    if (isGrowing && this.#tail?.position.at === end) {
      Object.assign(this.#tail.position, position);
    }
    piece.from = start;
    if (start === 0) this.#older.pop();
    if (block.count > 0) this.entries.putInFront(block);
  }

  /**
   * Where some entry begins, as far before `end` as can be seen from there. Where there is none, but only lines without a
   * head, where one of those begins; where there is one line only, its beginning, however far away.
   */
  #entryBefore(file: LogFileHandle, end: number, most: number): number {
    let at = Math.max(0, end - most);
    const bytes = this.#buffer.subarray(0, file.read(this.#buffer, at, end - at));
    if (at === 0) return 0;
    let firstLine = -1;
    for (let line = bytes.indexOf(LINE_FEED) + 1; line > 0 && line < bytes.length; ) {
      const lineFeed = bytes.indexOf(LINE_FEED, line);
      if (levelAt(bytes, line, lineFeed === -1 ? bytes.length : lineFeed) !== NO_LEVEL) return at + line;
      if (firstLine === -1) firstLine = at + line;
      if (lineFeed === -1) break;
      line = lineFeed + 1;
    }
    if (most < CHUNK_BYTES) return this.#entryBefore(file, end, CHUNK_BYTES);
    if (firstLine !== -1) return firstLine;
    while (at > 0) {
      const before = Math.max(0, at - CHUNK_BYTES);
      const part = this.#buffer.subarray(0, file.read(this.#buffer, before, at - before));
      const lineFeed = part.lastIndexOf(LINE_FEED);
      if (lineFeed !== -1) return before + lineFeed + 1;
      at = before;
    }
    return 0;
  }
}
