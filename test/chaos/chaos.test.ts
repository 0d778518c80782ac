import { expect, it } from 'vitest';
import { HERMES_VERSIONS } from '../gateway/versions';
import { eventsOf, play } from './play';

// A short one of each version. `npm run test:chaos` plays as many as you like.
const SEED = 11;
const EVENTS = 12;
const DEADLINE_MS = 240_000;

it.each(HERMES_VERSIONS)(
  'whatever happens to Hermes %s, its end is told for what it was',
  async (version) => {
    const tally = await play(version, eventsOf(SEED, EVENTS, version));
    expect(tally).toMatchObject({ faults: [], missed: 0, falseAlarms: 0, wrong: 0, events: EVENTS });
  },
  DEADLINE_MS,
);
