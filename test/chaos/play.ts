import type { FlightRecord } from '../../main/core/flight-record';
import type { Exit } from '../../main/core/verdict';
import type { HermesVersion } from '../gateway/versions';
import { watchAlarms } from './alarms';
import { type ChaosApp, createChaosApp } from './app';
import { HAPPENINGS, type Happening, type Truth } from './happenings';
import { createRandom, pick } from './random';
import { until } from './until';
import { createWorld, type World } from './world';

export interface Tally {
  readonly events: number;
  readonly exits: number;
  /** Unexpected exits that the app did not tell: as a verdict, or to the person. */
  readonly missed: number;
  /** Exits that somebody asked for, or that never were, told as unexpected. */
  readonly falseAlarms: number;
  /** Exits whose verdict is another than the truth. */
  readonly wrong: number;
  /** One line for each. */
  readonly faults: readonly string[];
  /** The event at which the first fault was found; null for none. */
  readonly firstFault: number | null;
}

const VERDICT_DEADLINE_MS = 20_000;

/** What the generator has for a version and this machine can't do, and why. */
export function leftOut(version: HermesVersion): readonly string[] {
  return HAPPENINGS.filter((one) => one.in.includes(version)).flatMap(({ name, problem }) => {
    const why = problem?.() ?? null;
    return why === null ? [] : [`${name}: ${why}`];
  });
}

/** The events that a seed stands for, on a machine that can do the same. */
export function eventsOf(seed: number, count: number, version: HermesVersion): readonly Happening[] {
  const random = createRandom(seed);
  const possible = HAPPENINGS.filter((one) => one.in.includes(version) && (one.problem?.() ?? null) === null);
  return Array.from({ length: count }, () => pick(random, possible));
}

/** Has it all happen, one after the other, and compares what the app made of it with the truth. */
export async function play(
  version: HermesVersion,
  events: readonly Happening[],
  say: (line: string) => void = () => {},
): Promise<Tally> {
  const app = createChaosApp();
  const world = await createWorld(version, app);
  const alarms = await watchAlarms(app, world.unit);
  const faults: string[] = [];
  const tally = { exits: 0, missed: 0, falseAlarms: 0, wrong: 0 };
  let firstFault: number | null = null;
  try {
    await app.start();
    let known = 0;
    for (const [at, event] of events.entries()) {
      await world.makeReady();
      await alarms.begin();
      await event.happen(world);
      const truth = event.truth(world);
      const told = await exitsAfter(app, world, known, truth.length);
      known += told.length;
      tally.exits += truth.length;
      const before = faults.length;
      const fault = (text: string) => faults.push(`event ${at + 1}, ${event.name}: ${text}`);
      compare(truth, told, tally, fault);
      const isAlarm = truth.some(({ isExpected }) => !isExpected);
      const missing = isAlarm && event.isOver !== true ? await alarms.missing() : null;
      const isFalse = isAlarm ? null : await alarms.false();
      if (missing !== null) {
        tally.missed += 1;
        fault(`nobody was told: ${missing}`);
      }
      if (isFalse !== null) {
        tally.falseAlarms += 1;
        fault(`it alarmed: ${isFalse}`);
      }
      if (faults.length > before) firstFault ??= at;
      say(`${at + 1}/${events.length} ${event.name}: ${told.map((exit) => exit.verdict.kind).join(', ') || 'nothing'}`);
    }
  } finally {
    alarms.stop();
    await app.remove();
    await world.remove();
  }
  return { events: events.length, ...tally, faults, firstFault };
}

/** The exits that the app has told since; those that are due are waited for. */
async function exitsAfter(app: ChaosApp, world: World, known: number, due: number): Promise<readonly Exit[]> {
  const exits = () => app.records().flatMap((record) => exitIn(record, world.unit));
  await until('the verdict', () => exits().length >= known + due, VERDICT_DEADLINE_MS).catch(() => {});
  return exits().slice(known);
}

function exitIn(record: FlightRecord, unit: string): readonly Exit[] {
  return record.kind === 'run-ended' && record.unit === unit ? [record.exit] : [];
}

function compare(
  truth: readonly Truth[],
  told: readonly Exit[],
  tally: { missed: number; falseAlarms: number; wrong: number },
  fault: (text: string) => void,
): void {
  for (const [at, one] of truth.entries()) {
    const exit = told[at];
    if (exit === undefined || (exit.isExpected && !one.isExpected)) {
      if (!one.isExpected) tally.missed += 1;
      else tally.wrong += 1;
      fault(`${one.verdict} was ${exit === undefined ? 'not told' : `told as ${exit.verdict.kind}`}`);
    } else if (!exit.isExpected && one.isExpected) {
      tally.falseAlarms += 1;
      fault(`${one.verdict} was told as ${exit.verdict.kind}`);
    } else if (exit.verdict.kind !== one.verdict) {
      tally.wrong += 1;
      fault(`${one.verdict} was told as ${exit.verdict.kind}: ${exit.evidence.map(({ text }) => text).join(' | ')}`);
    }
  }
  for (const exit of told.slice(truth.length)) {
    if (!exit.isExpected) tally.falseAlarms += 1;
    else tally.wrong += 1;
    fault(`${exit.verdict.kind} was told, and there was no exit`);
  }
}

/** Of the events, each of which has its truth: that nothing ended, for some, and for some two ends. */
export function lastLine({ missed, falseAlarms, wrong, events }: Tally): string {
  return `missed ${missed}, false alarms ${falseAlarms}, wrong verdicts ${wrong} of ${events}`;
}
