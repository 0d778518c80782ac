import { utimes } from 'node:fs/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { turnEnded } from '../../../fixtures/log-lines';
import { createLogsRig, type LogsRig } from './rig';

// A gateway in another time zone than this program: TZ= in its unit, or a machine that was carried over the sea.

const HOUR_MS = 3_600_000;
/** From Europe to the Rocky Mountains. */
const AWAY_MS = -7 * HOUR_MS;

let rig: LogsRig;

beforeEach(async () => {
  rig = await createLogsRig();
});

afterEach(() => rig.dispose());

/** As a gateway writes it whose clock shows `away` less or more than ours. */
const line = (chat: string, at: number, away = AWAY_MS) => `${turnEnded(chat, at + away)}\n`;

it.each([AWAY_MS, 3 * HOUR_MS, 5.75 * HOUR_MS])('knows the instants of lines that come (%d ms away)', async (away) => {
  const { followed, seen } = rig.follow();
  await followed.settled();
  const at = Date.now();
  await rig.append('agent', line('one', at, away));
  await followed.settled();
  await rig.append('agent', line('two', at + 1, away) + line('three', at - 60_000, away));
  await followed.settled();
  expect(seen.all.map((fact) => fact.at)).toEqual([at, at + 1, at - 60_000]);
});

it('knows which lines of the past are of `since` or later', async () => {
  const now = Date.now();
  await rig.append('agent', line('old', now - 120_000) + line('new', now - 30_000) + line('last', now));
  const { followed, seen, told } = rig.follow(now - 60_000);
  await followed.settled();
  expect(told()).toEqual(['new', 'last']);
  expect(seen.all.map((fact) => fact.at)).toEqual([now - 30_000, now]);
});

it('knows them behind a traceback, and in a file that was rotated away', async () => {
  const now = Date.now();
  await rig.append('agent', line('old', now - 120_000) + line('new', now - 30_000));
  await utimes(rig.path('agent'), new Date(), new Date(now - 30_000));
  await rig.rotate('agent');
  await rig.append(
    'agent',
    `${line('last', now)}Traceback (most recent call last):\n  File "/x/run.py", line 7\nKeyError: 1\n`,
  );
  const { followed, told } = rig.follow(now - 60_000);
  await followed.settled();
  expect(told()).toEqual(['new', 'last']);
});

it('does not take a file that somebody has touched for one of another zone', async () => {
  const now = Date.now();
  await rig.append('agent', line('old', now - 10 * 60_000, 0));
  const { followed, told } = rig.follow(now - 60_000);
  await followed.settled();
  expect(told()).toEqual([]);
});
