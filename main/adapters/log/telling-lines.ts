import { TELLING_BEGINNINGS } from '../../core/log-findings';
import { CAPITAL_D, CAPITAL_I, CLOSE_BRACKET, COLON, DASH, OPEN_BRACKET, SPACE, TWO } from './ascii';

interface Beginning {
  readonly bytes: Uint8Array;
  readonly isAlarm: boolean;
}

/** What a message may begin with, by its first byte. */
const BEGINNINGS = byFirstByte();

/** `YYYY-MM-DD HH:MM:SS` */
const TIME_LENGTH = 19;

/** Whether a line is the first of an entry, by its date alone. */
export function beginsEntry(bytes: Uint8Array, start: number, end: number): boolean {
  return (
    bytes[start] === TWO &&
    bytes[start + 4] === DASH &&
    bytes[start + 10] === SPACE &&
    bytes[start + 13] === COLON &&
    end - start > TIME_LENGTH
  );
}

/** Whether the level of an entry's first line is WARNING or above; a level of somebody's own counts as such. */
export function isAlarming(bytes: Uint8Array, start: number, end: number): boolean {
  return isAlarmLevel(bytes[levelOf(bytes, start, end)]);
}

/**
 * Whether the first line of an entry may tell something. Nearly none does: to look at some thirty bytes of each, where
 * they lie, is what makes a burst of 100 MB cheap. What passes is decoded, and read by core.
 */
export function mayTell(bytes: Uint8Array, start: number, end: number): boolean {
  const level = levelOf(bytes, start, end);
  let at = level;
  while (at < end && bytes[at] !== SPACE) at += 1;
  at += 1;
  // A session's tag may hold a colon.
  if (bytes[at] === OPEN_BRACKET) while (at < end && bytes[at] !== CLOSE_BRACKET) at += 1;
  while (at < end && bytes[at] !== COLON) at += 1;
  at += bytes[at + 1] === SPACE ? 2 : 1;
  if (at >= end) return false;
  const beginnings = BEGINNINGS[bytes[at] ?? 0];
  if (beginnings === undefined) return false;
  const isAlarm = isAlarmLevel(bytes[level]);
  for (const one of beginnings) if ((isAlarm || !one.isAlarm) && standsAt(bytes, at, end, one.bytes)) return true;
  return false;
}

function levelOf(bytes: Uint8Array, start: number, end: number): number {
  let at = start + TIME_LENGTH;
  while (at < end && bytes[at] !== SPACE) at += 1;
  return at + 1;
}

function isAlarmLevel(initial: number | undefined): boolean {
  return initial !== CAPITAL_I && initial !== CAPITAL_D;
}

function standsAt(bytes: Uint8Array, at: number, end: number, wanted: Uint8Array): boolean {
  if (end - at < wanted.length) return false;
  for (let index = 0; index < wanted.length; index += 1) if (bytes[at + index] !== wanted[index]) return false;
  return true;
}

function byFirstByte(): readonly (readonly Beginning[] | undefined)[] {
  const table: (Beginning[] | undefined)[] = new Array(256).fill(undefined);
  for (const { begins, isAlarm } of TELLING_BEGINNINGS) {
    const bytes = new TextEncoder().encode(begins);
    const first = bytes[0] ?? 0;
    table[first] = [...(table[first] ?? []), { bytes, isAlarm }];
  }
  return table;
}
