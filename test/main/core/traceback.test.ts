import { describe, expect, it } from 'vitest';
import { afterTracebackLine, exceptionIn, type Traceback } from '../../../main/core/traceback';

const FRAMES = ['Traceback (most recent call last):', '  File "/x/run.py", line 7, in main', '    await turn()'];

describe('a traceback', () => {
  it.each([
    ['a plain one', [...FRAMES, 'ValueError: no such thing'], 'ValueError: no such thing'],
    ['an exception without words', [...FRAMES, 'KeyboardInterrupt'], 'KeyboardInterrupt'],
    [
      'one of a module',
      [...FRAMES, 'openai.RateLimitError: Error code: 429'],
      'openai.RateLimitError: Error code: 429',
    ],
    [
      'words of several lines',
      [...FRAMES, 'pydantic.ValidationError: 2 errors', 'field', '  required'],
      'pydantic.ValidationError: 2 errors',
    ],
    [
      'a chain',
      [
        ...FRAMES,
        'KeyError: 1',
        '',
        'During handling of the above exception, another exception occurred:',
        '',
        ...FRAMES,
        'OSError: 2',
      ],
      'OSError: 2',
    ],
    [
      'a syntax error',
      [...FRAMES, '  File "x.py", line 1', '    x =', '       ^', 'SyntaxError: invalid syntax'],
      'SyntaxError: invalid syntax',
    ],
    [
      'a group',
      [
        '  + Exception Group Traceback (most recent call last):',
        '  |   File "x", line 1, in f',
        '  | ExceptionGroup: unhandled errors (1 sub-exception)',
      ],
      'ExceptionGroup: unhandled errors (1 sub-exception)',
    ],
    ['one that was cut', FRAMES, null],
  ])('ends in its exception: %s', (_, lines, exception) => {
    expect(read(lines)?.exception ?? null).toBe(exception);
  });

  it('begins with its header only', () => {
    expect(read(['ValueError: said by the way'])).toBeNull();
  });
});

it('takes an exception apart', () => {
  expect(exceptionIn('ModuleNotFoundError: No module named x')).toEqual({
    type: 'ModuleNotFoundError',
    message: 'No module named x',
  });
  expect(exceptionIn('KeyboardInterrupt')).toEqual({ type: 'KeyboardInterrupt', message: '' });
  expect(exceptionIn('not an exception')).toBeNull();
});

function read(lines: readonly string[]): Traceback | null {
  return lines.reduce<Traceback | null>((before, line) => afterTracebackLine(before, line), null);
}
