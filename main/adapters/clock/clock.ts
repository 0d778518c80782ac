import type { Clock } from '../../app/ports/clock';

/** setTimeout takes a longer delay for 1 ms. */
const LONGEST_DELAY_MS = 2 ** 31 - 1;

/** The time of the machine. */
export function createClock(): Clock {
  return { now: () => Date.now(), after };
}

function after(milliseconds: number, callback: () => void): () => void {
  let timer: ReturnType<typeof setTimeout>;
  const arm = (left: number): void => {
    const delay = Math.min(left, LONGEST_DELAY_MS);
    timer = setTimeout(() => (left > delay ? arm(left - delay) : callback()), delay);
  };
  arm(Math.max(0, milliseconds));
  return () => clearTimeout(timer);
}
