/**
 * The first line of an entry of a gateway's log, as Python's logging writes it in every Hermes version:
 * `YYYY-MM-DD HH:MM:SS,mmm LEVEL [session] logger: message`. Lines that are not of this form belong to the entry before.
 */
export interface LogHead {
  /** As it stands there; what instant that was, `epochOf` says. */
  readonly time: LocalTime;
  /** `INFO`, `WARNING`, … */
  readonly level: string;
  readonly session: string | null;
  /** `gateway.run` */
  readonly logger: string;
  /** The rest of the line. */
  readonly message: string;
}

/** Local time without a zone. `month` is 1 for January. */
export interface LocalTime {
  readonly text: string;
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly millisecond: number;
}

const TIME = /^(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)(?:[,.](\d{3})\d*)?$/;
const HEAD = /^(\d{4}-\d\d-\d\d [\d:]{8}(?:[,.]\d{3,6})?) ([A-Z]+)(?: \[([^\]]*)\])? ([^\s:[\]]+): ?(.*)$/s;

export function parseLogHead(line: string): LogHead | null {
  const [, stamp = '', level = '', session, logger = '', message = ''] = HEAD.exec(line) ?? [];
  const time = parseTime(stamp);
  return time === null ? null : { time, level, session: session ?? null, logger, message };
}

function parseTime(text: string): LocalTime | null {
  const match = TIME.exec(text);
  if (match === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, millisecond = 0] = match
    .slice(1)
    .map((part) => Number(part ?? 0));
  return { text, year, month, day, hour, minute, second, millisecond };
}

const MINUTE_MS = 60_000;
/** By how much a clock is set back in autumn; on Lord Howe Island it is half an hour. */
const SET_BACK_MS = [-60, -30, 30, 60].map((minutes) => minutes * MINUTE_MS);

/** A time zone: milliseconds that are to be taken off for UTC, or null for the zone that this program runs in. */
export type ZoneOffset = number | null;

/**
 * Epoch milliseconds; null where there is no such date. An hour that a clock set back passes twice has two instants: the
 * one nearer to `near` is it.
 */
export function epochOf(time: LocalTime, near: number, offset: ZoneOffset = null): number | null {
  const { year, month, day, hour, minute, second, millisecond } = time;
  if (hour > 23 || minute > 59 || second > 59 || !isDate(year, month, day)) return null;
  if (offset !== null) return asUtc(time) - offset;
  const date = new Date(year, month - 1, day, hour, minute, second, millisecond);
  const first = date.getTime();
  return SET_BACK_MS.map((shift) => first + shift)
    .filter((other) => showsSameTime(new Date(other), date))
    .reduce((best, other) => (Math.abs(other - near) < Math.abs(best - near) ? other : best), first);
}

/** Every zone is a multiple of it from UTC. */
const ZONE_STEP_MS = 15 * MINUTE_MS;
/** From UTC-12 to UTC+14. */
const FARTHEST_ZONE_MS = 14 * 60 * MINUTE_MS;
/** How soon a line is in the file, and read. An old line would have to be of this very instant of another quarter of an hour. */
const PROMPT_MS = 5_000;

/**
 * The zone of a gateway that wrote this time at `moment`. It is ours as a rule; another one where the unit has TZ=, or
 * where one of the two was started before the machine's zone was changed. `known` holds until it does not fit.
 */
export function zoneOffsetOf(time: LocalTime, moment: number, known: ZoneOffset): ZoneOffset {
  for (const offset of [null, known]) {
    const at = epochOf(time, moment, offset);
    if (at !== null && Math.abs(at - moment) < ZONE_STEP_MS / 2) return offset;
  }
  const away = asUtc(time) - moment;
  const offset = Math.round(away / ZONE_STEP_MS) * ZONE_STEP_MS;
  const isZone = Math.abs(offset) <= FARTHEST_ZONE_MS && Math.abs(away - offset) <= PROMPT_MS;
  return isZone ? offset : known;
}

function asUtc({ year, month, day, hour, minute, second, millisecond }: LocalTime): number {
  return Date.UTC(year, month - 1, day, hour, minute, second, millisecond);
}

/** Date makes the 31st of February a day of March. */
function isDate(year: number, month: number, day: number): boolean {
  const date = new Date(year, month - 1, day, 12);
  return date.getMonth() === month - 1 && date.getDate() === day;
}

function showsSameTime(one: Date, other: Date): boolean {
  return (
    one.getMinutes() === other.getMinutes() && one.getHours() === other.getHours() && one.getDate() === other.getDate()
  );
}
