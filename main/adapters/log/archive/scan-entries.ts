import { LINE_FEED } from '../ascii';
import type { Block } from './block';
import { levelAt, mayBecomeHead, NO_LEVEL } from './head-bytes';

/** An entry takes in no more lines once it is so long: the next one begins another, without a head. */
export const MOST_ENTRY_BYTES = 256 * 1024;

/** Where a scan has got to. */
export interface ScanPosition {
  /** Everything before is known. */
  at: number;
  /** Whether that is in the midst of a line which has no end yet. */
  isInLine: boolean;
}

/**
 * Finds the entries in bytes that stand at `position` in the file, adds them to a block and moves on. What may be a torn
 * head at their end is left for the next time, unless nothing more is to come.
 */
export function scanEntries(bytes: Buffer, position: ScanPosition, block: Block, isFinal: boolean): void {
  const base = position.at;
  let at = 0;
  if (position.isInLine) {
    const lineEnd = bytes.indexOf(LINE_FEED);
    if (lineEnd === -1) {
      moveTo(bytes.length, true);
      return;
    }
    at = lineEnd + 1;
  }
  while (at < bytes.length) {
    const lineEnd = bytes.indexOf(LINE_FEED, at);
    const end = lineEnd === -1 ? bytes.length : lineEnd;
    if (lineEnd === -1 && !isFinal && mayBecomeHead(bytes, at, end)) break;
    const level = levelAt(bytes, at, end);
    if (level !== NO_LEVEL || isTooFar(base + at)) block.add(base + at, level);
    if (lineEnd === -1) {
      moveTo(bytes.length, true);
      return;
    }
    at = lineEnd + 1;
  }
  moveTo(at, false);

  function moveTo(relative: number, isInLine: boolean): void {
    position.at = base + relative;
    position.isInLine = isInLine;
    if (block.count > 0) block.end = position.at;
  }

  /** Whether a line without a head is too far from the entry before to belong to it, or there is none. */
  function isTooFar(line: number): boolean {
    return block.count === 0 || line - block.startOf(block.count - 1) >= MOST_ENTRY_BYTES;
  }
}
