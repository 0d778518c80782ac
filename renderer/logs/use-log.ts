import { useEffect, useState, useSyncExternalStore } from 'react';
import type { RunCommand } from '../../main/core/answers';
import type { LogFile } from '../../main/core/log-finding';
import { EMPTY_EXTENT, type LogExtent, type LogFilter, type LogSource } from '../../main/core/log-view';
import { windowApi } from '../api';
import { type LogPhase, LogStore } from './log-store';

export interface ShownLog {
  readonly store: LogStore;
  readonly phase: LogPhase;
  readonly extent: LogExtent;
  readonly files: readonly LogFile[] | null;
}

const OPENING: LogPhase = { kind: 'opening' };
const never = () => () => {};

/** Opens a log for as long as it is shown. `attempt`: another one opens it anew. Null until the page is there. */
export function useLog(
  runCommand: RunCommand,
  unit: string,
  source: LogSource,
  filter: LogFilter,
  attempt: number,
): ShownLog | null {
  const [store, setStore] = useState<LogStore | null>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a filter is sent to the log that is open; another attempt is another log
  useEffect(() => {
    const opened = new LogStore({ runCommand, listen: windowApi().onLogLines, unit, source, filter });
    setStore(opened);
    return () => opened.close();
  }, [runCommand, unit, source, attempt]);

  const phase = useSyncExternalStore(
    store?.subscribe ?? never,
    () => store?.phase() ?? OPENING,
    () => OPENING,
  );
  const extent = useSyncExternalStore(
    store?.subscribe ?? never,
    () => store?.extent() ?? EMPTY_EXTENT,
    () => EMPTY_EXTENT,
  );
  const files = useSyncExternalStore(
    store?.subscribe ?? never,
    () => store?.files() ?? null,
    () => null,
  );
  return store === null ? null : { store, phase, extent, files };
}
