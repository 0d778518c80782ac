import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { setLanguage } from '../../main/core/i18n';
import { dayHeading, formatBytes, formatEnd, formatNumber, formatPoint } from '../../renderer/dates';
import { type RangeName, rangeEndingAt, rangeWith, ticksOf } from '../../renderer/timeline-range';

const HOUR_MS = 3_600_000;

beforeEach(() => vi.stubEnv('TZ', 'Europe/Berlin'));
afterEach(() => {
  vi.unstubAllEnvs();
  setLanguage('en');
});

function labels(name: RangeName, now: string): readonly string[] {
  return ticksOf(name, rangeEndingAt(name, Date.parse(now))).flatMap(({ label }) => label ?? []);
}

describe('the axis of the strip', () => {
  it('has the hours of a day, and the day where one begins', () => {
    expect(labels('day', '2026-11-23T20:00:00+01:00')).toEqual([
      '21:00',
      'Mon 23',
      '03:00',
      '06:00',
      '09:00',
      '12:00',
      '15:00',
      '18:00',
    ]);
  });

  it.each([
    ['23', '2026-03-29T12:00:00+02:00', 4],
    ['25', '2026-10-25T12:00:00+01:00', 6],
  ])('stands at the hours of the clock on a day of %s hours', (_hours, now, hoursBeforeSix) => {
    const ticks = ticksOf('day', rangeEndingAt('day', Date.parse(now)));
    const midnight = ticks.find(({ label }) => label?.startsWith('Sun'));
    const six = ticks.find(({ label }) => label === '06:00');
    expect(((six?.at ?? 0) - (midnight?.at ?? 0)) / HOUR_MS).toBe(hoursBeforeSix + 1);
    for (const { at } of ticks) expect(new Date(at).getHours() % 3).toBe(0);
  });

  it('has the days of a week, each at its midnight', () => {
    const now = '2026-10-28T12:00:00+01:00';
    expect(labels('week', now)).toEqual(['Thu 22', 'Fri 23', 'Sat 24', 'Sun 25', 'Mon 26', 'Tue 27', 'Wed 28']);
    for (const { at } of ticksOf('week', rangeEndingAt('week', Date.parse(now)))) {
      expect([new Date(at).getHours(), new Date(at).getMinutes()]).toEqual([0, 0]);
    }
  });

  it('names the Mondays of a month', () => {
    expect(labels('month', '2026-11-23T20:00:00+01:00')).toEqual(['26 Oct', '2 Nov', '9 Nov', '16 Nov', '23 Nov']);
  });

  it('speaks the language of the person', () => {
    setLanguage('de');
    expect(labels('month', '2026-11-23T20:00:00+01:00')[0]).toBe('26. Okt.');
    expect(labels('week', '2026-11-23T20:00:00+01:00')[0]).toBe('Di., 17.');
  });

  it('is of the shortest time that a moment is in', () => {
    const now = Date.parse('2026-11-23T20:00:00+01:00');
    const hoursAgo = [1, 23, 25, 24 * 8, 24 * 40];
    expect(hoursAgo.map((hours) => rangeWith(now - hours * HOUR_MS, now))).toEqual([
      'day',
      'day',
      'week',
      'month',
      'month',
    ]);
  });
});

describe('moments and numbers', () => {
  const now = Date.parse('2026-11-23T20:00:00+01:00');

  it('are as the language writes them', () => {
    expect(dayHeading(now, now)).toBe('Today, Monday 23 November');
    expect(dayHeading(now - 24 * HOUR_MS, now)).toBe('Yesterday, Sunday 22 November');
    expect(dayHeading(now - 48 * HOUR_MS, now)).toBe('Saturday 21 November');
    expect(formatPoint(now - 6 * HOUR_MS, now)).toBe('14:00');
    expect(formatPoint(now - 30 * HOUR_MS, now)).toMatch(/^Sun,? 22 Nov,? 14:00$/);
    expect(formatEnd(now, now)).toBe('now');
    expect(formatBytes(46_100_000)).toBe('46.1 MB');
    expect(formatBytes(461_000_000)).toBe('461 MB');
    expect(formatBytes(1_540_000_000)).toBe('1.54 GB');
    setLanguage('de');
    expect(dayHeading(now, now)).toBe('Heute, Montag, 23. November');
    expect(formatNumber(0.9998, 'percent')).toBe('99,98\u00a0%');
    expect(formatBytes(46_100_000)).toBe('46,1 MB');
    expect(formatEnd(now, now)).toBe('jetzt');
  });

  it('have a day before that was one hour longer', () => {
    const monday = Date.parse('2026-10-26T00:30:00+01:00');
    expect(dayHeading(monday - 2 * HOUR_MS, monday)).toBe('Yesterday, Sunday 25 October');
  });
});
