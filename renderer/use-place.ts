import { useEffect, useState } from 'react';
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

  useEffect(() => {
    if (wanted === null) return;
    setPlace((from) => ({ ...wanted, unit: wanted.unit ?? from.unit, visit: from.visit + 1 }));
    void runCommand({ kind: 'view-taken' });
  }, [wanted, runCommand]);

  return { place, goTo };
}

const OVERVIEW: View = { name: 'overview' satisfies ViewName, unit: null, at: null };
