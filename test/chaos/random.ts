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

/** One of them, as often as its weight says. */
export function pick<T extends { readonly weight: number }>(random: () => number, from: readonly T[]): T {
  let left = random() * from.reduce((sum, { weight }) => sum + weight, 0);
  for (const one of from) {
    left -= one.weight;
    if (left < 0) return one;
  }
  const [first] = from;
  if (first === undefined) throw new Error('there is nothing to pick from');
  return first;
}
