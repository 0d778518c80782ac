import type { HermesVersion } from '../gateway/versions';
import type { Fault } from './compare';
import { type Happening, happeningsOf } from './happenings';
import { type Played, play } from './play';
import { createRandom, inRounds } from './rounds';
import { type Budget, type Shortened, shorten } from './shorten';

export interface Game {
  readonly version: HermesVersion;
  readonly events: readonly Happening[];
  /** That they were drawn with. */
  readonly seed: number;
  /** For what it takes to find the shortest sequence that shows a fault. */
  readonly budget: Budget;
}

export interface Outcome {
  readonly isGood: boolean;
  /** `missed 0, false alarms 0, wrong verdicts 0 of 300` */
  readonly lastLine: string;
}

const SEPARATOR = ' → ';
/** What of the wrong verdicts may be wrong. */
const TOLERATED = 0.01;

/** Plays the events that a seed stands for, and says how it goes; of the first fault, the shortest way to see it again. */
export async function playGame(game: Game, say: (line: string) => void): Promise<Outcome> {
  const { version, seed, events } = game;
  say(`${events.length} events of seed ${seed} happen to a gateway of Hermes ${version}`);
  for (const line of leftOut(version)) say(`left out: ${line}`);
  const played = await play(version, events, (one, at) => {
    say(`${at + 1}/${events.length} ${one.name}: ${one.told} (${(one.milliseconds / 1000).toFixed(1)} s)`);
    for (const { kind, what } of one.faults) say(`FAULT ${kind}: ${what}`);
  });
  const first = played.findIndex(({ faults }) => faults.length > 0);
  if (first !== -1) {
    const again = await shortest(game, events.slice(0, first + 1), played[first]?.faults[0]?.kind);
    say(`seed ${seed}, event ${first + 1}; ${sequenceText(again, first + 1)}`);
  }
  return outcomeOf(played);
}

/** The events that a seed stands for. A machine that can't do all of it has the rest in the same order. */
export function drawn(version: HermesVersion, seed: number, count: number): readonly Happening[] {
  const all = happeningsOf(version);
  const possible = all.filter(isPossible);
  const rounds = Math.ceil(count / possible.length);
  return inRounds(createRandom(seed), all, rounds * all.length)
    .filter(isPossible)
    .slice(0, count);
}

/** Each of the few that tell the versions apart, once. */
export function shortDrawn(version: HermesVersion, seed: number): readonly Happening[] {
  const short = happeningsOf(version).filter((one) => one.short?.includes(version) === true);
  return inRounds(createRandom(seed), short, short.length).filter(isPossible);
}

/** Those of a sequence as it is printed; null where the version has no such event. */
export function named(version: HermesVersion, sequence: string): readonly Happening[] | null {
  const all = happeningsOf(version);
  const found = sequence.split(SEPARATOR).map((name) => all.find((one) => one.name === name));
  return found.every((one) => one !== undefined) ? found : null;
}

function isPossible({ problem }: Happening): boolean {
  return (problem?.() ?? null) === null;
}

/** What the generator has for a version and this machine can't do, and why. */
export function leftOut(version: HermesVersion): readonly string[] {
  return happeningsOf(version).flatMap(({ name, problem }) => {
    const why = problem?.() ?? null;
    return why === null ? [] : [`${name}: ${why}`];
  });
}

/** Looks for the same kind of fault at the same kind of event. */
function shortest(
  { version, budget }: Game,
  found: readonly Happening[],
  kind: Fault['kind'] | undefined,
): Promise<Shortened<Happening>> {
  const shows = async (sequence: readonly Happening[]) => {
    const last = (await play(version, sequence)).at(-1);
    return last?.faults.some((fault) => fault.kind === kind) === true;
  };
  return shorten(found, shows, budget);
}

function sequenceText({ sequence, replays, isMinimal }: Shortened<Happening>, length: number): string {
  if (sequence === null) return `not seen again when the same ${length} events were played once more`;
  const names = sequence.map(({ name }) => name).join(SEPARATOR);
  const bound = isMinimal ? 'the minimal sequence' : 'the shortest sequence so far, the time for more being over,';
  return `${bound} that shows it again (${replays} replays): ${names}`;
}

/** Each event has its truth, be it that nothing ended, or that two runs did: it is right or wrong about that. */
function outcomeOf(played: readonly Played[]): Outcome {
  const count = (kind: Fault['kind']) => played.filter(({ faults }) => faults.some((one) => one.kind === kind)).length;
  const [missed, falseAlarms, wrong, unplayed] = [
    count('missed'),
    count('false-alarm'),
    count('wrong'),
    count('unplayed'),
  ];
  return {
    isGood: missed === 0 && falseAlarms === 0 && unplayed === 0 && wrong <= played.length * TOLERATED,
    lastLine: `${unplayed === 0 ? '' : `${unplayed} events did not come about; `}missed ${missed}, false alarms ${falseAlarms}, wrong verdicts ${wrong} of ${played.length}`,
  };
}
