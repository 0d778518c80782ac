import { expect, it } from 'vitest';
import { localStamp } from '../../../main/core/local-stamp';
import { epochOf, parseLogHead } from '../../../main/core/log-head';

it('writes a moment as the head of a log has it', () => {
  const at = new Date(2026, 0, 3, 4, 5, 6, 7).getTime();
  expect(localStamp(at)).toBe('2026-01-03 04:05:06,007');
  const head = parseLogHead(`${localStamp(at)} INFO x: y`);
  expect(head === null ? null : epochOf(head.time, at)).toBe(at);
});
