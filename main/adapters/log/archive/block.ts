import type { LogFileHandle } from './log-file-handle';

const FIRST_ROOM = 64;

/**
 * Some neighbouring entries of one file: where each begins, and its level. Five bytes an entry; the entries themselves stay
 * on the disk.
 */
export class Block {
  readonly file: LogFileHandle;
  /** Where it begins in the file. */
  readonly start: number;
  /** Where its last entry ends. */
  end: number;
  /** The number of its first entry; set when it takes its place among the others. */
  firstEntry = 0;
  count = 0;
  /** Of each entry, from `start`. A block is 4 GB at the most. */
  #offsets = new Uint32Array(FIRST_ROOM);
  #levels = new Uint8Array(FIRST_ROOM);
  /** Which entries match, counted from 0; null where that was not looked for yet. */
  matches: Uint32Array | null = null;
  firstMatch = 0;

  constructor(file: LogFileHandle, start: number) {
    this.file = file;
    this.start = start;
    this.end = start;
  }

  add(offset: number, level: number): void {
    if (this.count === this.#offsets.length) this.#resize(this.count * 2);
    this.#offsets[this.count] = offset - this.start;
    this.#levels[this.count] = level;
    this.count += 1;
  }

  /** No more comes, or not soon. */
  trim(): void {
    if (this.#offsets.length > this.count) this.#resize(this.count);
  }

  startOf(index: number): number {
    return this.start + (this.#offsets[index] ?? 0);
  }

  endOf(index: number): number {
    return index + 1 < this.count ? this.startOf(index + 1) : this.end;
  }

  levelOf(index: number): number {
    return this.#levels[index] ?? 0;
  }

  /** Takes the last entry out, as a block of its own. */
  takeLast(): Block {
    const index = this.count - 1;
    const last = new Block(this.file, this.startOf(index));
    last.add(this.startOf(index), this.levelOf(index));
    last.end = this.end;
    this.end = last.start;
    this.count = index;
    return last;
  }

  #resize(room: number): void {
    const offsets = new Uint32Array(room);
    const levels = new Uint8Array(room);
    offsets.set(this.#offsets.subarray(0, this.count));
    levels.set(this.#levels.subarray(0, this.count));
    this.#offsets = offsets;
    this.#levels = levels;
  }
}
