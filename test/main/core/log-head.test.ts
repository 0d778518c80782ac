import { afterEach, describe, expect, it } from 'vitest';
import { epochOf, type LocalTime, parseLogHead, zoneOffsetOf } from '../../../main/core/log-head';

describe('parseLogHead', () => {
  it('takes a line apart', () => {
    expect(parseLogHead('2026-11-23 19:49:09,520 INFO gateway.run: Starting Hermes Gateway...')).toEqual({
      time: {
        text: '2026-11-23 19:49:09,520',
        year: 2026,
        month: 11,
        day: 23,
        hour: 19,
        minute: 49,
        second: 9,
        millisecond: 520,
      },
      level: 'INFO',
      session: null,
      logger: 'gateway.run',
      message: 'Starting Hermes Gateway...',
    });
  });

  it.each([
    [
      'with a session',
      '2026-11-23 19:49:09,520 ERROR [20261123_195502_a8bd6edb] a.b: x',
      '20261123_195502_a8bd6edb',
      'x',
    ],
    [
      'with a session that has colons',
      '2026-11-23 19:49:09,520 INFO [agent:main:tg] a.b: x: y',
      'agent:main:tg',
      'x: y',
    ],
    ['without a message', '2026-11-23 19:49:09,520 INFO a.b:', null, ''],
    ['without milliseconds, as before 0.11', '2026-11-23 19:49:09 INFO a.b: x', null, 'x'],
    ['with a level of its own', '2026-11-23 19:49:09,520 TRACE a.b: x', null, 'x'],
    ['in brackets', '2026-11-23 19:49:09,520 ERROR a.b: [Telegram] x', null, '[Telegram] x'],
  ])('reads a line %s', (_, line, session, message) => {
    expect(parseLogHead(line)).toMatchObject({ logger: 'a.b', session, message });
  });

  it.each([
    '',
    'Traceback (most recent call last):',
    '  File "/x/gateway/run.py", line 1, in main',
    'INFO gateway.run: the journal has no time',
    '2026-11-23T19:49:09 INFO gateway.run: not of logging',
    '2026-11-23 19:49 INFO gateway.run: x',
    ' 2026-11-23 19:49:09,520 INFO gateway.run: quoted',
    '2026-11-23 19:49:09,520 gateway.run: no level',
    '2026-11-23 19:49:09,520 INFO two words: x',
  ])('takes for no head: %j', (line) => {
    expect(parseLogHead(line)).toBeNull();
  });
});

describe('epochOf', () => {
  const zone = process.env['TZ'];

  afterEach(() => {
    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
  });

  it('reads local time', () => {
    process.env['TZ'] = 'Asia/Kolkata';
    expect(epochOf(time('2026-11-23 19:49:09,520'), 0)).toBe(Date.UTC(2026, 10, 23, 14, 19, 9, 520));
  });

  it.each([
    ['Europe/Berlin', '2026-10-25 02:30:00,000', Date.UTC(2026, 9, 25, 0, 30), Date.UTC(2026, 9, 25, 1, 30)],
    ['America/New_York', '2026-11-01 01:30:00,000', Date.UTC(2026, 10, 1, 5, 30), Date.UTC(2026, 10, 1, 6, 30)],
    ['Australia/Lord_Howe', '2026-04-05 01:45:00,000', Date.UTC(2026, 3, 4, 14, 45), Date.UTC(2026, 3, 4, 15, 15)],
  ])('takes of the two instants of an hour that %s has twice the nearer one', (name, text, first, second) => {
    process.env['TZ'] = name;
    expect(epochOf(time(text), first - 60_000)).toBe(first);
    expect(epochOf(time(text), first + 60_000)).toBe(first);
    expect(epochOf(time(text), second - 60_000)).toBe(second);
    expect(epochOf(time(text), second + 86_400_000)).toBe(second);
  });

  it('takes a time that a clock set forward leaves out for one nearby', () => {
    process.env['TZ'] = 'Europe/Berlin';
    const instant = epochOf(time('2026-03-29 02:30:00,000'), 0) ?? 0;
    expect(Math.abs(instant - Date.UTC(2026, 2, 29, 1, 0))).toBeLessThanOrEqual(1_800_000);
  });

  it.each(['2026-02-30 00:00:00,000', '2026-13-01 00:00:00,000', '2026-01-01 24:00:00,000', '2026-01-01 00:60:00,000'])(
    'knows no instant of %s',
    (text) => {
      expect(epochOf(time(text), 0)).toBeNull();
    },
  );
});

describe('zoneOffsetOf', () => {
  const HOUR_MS = 3_600_000;
  const zone = process.env['TZ'];

  afterEach(() => {
    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
  });

  it.each([
    ['our own zone', '2026-11-23 20:49:09,520', null],
    ['our own, though it is read minutes late', '2026-11-23 20:44:09,520', null],
    ['New York', '2026-11-23 14:49:09,520', -5 * HOUR_MS],
    ['New York, read some seconds late', '2026-11-23 14:49:07,000', -5 * HOUR_MS],
    ['Kathmandu', '2026-11-24 01:34:09,520', 5.75 * HOUR_MS],
    ['Kiritimati', '2026-11-24 09:49:09,520', 14 * HOUR_MS],
    ['UTC-12', '2026-11-23 07:49:09,520', -12 * HOUR_MS],
    ['none: an old line, of no whole quarter of an hour ago', '2026-11-23 14:42:09,520', null],
    ['none: a line of days ago', '2026-11-20 20:49:09,520', null],
  ])('knows %s by the moment of a line', (_, text, offset) => {
    process.env['TZ'] = 'Europe/Berlin';
    const moment = Date.UTC(2026, 10, 23, 19, 49, 9, 600);
    const found = zoneOffsetOf(time(text), moment, null);
    expect(found).toBe(offset);
    if (offset !== null) expect(Math.abs((epochOf(time(text), moment, found) ?? 0) - moment)).toBeLessThan(5000);
  });

  it('keeps a zone while it fits, and takes another when its clock is set', () => {
    process.env['TZ'] = 'Europe/Berlin';
    const summer = Date.UTC(2026, 10, 1, 5, 59, 59);
    const known = zoneOffsetOf(time('2026-11-01 01:59:59,000'), summer, null);
    expect(known).toBe(-4 * HOUR_MS);
    expect(zoneOffsetOf(time('2026-11-01 01:55:00,000'), summer, known)).toBe(known);
    expect(zoneOffsetOf(time('2026-11-01 01:42:00,000'), summer, known)).toBe(known);
    expect(zoneOffsetOf(time('2026-11-01 01:00:01,000'), summer + 2000, known)).toBe(-5 * HOUR_MS);
    expect(zoneOffsetOf(time('2026-11-01 07:00:01,000'), summer + 2000, known)).toBeNull();
  });
});

function time(text: string): LocalTime {
  const head = parseLogHead(`${text} INFO a: b`);
  if (head === null) throw new Error(`${text} is no time`);
  return head.time;
}
