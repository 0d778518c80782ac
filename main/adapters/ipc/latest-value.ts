/** A display shows 60 states a second at most; what comes faster than that is skipped over, never the last one. */
const FRAME_MS = 16;

/** Sends a value at once, then at most one a frame, always the latest. No timer runs while nothing waits. */
export function createLatestValue<T>(send: (value: T) => void): { push(value: T): void; close(): void } {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let waiting: { readonly value: T } | null = null;
  let isClosed = false;

  function pass(value: T): void {
    waiting = null;
    timer = setTimeout(frameEnded, FRAME_MS);
    send(value);
  }

  function frameEnded(): void {
    timer = null;
    if (waiting !== null) pass(waiting.value);
  }

  return {
    push(value) {
      if (isClosed) return;
      if (timer === null) pass(value);
      else waiting = { value };
    },
    close() {
      if (timer !== null) clearTimeout(timer);
      isClosed = true;
      waiting = null;
    },
  };
}
