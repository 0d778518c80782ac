import { describe, expect, it } from 'vitest';
import { mostRows, newestStretch, stretchAround } from '../../renderer/logs/stretch';

describe('what can be scrolled through at once', () => {
  it('is a million rows and more on a common display, and fewer on a dense one', () => {
    expect(mostRows(22, 1)).toBeGreaterThan(1_300_000);
    expect(mostRows(22, 2) * 22 * 2).toBeLessThan(33_554_431);
  });

  it('is the newest of too many', () => {
    expect(newestStretch(-100, 20, 1000)).toEqual({ first: -100, end: 20 });
    expect(newestStretch(-100, 20, 50)).toEqual({ first: -30, end: 20 });
  });

  it.each([
    [-50, { first: -60, end: -40 }],
    [-100, { first: -100, end: -80 }],
    [19, { first: 0, end: 20 }],
  ])('is what stands round row %i', (row, expected) => {
    expect(stretchAround(row, -100, 20, 20)).toEqual(expected);
  });

  it('is everything where that fits', () => {
    expect(stretchAround(0, -5, 5, 20)).toEqual({ first: -5, end: 5 });
  });
});
