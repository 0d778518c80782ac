import { useEffect, useRef, useState } from 'react';
import type { RunCommand } from '../main/core/answers';
import type { View, ViewName } from '../main/core/view';

/** Where the person is in the window. */
export interface Place extends View {
  /** Another each time somebody went somewhere, be it to the same place again. */
  readonly visit: number;
}

export interface Places {
  readonly place: Place;
  readonly goTo: (view: Partial<View>) => void;
}

/** Begins with the overview, and follows what the tray or a notification asked to see. */
export function usePlace(wanted: View | null, runCommand: RunCommand): Places {
  const [place, setPlace] = useState<Place>(() => ({ ...(wanted ?? OVERVIEW), visit: 0 }));
  const goTo = (view: Partial<View>) => setPlace((from) => ({ ...from, at: null, ...view, visit: from.visit + 1 }));

  const taken = useRef<View | null>(null);
  useEffect(() => {
    // Each state has a wish of its own, which is the same until the main process knows that it was taken.
    const isTaken = isSameView(wanted, taken.current);
    taken.current = wanted;
    if (wanted === null || isTaken) return;
    setPlace((from) => ({ ...wanted, unit: wanted.unit ?? from.unit, visit: from.visit + 1 }));
    void runCommand({ kind: 'view-taken' });
  }, [wanted, runCommand]);

  return { place, goTo };
}

export function isSameView(left: View | null, right: View | null): boolean {
  if (left === null || right === null) return left === right;
  return left.name === right.name && left.unit === right.unit && left.at === right.at;
}

const OVERVIEW: View = { name: 'overview' satisfies ViewName, unit: null, at: null };
