import { expect, it } from 'vitest';
import { HERMES_VERSIONS } from '../gateway/versions';
import { leftOut, playGame, shortDrawn } from './game';

// A short one of each version, with a kind of event each. `npm run test:chaos` plays as many as you like.
const SEED = 11;
const BUDGET = { replays: 8, milliseconds: 60_000 };
const DEADLINE_MS = 240_000;

it.each(HERMES_VERSIONS)(
  'whatever happens to Hermes %s, its end is told for what it was',
  async (version) => {
    const said: string[] = [];
    const events = shortDrawn(version, SEED);
    const game = { version, seed: SEED, events, budget: BUDGET };
    const { isGood, lastLine } = await playGame(game, (line) => said.push(line));
    for (const line of leftOut(version)) console.info(`Hermes ${version}, left out: ${line}`);
    expect(isGood, said.join('\n')).toBe(true);
    expect(lastLine).toBe(`missed 0, false alarms 0, wrong verdicts 0 of ${events.length}`);
  },
  DEADLINE_MS,
);
