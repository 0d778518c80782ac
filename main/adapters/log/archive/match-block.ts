import type { LogFilter } from '../../../core/log-view';
import type { Block } from './block';
import { flagOf, headNames, MOST_HEAD_BYTES } from './head-bytes';
import { type TextPattern, textPattern } from './text-pattern';

/** A filter, made ready for bytes. */
export interface BlockFilter {
  /** The entries of a block that match, counted from 0; those before `from` are not looked at. */
  match(block: Block, from: number): number[];
}

/** How much is looked at in one go. */
const WINDOW_BYTES = 2 * 1024 * 1024;
/** Session and logger stand in the first bytes of an entry. */
const MOST_NAMED_BYTES = MOST_HEAD_BYTES + 2048;

/** Matches by the levels that are known first, then by what has to be read. */
export function blockFilter({ levels, text, session, logger }: LogFilter): BlockFilter {
  const flags = new Set(levels.map(flagOf));
  const pattern = text === '' ? null : textPattern(text);
  const names =
    session === null && logger === null
      ? null
      : {
          session: session === null ? null : Buffer.from(session, 'utf8'),
          logger: logger === null ? null : Buffer.from(logger, 'utf8'),
        };
  let buffer = Buffer.alloc(0);

  function read(block: Block, at: number, length: number): Buffer {
    if (buffer.length < length) buffer = Buffer.allocUnsafeSlow(Math.max(length, WINDOW_BYTES));
    return buffer.subarray(0, block.file.read(buffer, at, length));
  }

  function hasLevel(block: Block, index: number): boolean {
    return flags.size === 0 || flags.has(block.levelOf(index));
  }

  /** Entries `[from, to)`, which fit into a window. */
  function matchSome(block: Block, from: number, to: number, found: number[]): void {
    const start = block.startOf(from);
    const bytes = read(block, start, block.endOf(to - 1) - start);
    if (pattern === null) {
      for (let index = from; index < to; index += 1) if (fits(index)) found.push(index);
      return;
    }
    pattern.reset(bytes);
    let index = from;
    for (let at = pattern.next(0); at !== -1; at = pattern.next(block.endOf(index) - start)) {
      while (index + 1 < to && block.startOf(index + 1) - start <= at) index += 1;
      if (fits(index)) found.push(index);
      if (index + 1 === to) return;
    }

    function fits(one: number): boolean {
      if (!hasLevel(block, one)) return false;
      const at = block.startOf(one) - start;
      return names === null || headNames(bytes, at, block.endOf(one) - start, names.session, names.logger);
    }
  }

  /** An entry that is larger than a window. */
  function matchesLarge(block: Block, index: number): boolean {
    const start = block.startOf(index);
    const end = block.endOf(index);
    if (!hasLevel(block, index)) return false;
    if (names !== null) {
      const bytes = read(block, start, MOST_NAMED_BYTES);
      if (!headNames(bytes, 0, bytes.length, names.session, names.logger)) return false;
    }
    return pattern === null || stands(pattern, block, start, end);
  }

  /** In windows that overlap by as much as the text is long. */
  function stands(wanted: TextPattern, block: Block, start: number, end: number): boolean {
    for (let at = start; at < end; at += WINDOW_BYTES - wanted.length) {
      wanted.reset(read(block, at, Math.min(WINDOW_BYTES, end - at)));
      if (wanted.next(0) !== -1) return true;
    }
    return false;
  }

  return {
    match(block, from) {
      const found: number[] = [];
      if (pattern === null && names === null) {
        for (let index = from; index < block.count; index += 1) if (hasLevel(block, index)) found.push(index);
        return found;
      }
      for (let index = from; index < block.count; ) {
        if (block.endOf(index) - block.startOf(index) > WINDOW_BYTES) {
          if (matchesLarge(block, index)) found.push(index);
          index += 1;
          continue;
        }
        let to = index + 1;
        while (to < block.count && block.endOf(to) - block.startOf(index) <= WINDOW_BYTES) to += 1;
        if (hasAnyLevel(block, index, to)) matchSome(block, index, to, found);
        index = to;
      }
      return found;
    },
  };

  function hasAnyLevel(block: Block, from: number, to: number): boolean {
    if (flags.size === 0) return true;
    for (let index = from; index < to; index += 1) if (flags.has(block.levelOf(index))) return true;
    return false;
  }
}
