import { useEffect, useRef, useState } from 'react';
import type { RunCommand } from '../main/core/answers';
import { isSameView, type View, type ViewName } from '../main/core/view';

/** Where the person is in the window. */
export interface Place extends View {
  /** In which log the moment is to be looked for. */
  readonly log: 'agent' | 'journal';
  /** Another each time somebody went somewhere, be it to the same place again. */
  readonly visit: number;
}

export interface Places {
  readonly place: Place;
  readonly goTo: (place: Partial<Omit<Place, 'visit'>>) => void;
}

/** Begins with the overview, and follows what the tray or a notification asked to see. */
export function usePlace(wanted: View | null, runCommand: RunCommand): Places {
  const [place, setPlace] = useState<Place>(() => ({ ...(wanted ?? OVERVIEW), log: 'agent', visit: 0 }));
  const goTo: Places['goTo'] = (to) =>
    setPlace((from) => ({ ...from, at: null, log: 'agent', ...to, visit: from.visit + 1 }));

  const taken = useRef<View | null>(null);
  useEffect(() => {
    // Each state has a wish of its own, which is the same until the main process knows that it was taken.
    const isTaken = isSameView(wanted, taken.current);
    taken.current = wanted;
    if (wanted === null || isTaken) return;
    setPlace((from) => ({ ...wanted, unit: wanted.unit ?? from.unit, log: 'agent', visit: from.visit + 1 }));
    void runCommand({ kind: 'view-taken', view: wanted });
  }, [wanted, runCommand]);

  return { place, goTo };
}

const OVERVIEW: View = { name: 'overview' satisfies ViewName, unit: null, at: null };
