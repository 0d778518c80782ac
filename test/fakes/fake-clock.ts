import type { Clock } from '../../main/app/ports/clock';

export interface FakeClock extends Clock {
  /** Moves time on, calling back what falls due on the way, in order. */
  advance(milliseconds: number): void;
  /** The machine is suspended for so long: the time goes on, and what waits stands still. */
  sleep(milliseconds: number): void;
  /** How many callbacks are waiting: none, for a program that is idle. */
  pending(): number;
}

export function createFakeClock(start = Date.UTC(2026, 10, 23, 20, 0, 0)): FakeClock {
  const waiting = new Map<number, { readonly at: number; readonly callback: () => void }>();
  let now = start;
  let next = 0;
  return {
    now: () => now,
    after(milliseconds, callback) {
      const id = next++;
      waiting.set(id, { at: now + milliseconds, callback });
      return () => waiting.delete(id);
    },
    advance(milliseconds) {
      const end = now + milliseconds;
      for (;;) {
        const due = [...waiting].filter(([, one]) => one.at <= end).sort(([, a], [, b]) => a.at - b.at)[0];
        if (due === undefined) break;
        waiting.delete(due[0]);
        now = Math.max(now, due[1].at);
        due[1].callback();
      }
      now = end;
    },
    sleep(milliseconds) {
      now += milliseconds;
      for (const [id, one] of waiting) waiting.set(id, { ...one, at: one.at + milliseconds });
    },
    pending: () => waiting.size,
  };
}
