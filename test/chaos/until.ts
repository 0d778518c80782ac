import { setTimeout as delay } from 'node:timers/promises';

const LOOK_MS = 20;

/** Waits until `test` gives something true; looks again and again, because the other side is another program. */
export async function until<T>(what: string, test: () => Promise<T> | T, deadlineMs = 20_000): Promise<NonNullable<T>> {
  const deadline = performance.now() + deadlineMs;
  for (;;) {
    const found = await test();
    if (found) return found as NonNullable<T>;
    if (performance.now() > deadline) throw new Error(`not within ${deadlineMs / 1000} s: ${what}`);
    await delay(LOOK_MS);
  }
}
