import { useState } from 'react';
import type { Answer, RunCommand } from '../main/core/answers';
import type { Command } from '../main/core/commands';
import type { Failure, Result } from '../main/core/result';
import { ask } from './ask';

export interface CommandRunner {
  /** Never throws. */
  readonly run: RunCommand;
  /** What went wrong with the one that failed last. */
  readonly problem: string | null;
  readonly dismiss: () => void;
}

/**
 * Sends commands, and keeps what one failed with until the next. None waits for another: a stop takes as long as its
 * gateway drains, and what can't be done meanwhile is refused by canRun.
 */
export function useCommand(runCommand: RunCommand): CommandRunner {
  const [problem, setProblem] = useState<string | null>(null);

  async function run(command: Command): Promise<Result<Answer>> {
    setProblem(null);
    const result = await ask(runCommand, command);
    const message = problemOf(command, result);
    if (message !== null) setProblem(message);
    return result;
  }

  return {
    run,
    problem,
    dismiss: () => setProblem(null),
  };
}

/** What is to be said of a command once it has ended; null where nothing is. */
export function problemOf(command: Command, result: Result<Answer>): string | null {
  return result.ok || isKeptInState(command, result) ? null : result.message;
}

/**
 * Once systemd was asked, what it answered is the gateway's `failure` in the state, which is shown and goes by itself. That a
 * setting could not be written down stands beside the setting.
 */
function isKeptInState({ kind }: Command, { reason }: Failure): boolean {
  const isKept = kind === 'start' || kind === 'stop' || kind === 'restart' || kind === 'set-setting';
  return isKept && reason !== 'refused' && reason !== 'internal';
}
