/** What was announced, in order, and a way to wait for more of it. */
export interface Announcements<T> {
  readonly all: readonly T[];
  add(value: T): void;
  /** The first that `is` accepts, of those after the last `forget`, or to come. Fails, and shows what there was, at the deadline. */
  next(what: string, is: (value: T) => boolean, deadlineMs?: number): Promise<T>;
  /** What was announced so far no longer counts. */
  forget(): void;
}

const DEADLINE_MS = 10_000;

export function createAnnouncements<T>(): Announcements<T> {
  const all: T[] = [];
  const waiting = new Set<(value: T) => void>();
  let counted = 0;

  return {
    all,
    add(value) {
      all.push(value);
      for (const check of [...waiting]) check(value);
    },
    next(what, is, deadlineMs = DEADLINE_MS) {
      const there = all.slice(counted).find(is);
      if (there !== undefined) return Promise.resolve(there);
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(check);
          const seen = all.slice(counted).map((value) => JSON.stringify(value));
          reject(new Error(`waited ${deadlineMs} ms for ${what}; there was only:\n${seen.join('\n') || '(nothing)'}`));
        }, deadlineMs);
        function check(value: T): void {
          if (!is(value)) return;
          clearTimeout(timer);
          waiting.delete(check);
          resolve(value);
        }
        waiting.add(check);
      });
    },
    forget() {
      counted = all.length;
    },
  };
}
