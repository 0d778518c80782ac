import { describe, expect, it } from 'vitest';
import { segmentsOf } from '../../../main/core/timeline-segments';
import type { Span } from '../../../main/core/timeline-spans';
import { MINUTE_MS, minute } from '../../fixtures/history';

const DAY = { from: minute(0), to: minute(24 * 60) };

function span(kind: 'up' | 'down' | 'stopped', from: number, to: number): Span {
  return { kind, from: minute(from), to: minute(to) };
}

function shown(spans: readonly Span[], range = DAY): readonly string[] {
  return segmentsOf(spans, range).map(
    ({ kind, from, to, falls }) =>
      `${kind} ${(from - DAY.from) / MINUTE_MS}–${(to - DAY.from) / MINUTE_MS}${falls > 0 ? ` ×${falls}` : ''}`,
  );
}

describe('what is drawn of a day', () => {
  it('is what lies in it', () => {
    expect(shown([span('up', -500, 600), span('stopped', 600, 700), span('up', 700, 3000)])).toEqual([
      'up 0–600',
      'stopped 600–700',
      'up 700–1440',
    ]);
  });

  it('has a short fall on its own', () => {
    expect(shown([span('up', 0, 600), span('down', 600, 600.1), span('up', 600.1, 1440)])).toEqual([
      'up 0–600',
      'down 600–600.1 ×1',
      'up 600.1–1440',
    ]);
  });

  it('has falls that are too close to be told apart as one, and counts them', () => {
    const loop = [0, 1, 2, 3].flatMap((index) => [
      span('down', 600 + index, 600.5 + index),
      span('up', 600.5 + index, 601 + index),
    ]);
    const [, fall] = segmentsOf([span('up', 0, 600), ...loop, span('up', 604, 1440)], DAY);
    expect(fall).toMatchObject({ kind: 'down', isMissed: true, falls: 4, downMs: 2 * MINUTE_MS });
  });

  it('ends with how it is now, alone', () => {
    expect(shown([span('up', 0, 1438), span('down', 1438, 1439), span('up', 1439, 1440)])).toEqual([
      'up 0–1438',
      'down 1438–1439 ×1',
      'up 1439–1440',
    ]);
  });

  it('is few parts, and not one, of falls all day long', () => {
    const falls = Array.from({ length: 288 }, (_, index) => [
      span('down', index * 5, index * 5 + 1),
      span('up', index * 5 + 1, index * 5 + 5),
    ]).flat();
    const segments = segmentsOf(falls, DAY);
    expect(segments.length).toBeGreaterThan(100);
    expect(segments.length).toBeLessThan(400);
    expect(segments.reduce((sum, { falls: count }) => sum + count, 0)).toBe(288);
  });
});
