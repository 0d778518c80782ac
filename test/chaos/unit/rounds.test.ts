import { describe, expect, it } from 'vitest';
import { createRandom, inRounds } from '../rounds';

const KINDS = ['a', 'b', 'c', 'd', 'e', 'f'];
const draw = (seed: number, count: number) => inRounds(createRandom(seed), KINDS, count);

describe('a draw', () => {
  it('has each kind once before any comes again', () => {
    const drawn = draw(7, 15);
    expect([...drawn.slice(0, 6)].sort()).toEqual(KINDS);
    expect([...drawn.slice(6, 12)].sort()).toEqual(KINDS);
    expect(drawn).toHaveLength(15);
  });

  it('is the same for the same seed, and another for another', () => {
    expect(draw(7, 30)).toEqual(draw(7, 30));
    expect(draw(7, 30)).not.toEqual(draw(8, 30));
  });

  it('has an order of its own in every round', () => {
    const drawn = draw(7, 12);
    expect(drawn.slice(0, 6)).not.toEqual(drawn.slice(6));
  });
});
