import type { Block } from './block';
import type { BlockFilter } from './match-block';

export interface EntryPlace {
  readonly block: Block;
  readonly index: number;
}

/**
 * The entries of a log in order, block by block, and which of them match. Both are numbered so that the first block's last
 * has the number -1: what is put in front or behind changes no number that there is.
 */
export class EntryList {
  /** Oldest first. */
  #blocks: Block[] = [];
  #filter: BlockFilter | null = null;
  /** So many blocks from the end on were looked through for matches. */
  #matched = 0;

  get first(): number {
    return this.#blocks[0]?.firstEntry ?? 0;
  }

  get end(): number {
    const last = this.#blocks.at(-1);
    return last === undefined ? 0 : last.firstEntry + last.count;
  }

  get firstRow(): number {
    if (this.#filter === null) return this.first;
    return this.#blocks[this.#blocks.length - this.#matched]?.firstMatch ?? 0;
  }

  get endRow(): number {
    if (this.#filter === null) return this.end;
    const last = this.#matched === 0 ? undefined : this.#blocks.at(-1);
    return last === undefined ? 0 : last.firstMatch + (last.matches?.length ?? 0);
  }

  get last(): Block | null {
    return this.#blocks.at(-1) ?? null;
  }

  get isMatched(): boolean {
    return this.#filter === null || this.#matched === this.#blocks.length;
  }

  filterBy(filter: BlockFilter | null): void {
    this.#filter = filter;
    this.#matched = 0;
    for (const block of this.#blocks) block.matches = null;
  }

  /** Looks through the newest block that was not looked through yet. */
  matchNext(): void {
    const block = this.#blocks[this.#blocks.length - this.#matched - 1];
    if (this.#filter === null || block === undefined) return;
    const matches = Uint32Array.from(this.#filter.match(block, 0));
    block.firstMatch = this.firstRow - matches.length;
    block.matches = matches;
    this.#matched += 1;
  }

  putInFront(block: Block): void {
    block.firstEntry = this.first - block.count;
    block.trim();
    this.#blocks.unshift(block);
  }

  putBehind(block: Block): void {
    block.firstEntry = this.end;
    const isEmpty = this.#blocks.length === 0;
    block.firstMatch = this.endRow;
    this.#blocks.push(block);
    if (this.#filter === null || (!isEmpty && this.#matched === 0)) return;
    block.matches = new Uint32Array();
    this.#matched += 1;
  }

  /** The last block has more entries, or its last entry more lines: `from` is the first that is other than before. */
  lastHasGrown(from: number): void {
    const block = this.#blocks.at(-1);
    if (this.#filter === null || block === undefined || block.matches === null) return;
    const known = block.matches.filter((index) => index < from);
    block.matches = Uint32Array.from([...known, ...this.#filter.match(block, from)]);
  }

  /** Forgets the oldest blocks as long as they are of a file. */
  dropWhile(isGone: (block: Block) => boolean): void {
    let count = 0;
    for (const block of this.#blocks) {
      if (!isGone(block)) break;
      count += 1;
    }
    // The numbers of the others hang on the last one.
    this.#blocks = this.#blocks.slice(Math.min(count, this.#blocks.length - 1));
    this.#matched = Math.min(this.#matched, this.#blocks.length);
  }

  clear(): void {
    this.#blocks = [];
    this.#matched = 0;
  }

  place(entry: number): EntryPlace | null {
    const block = this.#find((one) => one.firstEntry <= entry, 0);
    const index = block === null ? -1 : entry - block.firstEntry;
    return block === null || index >= block.count ? null : { block, index };
  }

  placeOfRow(row: number): EntryPlace | null {
    if (this.#filter === null) return this.place(row);
    // Among blocks without a match, which begin where the next one does, it is the last.
    const block = this.#find((one) => one.firstMatch <= row, this.#blocks.length - this.#matched);
    const index = block?.matches?.[row - block.firstMatch];
    return block === null || index === undefined ? null : { block, index };
  }

  /** The last block from `from` on of which something holds that holds of all before it, too. */
  #find(holds: (block: Block) => boolean, from: number): Block | null {
    let low = from;
    let high = this.#blocks.length - 1;
    let found: Block | null = null;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const block = this.#blocks[middle];
      if (block === undefined) break;
      if (holds(block)) {
        found = block;
        low = middle + 1;
      } else high = middle - 1;
    }
    return found;
  }
}
