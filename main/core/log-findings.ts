import type { LogFact, LogFile } from './log-finding';
import { type FoundInLine, GATEWAY_FORMS, type LogForm, type LogSource, PLATFORM_FORMS } from './log-forms';
import type { LogHead } from './log-head';
import { printable } from './log-text';
import { ANSWER_FORMS, PROVIDER_FORMS } from './provider-lines';
import { exceptionIn } from './traceback';

const FORMS: readonly LogForm[] = [...GATEWAY_FORMS, ...PLATFORM_FORMS, ...PROVIDER_FORMS, ...ANSWER_FORMS];

/** In a burst of telling lines, to try them all would be most of the work. */
const FORMS_BY_INITIAL: ReadonlyMap<string, readonly LogForm[]> = new Map(
  FORMS.map(({ begins }) => {
    const initial = begins.charAt(0);
    return [initial, FORMS.filter((form) => form.begins.startsWith(initial))];
  }),
);

/** How the message of a telling line begins, for a reader that passes over all others. */
export const TELLING_BEGINNINGS: readonly Pick<LogForm, 'begins' | 'isAlarm'>[] = FORMS;

const ALARMS: ReadonlySet<string> = new Set(['WARNING', 'ERROR', 'CRITICAL']);
const MOST_LINE = 500;
/** What a line says, it says within this. */
const MOST_MESSAGE = 4000;

/** What the first line of an entry says; null for nearly every line. */
export function findInHead(head: LogHead): FoundInLine | null {
  const source = sourceOf(head.logger);
  if (source === null) return null;
  const message = head.message.slice(0, MOST_MESSAGE);
  for (const form of FORMS_BY_INITIAL.get(message.charAt(0)) ?? []) {
    if (form.source !== source || !message.startsWith(form.begins)) continue;
    if (form.isAlarm && !ALARMS.has(head.level)) continue;
    const found = form.read(message, head);
    if (found !== null) return found;
  }
  return null;
}

/** What the traceback of an entry says, by the line that names the exception. */
export function findInTraceback(head: LogHead, exceptionLine: string): FoundInLine | null {
  const exception = exceptionIn(exceptionLine);
  if (exception === null || !ALARMS.has(head.level) || QUOTING.test(head.logger)) return null;
  // Not the message before it, which may be about a chat and quote it.
  return { finding: { kind: 'exception', ...exception }, shown: exceptionLine };
}

export function logFact(head: LogHead, at: number | null, file: LogFile, found: FoundInLine): LogFact {
  const { time, level, session, logger, message } = head;
  const tag = session === null ? '' : ` [${session}]`;
  const line = `${time.text} ${level}${tag} ${logger}: ${found.shown ?? message}`;
  return { at, file, line: printable(line, MOST_LINE), finding: found.finding };
}

/** Modules that log what a tool, a model or another program put out. */
const QUOTING = /^(?:tools|agent\.tool)/;

function sourceOf(logger: string): LogSource | null {
  // The auxiliary models (titles, summaries) fail without a turn being lost.
  if (QUOTING.test(logger) || logger === 'agent.auxiliary_client') return null;
  if (/^(?:gateway\.platforms|plugins\.platforms|hermes_plugins)(?:\.|$)/.test(logger)) return 'platform';
  if (/^(?:gateway|hermes_cli)(?:\.|$)/.test(logger)) return 'gateway';
  // 0.11 has the loop in run_agent, and logs some of it under the root.
  return /^(?:agent\..+|run_agent|root)$/.test(logger) ? 'agent' : null;
}
