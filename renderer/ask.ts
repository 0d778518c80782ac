import type { AnswerOf, RunCommand } from '../main/core/answers';
import type { Command } from '../main/core/commands';
import { errorMessage, failure, type Result } from '../main/core/result';

/** Sends a command that is answered with something. What the main process answers to a kind is `Answers`' word. */
export async function ask<C extends Command>(runCommand: RunCommand, command: C): Promise<Result<AnswerOf<C>>> {
  try {
    return (await runCommand(command)) as Result<AnswerOf<C>>;
  } catch (error) {
    return failure('internal', errorMessage(error));
  }
}
