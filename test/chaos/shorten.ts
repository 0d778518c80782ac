/** How much may be tried, because each replay takes its time. */
export interface Budget {
  readonly replays: number;
  readonly milliseconds: number;
}

export interface Shortened<T> {
  /** Null where the fault was not seen again when all of it was played once more. */
  readonly sequence: readonly T[] | null;
  readonly replays: number;
  /** Whether nothing more can be left out; else the budget was used up first. */
  readonly isMinimal: boolean;
}

/**
 * The shortest sequence that still ends in the fault: all of it first, then with less and less left out, down to one event
 * at a time. The last event, at which the fault was found, stays.
 */
export async function shorten<T>(
  found: readonly T[],
  shows: (sequence: readonly T[]) => Promise<boolean>,
  budget: Budget,
  now: () => number = () => performance.now(),
): Promise<Shortened<T>> {
  const end = now() + budget.milliseconds;
  let replays = 0;
  const isUsedUp = () => replays >= budget.replays || now() >= end;
  const replay = (sequence: readonly T[]) => {
    replays += 1;
    return shows(sequence);
  };

  if (!(await replay(found))) return { sequence: null, replays, isMinimal: false };
  let sequence = found;
  let size = sequence.length - 1;
  while (size > 0) {
    let isShorter = false;
    for (let at = 0; at < sequence.length - 1; ) {
      if (isUsedUp()) return { sequence, replays, isMinimal: false };
      const left = Math.min(size, sequence.length - 1 - at);
      const without = [...sequence.slice(0, at), ...sequence.slice(at + left)];
      if (await replay(without)) {
        sequence = without;
        isShorter = true;
      } else {
        at += left;
      }
    }
    // Without one, another may have become superfluous.
    if (size > 1) size = Math.floor(size / 2);
    else if (!isShorter) size = 0;
  }
  return { sequence, replays, isMinimal: true };
}
