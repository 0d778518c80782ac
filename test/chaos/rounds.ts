/** A sequence of numbers from 0 to 1 that a seed decides: mulberry32, public domain. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** So many of them, in rounds: each comes once before any comes again, and every round has an order of its own. */
export function inRounds<T>(random: () => number, all: readonly T[], count: number): readonly T[] {
  const drawn: T[] = [];
  while (drawn.length < count && all.length > 0) drawn.push(...shuffled(random, all));
  return drawn.slice(0, count);
}

function shuffled<T>(random: () => number, all: readonly T[]): readonly T[] {
  return all
    .map((one) => ({ one, place: random() }))
    .sort((left, right) => left.place - right.place)
    .map(({ one }) => one);
}
