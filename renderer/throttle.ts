export interface Throttle {
  /** Does it now; or, within the pause after the last time, once at its end. */
  request(): void;
  cancel(): void;
}

/** Keeps an action from being done more often than once in `pauseMs`, and never loses the last request. */
export function createThrottle(pauseMs: number, action: () => void): Throttle {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let isWanted = false;

  function act(): void {
    isWanted = false;
    timer = setTimeout(() => {
      timer = null;
      if (isWanted) act();
    }, pauseMs);
    action();
  }

  return {
    request() {
      if (timer === null) act();
      else isWanted = true;
    },
    cancel() {
      if (timer !== null) clearTimeout(timer);
      timer = null;
      isWanted = false;
    },
  };
}
