import { printable } from './log-text';

/** A Python traceback, read line by line; of the exceptions of a chain the last one counts, which is what was raised. */
export interface Traceback {
  /** `ImportError: cannot import name 'env_float'`; null while only frames were read. */
  readonly exception: string | null;
  /** Whether the lines to come are frames, and then the exception. */
  readonly isInFrames: boolean;
}

/** A group of exceptions (PEP 654) is drawn with a margin. */
const HEADER = /^\s*(?:\+ Exception Group )?Traceback \(most recent call last\):/;
const EXCEPTION = /^(?: *\| )?(?! )([A-Za-z_][\w.]*)(?:: .*)?$/s;

const MOST_MESSAGE = 300;

export function beginsTraceback(line: string): boolean {
  return HEADER.test(line);
}

/** With the header, and each line behind it. */
export function afterTracebackLine(before: Traceback | null, line: string): Traceback | null {
  if (HEADER.test(line)) return { exception: before?.exception ?? null, isInFrames: true };
  if (before === null || !before.isInFrames || !EXCEPTION.test(line)) return before;
  return { exception: line.replace(/^ *\| /, ''), isInFrames: false };
}

export function exceptionIn(line: string): { readonly type: string; readonly message: string } | null {
  const type = EXCEPTION.exec(line)?.[1];
  return type === undefined ? null : { type, message: printable(line.slice(type.length + 2), MOST_MESSAGE) };
}
