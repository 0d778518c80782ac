import { useState } from 'react';
import type { RunCommand } from '../main/core/answers';
import type { Command } from '../main/core/commands';
import { errorMessage, type Failure } from '../main/core/result';

export interface CommandRunner {
  readonly run: (command: Command) => void;
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

  async function send(command: Command): Promise<void> {
    setProblem(null);
    const message = await problemOf(command, runCommand);
    if (message !== null) setProblem(message);
  }

  return {
    run: (command) => void send(command),
    problem,
    dismiss: () => setProblem(null),
  };
}

/** What is to be said of a command once it has ended; null where nothing is. */
export async function problemOf(command: Command, runCommand: RunCommand): Promise<string | null> {
  try {
    const result = await runCommand(command);
    return result.ok || isKeptInState(command, result) ? null : result.message;
  } catch (error) {
    return errorMessage(error);
  }
}

/** Once systemd was asked, what it answered is the gateway's `failure` in the state, which is shown and goes by itself. */
function isKeptInState(command: Command, { reason }: Failure): boolean {
  const isOperation = command.kind === 'start' || command.kind === 'stop' || command.kind === 'restart';
  return isOperation && reason !== 'refused' && reason !== 'internal';
}
