import { useEffect, useRef, useState } from 'react';
import type { RunCommand } from '../main/core/answers';
import { plainLines } from '../main/core/update-output';
import { ask } from './ask';
import { createThrottle, type Throttle } from './throttle';

export interface ReadOutput {
  /** Null until it was read. */
  readonly text: string | null;
  /** Why it could not be read the last time. */
  readonly problem: string | null;
}

const NOT_MORE_OFTEN_THAN_MS = 1000;

/** All that an update printed, read anew when `printed` is another. */
export function useUpdateOutput(id: string, printed: string, runCommand: RunCommand): ReadOutput {
  const [read, setRead] = useState<ReadOutput>({ text: null, problem: null });
  const reader = useRef<Throttle | null>(null);

  useEffect(() => {
    let isOver = false;
    const throttle = createThrottle(NOT_MORE_OFTEN_THAN_MS, () => {
      void ask(runCommand, { kind: 'read-update-output', id }).then((result) => {
        if (isOver) return;
        setRead((before) =>
          result.ok ? { text: readable(result.value), problem: null } : { ...before, problem: result.message },
        );
      });
    });
    reader.current = throttle;
    return () => {
      isOver = true;
      throttle.cancel();
    };
  }, [id, runCommand]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: what was printed is the reason to read, and no part of it
  useEffect(() => reader.current?.request(), [printed]);

  return read;
}

/** Without a terminal's colours, and without the lines that it wrote over. */
function readable(output: string): string {
  return plainLines(output).join('\n').trimEnd();
}
