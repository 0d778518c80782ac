import { parseArgs } from 'node:util';
import { HERMES_VERSIONS, type HermesVersion, isHermesVersion } from '../gateway/versions';
import { drawn, named, playGame } from './game';

// The ground-truth test as a command: `npm run test:chaos -- --seed 7 --events 300 --version 0.19`. A sequence that it has
// printed is played again by `--play 'exit 1 → our stop'`.

const BUDGET = { replays: 60, milliseconds: 10 * 60_000 };

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    events: { type: 'string' },
    version: { type: 'string' },
    play: { type: 'string' },
  },
});
const seed = Number(values.seed ?? Math.floor(Date.now() / 1000));
const count = Number(values.events ?? 300);
const version = values.version ?? '0.21';

const events = !isHermesVersion(version) || count < 1 ? null : eventsOf(version);
if (!isHermesVersion(version) || !Number.isInteger(seed) || !Number.isInteger(count) || events === null) {
  process.stderr.write(
    `usage: --version ${HERMES_VERSIONS.join('|')} [--seed <n>] [--events <n>] [--play <sequence>]\n`,
  );
  process.exit(2);
}
const say = (line: string) => void process.stdout.write(`${line}\n`);
const { isGood, lastLine } = await playGame({ version, events, seed, budget: BUDGET }, say);
say(lastLine);
process.exit(isGood ? 0 : 1);

function eventsOf(hermes: HermesVersion) {
  return values.play === undefined ? drawn(hermes, seed, count) : named(hermes, values.play);
}
