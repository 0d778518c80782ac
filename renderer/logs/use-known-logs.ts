import { useEffect, useState } from 'react';
import type { RunCommand } from '../../main/core/answers';
import type { LogFile } from '../../main/core/log-finding';
import { ask } from '../ask';
import { type KnownLogs, NOTHING_KNOWN, withAnswer } from './listing';

/**
 * Which logs a gateway has. `told`: what was pushed of its files, as long as one of them is open. Of its journal nothing
 * tells: its first entry comes with the first run, so it is asked for anew with each.
 */
export function useKnownLogs(
  runCommand: RunCommand,
  unit: string,
  invocationId: string,
  told: readonly LogFile[] | null,
): KnownLogs {
  const [known, setKnown] = useState(NOTHING_KNOWN);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another run may have made the first entry
  useEffect(() => {
    let isOver = false;
    void ask(runCommand, { kind: 'list-logs', unit }).then((answer) => {
      if (answer.ok && !isOver) setKnown((before) => withAnswer(before, answer.value));
    });
    return () => {
      isOver = true;
    };
  }, [runCommand, unit, invocationId]);

  useEffect(() => {
    if (told !== null) setKnown((before) => ({ ...before, files: told }));
  }, [told]);

  return known;
}
