import { setTimeout as delay } from 'node:timers/promises';
import type { HermesVersion } from '../gateway/versions';
import { type ChaosApp, createChaosApp } from './app';
import { compare, type Fault } from './compare';
import type { Happening } from './happenings';
import { type Telling, type Told, watchTelling } from './told';
import { RUNNING, type Truth } from './truth';
import { until } from './until';
import { createWorld, type World } from './world';

/** What came of an event. */
export interface Played {
  readonly name: string;
  readonly faults: readonly Fault[];
  /** What the app said, for the person who watches the test. */
  readonly told: string;
  readonly milliseconds: number;
}

interface Stage {
  readonly app: ChaosApp;
  readonly world: World;
  readonly telling: Telling;
  clear(): Promise<void>;
}

const DEADLINE_MS = 20_000;
/** How long what should not be told has to show. */
const LINGER_MS = 300;
const LAST_LINGER_MS = 1_500;

/** Has it all happen, one after the other, and compares what the app made of it with the truth. */
export async function play(
  version: HermesVersion,
  events: readonly Happening[],
  say: (played: Played, at: number) => void = () => {},
): Promise<readonly Played[]> {
  const all: Played[] = [];
  let stage: Stage | null = null;
  for (const [at, event] of events.entries()) {
    const startedAt = performance.now();
    let faults: readonly Fault[];
    let told = 'nothing';
    try {
      stage ??= await setUp(version);
      const isLast = at === events.length - 1;
      const looks = await playOne(stage, event, isLast ? LAST_LINGER_MS : LINGER_MS);
      faults = looks.faults;
      told = looks.inTheEnd.exits.map(({ verdict }) => verdict.kind).join(', ') || told;
    } catch (error) {
      faults = [{ kind: 'unplayed', what: error instanceof Error ? error.message : String(error) }];
      // Nobody knows how things stand now: the next event gets a gateway and an app of its own.
      await stage?.clear();
      stage = null;
    }
    const played = { name: event.name, faults, told, milliseconds: performance.now() - startedAt };
    all.push(played);
    say(played, at);
  }
  await stage?.clear();
  return all;
}

async function setUp(version: HermesVersion): Promise<Stage> {
  const app = createChaosApp();
  let world: World | null = null;
  let telling: Telling | null = null;
  const clear = async () => {
    telling?.stop();
    await app.remove();
    // What it leaves behind, the next set-up says.
    await world?.remove().catch(() => {});
  };
  try {
    world = await createWorld(version, app);
    telling = await watchTelling(app, world.unit);
    await app.start();
    await makeReady(world, app);
    await telling.settled();
    telling.mark();
    return { app, world, telling, clear };
  } catch (error) {
    await clear();
    throw error;
  }
}

/** The gateway runs before it and after it. */
async function playOne({ app, world, telling }: Stage, event: Happening, lingerMs: number) {
  const before = await world.pid();
  await event.happen(world);
  const truth = event.truth(world);
  const pid = await world.comesTo(truth, before);
  const isShown = await app.shows(truth.rest.headline, pid).catch(() => false);
  await until('what is to be told', () => isToldOf(truth, telling.now()), DEADLINE_MS).catch(() => {});
  await linger(lingerMs);
  const headline = await app.headline();
  const atRest = await telling.settled();
  await makeReady(world, app);
  if (truth.rest.kind !== 'runs') {
    await until('that it is back', () => isBack(truth, telling.now()), DEADLINE_MS).catch(() => {});
    await linger(lingerMs);
  }
  const inTheEnd = await telling.settled();
  telling.mark();
  const shown = isShown && headline === truth.rest.headline ? [] : [notShown(truth, headline, pid)];
  return { inTheEnd, faults: [...shown, ...compare(truth, { atRest, inTheEnd })] };
}

function notShown({ rest }: Truth, headline: string, pid: number | null): Fault {
  const process = pid === null ? '' : ` of PID ${pid}`;
  return { kind: 'wrong', what: `the menu says "${headline}", not "${rest.headline}"${process}` };
}

async function makeReady(world: World, app: ChaosApp): Promise<void> {
  await app.shows(RUNNING.headline, await world.makeReady());
}

function isToldOf({ exits, alarm, rest }: Truth, told: Told): boolean {
  if (told.exits.length < exits.length) return false;
  if (alarm !== 'told') return true;
  const phase = told.phases.at(-1);
  if (rest.kind === 'stopped') return phase === 'ended';
  if (rest.kind === 'down') return phase === 'down' && told.latest?.urgency === 'critical';
  return phase === 'recovered' && /back|keeps/.test(told.latest?.title ?? '');
}

function isBack({ alarm, rest }: Truth, told: Told): boolean {
  return alarm === 'none' || rest.kind !== 'down' || told.phases.at(-1) === 'recovered';
}

/** What did not happen can't be waited for. */
function linger(milliseconds: number): Promise<void> {
  return delay(milliseconds);
}
