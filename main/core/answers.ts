import type { Command } from './commands';
import type { CopiedLog, LogEntry, LogListing, LogOpening, LogPage, OpenedLog } from './log-view';
import type { Result } from './result';
import type { Timeline } from './timeline';
import type { Usage } from './usage';

/** What the commands that ask for something are answered with, by their kind. All others only succeed or fail. */
export interface Answers {
  readonly 'read-timeline': Timeline;
  readonly 'read-usage': Usage;
  'list-logs': readonly LogListing[];
  'open-log': OpenedLog;
  'filter-log': LogOpening;
  'read-log': LogPage;
  'unfold-log': LogEntry;
  'find-in-log': number | null;
  'copy-log': CopiedLog;
  'read-update-output': string;
}

export type Answer = Answers[keyof Answers] | null;
export type AnswerOf<C extends Command> = C['kind'] extends keyof Answers ? Answers[C['kind']] : null;

/** Does what a click asked for, wherever it was made. Ends when it is done. */
export type RunCommand = (command: Command) => Promise<Result<Answer>>;
