import { describe, expect, it } from 'vitest';
import { parseMoment } from '../../../main/core/parse-moment';

const NEAR = new Date(2026, 10, 23, 20, 0, 0).getTime();
const at = (...parts: [number, number, number, number?, number?, number?, number?]) => new Date(...parts).getTime();

describe('parseMoment', () => {
  it.each<[string, number]>([
    ['14:02', at(2026, 10, 23, 14, 2)],
    [' 9:02:31 ', at(2026, 10, 23, 9, 2, 31)],
    ['2026-11-21 14:02:31,523', at(2026, 10, 21, 14, 2, 31, 523)],
    ['2026-11-21T14:02:31.5', at(2026, 10, 21, 14, 2, 31, 500)],
    ['2025-01-02', at(2025, 0, 2)],
    ['23.11. 14:02', at(2026, 10, 23, 14, 2)],
    ['1.2.2025, 8:00', at(2025, 1, 1, 8, 0)],
    ['23/11/2026 14:02', at(2026, 10, 23, 14, 2)],
    ['23 Nov 14:02', at(2026, 10, 23, 14, 2)],
    ['23. Nov., 14:02', at(2026, 10, 23, 14, 2)],
    ['3 March 2025 14:02', at(2025, 2, 3, 14, 2)],
    ['3. März 14:02', at(2026, 2, 3, 14, 2)],
    ['3. Dezember', at(2025, 11, 3)],
    ['23:50', at(2026, 10, 22, 23, 50)],
    ['24.11. 23:50', at(2025, 10, 24, 23, 50)],
    ['2026-12-03', at(2026, 11, 3)],
  ])('reads %s', (text, expected) => {
    expect(parseMoment(text, NEAR)).toBe(expected);
  });

  it.each(['', 'yesterday', '25:00', '14:61', '2026-02-31 10:00', '32.1. 10:00', '3 Foo 10:00', '14:02 and more'])(
    'says of %j that it is none',
    (text) => {
      expect(parseMoment(text, NEAR)).toBeNull();
    },
  );
});
