import { describe, expect, it } from 'vitest';
import { between, countBefore } from '../../../main/core/by-time';

const LIST = [1, 3, 3, 5];
const itself = (one: number) => one;

describe('a list by time', () => {
  it.each([
    [0, 0],
    [1, 0],
    [2, 1],
    [3, 1],
    [4, 3],
    [9, 4],
  ])('has before %i as many as %i', (at, count) => expect(countBefore(LIST, at, itself)).toBe(count));

  it.each([
    [1, 3, [1, 3, 3]],
    [2, 2, []],
    [3, 3, [3, 3]],
    [4, 99, [5]],
    [6, 99, []],
    [5, 1, []],
  ])('has from %i to %i these', (from, to, found) => expect(between(LIST, from, to, itself)).toEqual(found));
});
