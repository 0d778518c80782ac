// Lists that are in the order of their times, the first first.

/** How many of them are before a moment: where the first is that is not. */
export function countBefore<T>(list: readonly T[], at: number, timeOf: (one: T) => number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const one = list[middle];
    if (one !== undefined && timeOf(one) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Those from one moment to another, both included. */
export function between<T>(list: readonly T[], from: number, to: number, timeOf: (one: T) => number): readonly T[] {
  const found: T[] = [];
  for (let index = countBefore(list, from, timeOf); index < list.length; index += 1) {
    const one = list[index];
    if (one === undefined || timeOf(one) > to) break;
    found.push(one);
  }
  return found;
}
