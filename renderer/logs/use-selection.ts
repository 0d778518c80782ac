import { useState } from 'react';

/** The row that the keyboard is on, and those that are selected with it. Numbers of rows. */
export interface Selection {
  readonly current: number | null;
  readonly first: number;
  readonly end: number;
}

const NONE: Selection = { current: null, first: 0, end: 0 };

export interface SelectionKeeper extends Selection {
  /** `extends`: what was selected before stays selected up to it. */
  readonly moveTo: (row: number, extendsIt?: boolean) => void;
  readonly clear: () => void;
  readonly has: (row: number) => boolean;
}

export function useSelection(): SelectionKeeper {
  const [{ anchor, selection }, set] = useState<{ anchor: number; selection: Selection }>({
    anchor: 0,
    selection: NONE,
  });
  return {
    ...selection,
    moveTo(row, extendsIt = false) {
      const from = extendsIt && selection.current !== null ? anchor : row;
      set({ anchor: from, selection: { current: row, first: Math.min(from, row), end: Math.max(from, row) + 1 } });
    },
    clear: () => set({ anchor: 0, selection: NONE }),
    has: (row) => row >= selection.first && row < selection.end,
  };
}
