import type { Clock } from '../../app/ports/clock';

/** Keeps values in their order while something is looked up for them, for a short time at most. */
export interface Hold<T> {
  add(value: T): void;
  /** Holds values back until `answer` has come. */
  await(answer: Promise<void>): void;
  /** Ends once nothing is held. */
  settled(): Promise<void>;
  /** Passes everything on as it is. */
  flush(): void;
  /** Lets go of everything without passing it on. */
  clear(): void;
}

export interface HoldEvents<T> {
  pass(value: T): void;
  /** An answer came after what waited for it was passed on. */
  late(): void;
}

export function createHold<T>(clock: Clock, longestMs: number, events: HoldEvents<T>): Hold<T> {
  let held: T[] = [];
  let waits: (() => void)[] = [];
  const awaited = new Set<Promise<void>>();
  let cancelLongest = () => {};

  function release(): void {
    const ready = held;
    stop();
    for (const value of ready) events.pass(value);
    endWaits();
  }

  function stop(): void {
    cancelLongest();
    awaited.clear();
    held = [];
  }

  function endWaits(): void {
    const ended = waits;
    waits = [];
    for (const end of ended) end();
  }

  return {
    add(value) {
      held.push(value);
      if (awaited.size === 0) release();
    },
    await(answer) {
      if (awaited.size === 0) cancelLongest = clock.after(longestMs, release);
      awaited.add(answer);
      void answer.then(() => {
        if (!awaited.delete(answer)) events.late();
        else if (awaited.size === 0) release();
      });
    },
    settled: () => (held.length === 0 ? Promise.resolve() : new Promise((resolve) => waits.push(resolve))),
    flush: release,
    clear() {
      stop();
      endWaits();
    },
  };
}
