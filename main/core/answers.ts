import type { Command } from './commands';
import type { Result } from './result';

/** What the commands that ask for something are answered with, by their kind. All others only succeed or fail. */
// biome-ignore lint/suspicious/noEmptyInterface: each view that reads adds to it
export interface Answers {}

export type Answer = Answers[keyof Answers] | null;
export type AnswerOf<C extends Command> = C['kind'] extends keyof Answers ? Answers[C['kind']] : null;

/** Does what a click asked for, wherever it was made. Ends when it is done. */
export type RunCommand = (command: Command) => Promise<Result<Answer>>;
