import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { formatDuration, formatLimit } from '../../../main/core/duration';
import { formatMoment, formatSeconds } from '../../../main/core/moment';

// 19:02:03 UTC, an hour later in Berlin.
const AT = Date.UTC(2026, 10, 3, 19, 2, 3);
const HOUR = 3_600_000;

beforeEach(() => {
  vi.stubEnv('TZ', 'Europe/Berlin');
});
afterEach(() => {
  vi.unstubAllEnvs();
});

describe('formatMoment', () => {
  it('is the local time of today, with the day before that', () => {
    expect(formatMoment(AT, AT + HOUR)).toBe('20:02');
    expect(formatMoment(AT, AT + 24 * HOUR)).toBe('3 Nov 20:02');
    expect(formatSeconds(AT)).toBe('20:02:03');
  });

  it('begins a day at local midnight', () => {
    expect(formatMoment(AT, Date.UTC(2026, 10, 3, 23, 30))).toBe('3 Nov 20:02');
  });
});

describe('formatLimit', () => {
  it('never promises less than it takes, where formatDuration would', () => {
    expect([40_100, 60_000, 119_001, 120_001, 30 * 60_000].map(formatLimit)).toEqual([
      '41 s',
      '60 s',
      '120 s',
      '3 min',
      '30 min',
    ]);
    expect(formatDuration(40_900)).toBe('40 s');
  });
});
