import { LOG_LEVELS, type LogLevel } from '../../../core/log-view';
import {
  CAPITAL_A,
  CAPITAL_Z,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  DASH,
  NINE,
  OPEN_BRACKET,
  POINT,
  SPACE,
  ZERO,
} from '../ascii';

/**
 * What an entry's first byte of flags says: its level. 0: a line that no head precedes. The last stands for a level of
 * somebody's own.
 */
export const NO_LEVEL = 0;
const OTHER_LEVEL = LOG_LEVELS.length + 1;

/** A head without session and logger is never longer: `2026-11-23 19:49:09,523456 CRITICAL `. */
export const MOST_HEAD_BYTES = 40;

const STAMP = '0000-00-00 00:00:00';

export function flagOf(level: LogLevel): number {
  return LOG_LEVELS.indexOf(level) + 1;
}

/** The level of the head that a line begins with; NO_LEVEL where it begins with none. */
export function levelAt(bytes: Uint8Array, start: number, end: number): number {
  const at = levelStart(bytes, start, end);
  if (at === -1) return NO_LEVEL;
  switch (bytes[at]) {
    case 0x44: // D
      return 1;
    case 0x49: // I
      return 2;
    case 0x57: // W
      return 3;
    case 0x45: // E
      return 4;
    case 0x43: // C
    case 0x46: // F, FATAL
      return 5;
    default:
      return isCapital(bytes[at]) ? OTHER_LEVEL : NO_LEVEL;
  }
}

/** Whether a line that has no end yet may still become a head. */
export function mayBecomeHead(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start >= MOST_HEAD_BYTES) return false;
  const stamp = Math.min(end - start, STAMP.length);
  for (let index = 0; index < stamp; index += 1) if (!fits(bytes[start + index], STAMP.charCodeAt(index))) return false;
  return true;
}

/** Whether the head of a line names this session and this logger; null for any. */
export function headNames(
  bytes: Uint8Array,
  start: number,
  end: number,
  session: Uint8Array | null,
  logger: Uint8Array | null,
): boolean {
  let at = levelStart(bytes, start, end);
  if (at === -1) return false;
  while (at < end && isCapital(bytes[at])) at += 1;
  if (bytes[at] !== SPACE) return false;
  at += 1;
  if (bytes[at] === OPEN_BRACKET) {
    const opened = at + 1;
    while (at < end && bytes[at] !== CLOSE_BRACKET) at += 1;
    if (session !== null && !isAt(bytes, opened, at, session)) return false;
    at += 2;
  } else if (session !== null) return false;
  if (logger === null) return true;
  let colon = at;
  while (colon < end && bytes[colon] !== COLON) colon += 1;
  return colon < end && isAt(bytes, at, colon, logger);
}

/** -1 where the line begins with no time. */
function levelStart(bytes: Uint8Array, start: number, end: number): number {
  if (end - start <= STAMP.length + 1 || bytes[start + 4] !== DASH || bytes[start + 13] !== COLON) return -1;
  for (let index = 0; index < STAMP.length; index += 1)
    if (!fits(bytes[start + index], STAMP.charCodeAt(index))) return -1;
  let at = start + STAMP.length;
  if (bytes[at] === COMMA || bytes[at] === POINT) {
    at += 1;
    while (at < end && isDigit(bytes[at])) at += 1;
  }
  return at + 1 < end && bytes[at] === SPACE ? at + 1 : -1;
}

function fits(byte: number | undefined, wanted: number): boolean {
  return wanted === ZERO ? isDigit(byte) : byte === wanted;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= NINE;
}

function isCapital(byte: number | undefined): boolean {
  return byte !== undefined && byte >= CAPITAL_A && byte <= CAPITAL_Z;
}

function isAt(bytes: Uint8Array, start: number, end: number, wanted: Uint8Array): boolean {
  if (end - start !== wanted.length) return false;
  for (let index = 0; index < wanted.length; index += 1) if (bytes[start + index] !== wanted[index]) return false;
  return true;
}
