import type { TimeRange } from '../main/core/timeline-spans';
import { type DateForm, formatDate } from './dates';

// How much time the strip shows, and where its axis has lines. All of it in local time: a day may have 23 or 25 hours.

export const RANGES = ['day', 'week', 'month'] as const;
export type RangeName = (typeof RANGES)[number];

const HOUR_MS = 60 * 60_000;
const LENGTHS: Readonly<Record<RangeName, number>> = {
  day: 24 * HOUR_MS,
  week: 7 * 24 * HOUR_MS,
  month: 30 * 24 * HOUR_MS,
};

export interface Tick {
  readonly at: number;
  /** Null for a line alone. */
  readonly label: string | null;
  /** Whether there is room for its label where there is little. */
  readonly isMajor: boolean;
}

export function rangeEndingAt(name: RangeName, now: number): TimeRange {
  return { from: now - LENGTHS[name], to: now };
}

/** The shortest range that a moment is in. */
export function rangeWith(at: number, now: number): RangeName {
  return RANGES.find((name) => at >= now - LENGTHS[name]) ?? 'month';
}

export function ticksOf(name: RangeName, { from, to }: TimeRange): readonly Tick[] {
  const ticks: Tick[] = [];
  const date = new Date(from);
  if (name === 'day') date.setMinutes(0, 0, 0);
  else date.setHours(0, 0, 0, 0);
  while (date.getTime() <= to) {
    const tick = date.getTime() <= from ? null : TICKS[name](date);
    if (tick !== null) ticks.push(tick);
    if (name === 'day') date.setHours(date.getHours() + 1);
    else date.setDate(date.getDate() + 1);
  }
  return ticks;
}

const TICKS: Readonly<Record<RangeName, (date: Date) => Tick | null>> = {
  day(date) {
    const hour = date.getHours();
    if (hour % 3 !== 0) return null;
    return labelled(date, hour === 0 ? 'weekday' : 'time', hour % 6 === 0);
  },
  week: (date) => labelled(date, 'weekday', true),
  month(date) {
    const MONDAY = 1;
    return date.getDay() === MONDAY ? labelled(date, 'day', true) : { at: date.getTime(), label: null, isMajor: false };
  },
};

function labelled(date: Date, form: DateForm, isMajor: boolean): Tick {
  return { at: date.getTime(), label: formatDate(date.getTime(), form), isMajor };
}
