import { parseArgs } from 'node:util';
import { HERMES_VERSIONS, isHermesVersion } from '../gateway/versions';
import type { Happening } from './happenings';
import { eventsOf, lastLine, leftOut, play, type Tally } from './play';

// The ground-truth test as a command: `npm run test:chaos -- --seed 7 --events 300 --version 0.19`.

const { values } = parseArgs({
  options: { seed: { type: 'string' }, events: { type: 'string' }, version: { type: 'string' } },
});
const seed = Number(values.seed ?? Math.floor(Date.now() / 1000));
const count = Number(values.events ?? 300);
const version = values.version ?? '0.21';

if (!isHermesVersion(version) || !Number.isInteger(seed) || !Number.isInteger(count) || count < 1) {
  process.stderr.write(`usage: --seed <n> --events <n> --version ${HERMES_VERSIONS.join('|')}\n`);
  process.exit(2);
}
process.exit(await run(version));

async function run(hermes: (typeof HERMES_VERSIONS)[number]): Promise<number> {
  const events = eventsOf(seed, count, hermes);
  process.stdout.write(`${count} events of seed ${seed} happen to a gateway of Hermes ${hermes}\n`);
  for (const line of leftOut(hermes)) process.stdout.write(`left out: ${line}\n`);
  const tally = await play(hermes, events, (line) => process.stdout.write(`${line}\n`));
  for (const fault of tally.faults) process.stdout.write(`FAULT ${fault}\n`);
  if (tally.firstFault !== null) {
    const shortest = await shorten(hermes, events, tally.firstFault);
    process.stdout.write(`seed ${seed}; the shortest sequence that shows it: ${shortest}\n`);
  }
  process.stdout.write(`${lastLine(tally)}\n`);
  return isGood(tally) ? 0 : 1;
}

function isGood({ missed, falseAlarms, wrong, events }: Tally): boolean {
  return missed === 0 && falseAlarms === 0 && wrong <= events / 100;
}

/** What went before a fault is mostly not to blame: the fault alone is tried first, then with more and more before it. */
async function shorten(
  hermes: (typeof HERMES_VERSIONS)[number],
  events: readonly Happening[],
  at: number,
): Promise<string> {
  for (let before = 0; before <= at; before = before * 2 + 1) {
    const sequence = events.slice(at - before, at + 1);
    const names = sequence.map(({ name }) => name).join(' → ');
    const again = await play(hermes, sequence);
    if (again.faults.length > 0) return names;
  }
  return `not seen again in ${at + 1} events`;
}
