import { useMemo, useState } from 'react';
import type { LogEntry } from '../../main/core/log-view';
import type { LogStore } from './log-store';

/** Which entries are unfolded, with all their lines. */
export function useUnfolded(store: LogStore, onFailure: (message: string) => void) {
  const [unfolded, setUnfolded] = useState<ReadonlyMap<number, LogEntry>>(new Map());
  return useMemo(() => {
    /** Whether it is unfolded then. */
    async function toggle(row: number): Promise<boolean> {
      const entry = store.row(row)?.entry;
      if (entry === undefined) return false;
      if (unfolded.has(entry)) {
        setUnfolded((before) => new Map([...before].filter(([one]) => one !== entry)));
        return false;
      }
      const answer = await store.unfold(entry);
      if (answer.ok) setUnfolded((before) => new Map(before).set(entry, answer.value));
      else if (answer.reason !== 'closed') onFailure(answer.message);
      return answer.ok;
    }
    return { unfolded, toggle, foldAll: () => setUnfolded(new Map()) };
  }, [store, unfolded, onFailure]);
}
