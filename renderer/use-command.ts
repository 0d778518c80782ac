import { useState } from 'react';
import type { RunCommand } from '../main/core/answers';
import type { Command } from '../main/core/commands';
import { errorMessage, type Failure } from '../main/core/result';

export interface CommandRunner {
  readonly run: (command: Command) => void;
  /** The command that was sent and has not ended. */
  readonly underWay: Command['kind'] | null;
  /** What went wrong with the last one. */
  readonly problem: string | null;
  readonly dismiss: () => void;
}

/** Sends commands one at a time, and keeps what one failed with until the next. */
export function useCommand(runCommand: RunCommand): CommandRunner {
  const [underWay, setUnderWay] = useState<Command['kind'] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);

  async function send(command: Command): Promise<void> {
    setUnderWay(command.kind);
    setProblem(null);
    try {
      const result = await runCommand(command);
      if (!result.ok && !isKeptInState(command, result)) setProblem(result.message);
    } catch (error) {
      setProblem(errorMessage(error));
    }
    setUnderWay(null);
  }

  return {
    run(command) {
      // A restart ends when the new process runs; it can be hurried on or cancelled until then.
      if (underWay === null || underWay === 'restart') void send(command);
    },
    underWay,
    problem,
    dismiss: () => setProblem(null),
  };
}

/** Once systemd was asked, what it answered is the gateway's `failure` in the state, which is shown and goes by itself. */
function isKeptInState(command: Command, { reason }: Failure): boolean {
  const isOperation = command.kind === 'start' || command.kind === 'stop' || command.kind === 'restart';
  return isOperation && reason !== 'refused' && reason !== 'internal';
}
