/** The time that several steps may take together. By a clock that no one sets. */
export interface Budget {
  /** Milliseconds; never 0, which would be no deadline. */
  left(): number;
  isOver(): boolean;
}

export function createBudget(milliseconds: number): Budget {
  const end = performance.now() + milliseconds;
  return { left: () => Math.max(1, Math.round(end - performance.now())), isOver: () => performance.now() >= end };
}

/** `fallback` where it has not come in time: a drive that does not answer. */
export function within<T>(milliseconds: number, work: Promise<T>, fallback: T): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(fallback), milliseconds);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
