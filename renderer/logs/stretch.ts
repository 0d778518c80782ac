/** The rows that can be scrolled through at once: an element can only be so high. */
export interface Stretch {
  readonly first: number;
  readonly end: number;
}

/** Chromium's layout counts in 64ths of a device pixel, and in 32 bits: 33 554 431 pixels. Some are for what is unfolded. */
const MOST_PIXELS = 30_000_000;

export function mostRows(rowHeight: number, pixelRatio: number): number {
  return Math.floor(MOST_PIXELS / pixelRatio / rowHeight);
}

/** Up to the newest row, as far back as goes. */
export function newestStretch(first: number, end: number, most: number): Stretch {
  return { first: Math.max(first, end - most), end };
}

/** Round a row, as far as goes to both sides. */
export function stretchAround(row: number, first: number, end: number, most: number): Stretch {
  if (end - first <= most) return { first, end };
  const from = Math.min(Math.max(first, row - Math.floor(most / 2)), end - most);
  return { first: from, end: from + most };
}
