import type { StartFailure } from '../../gateway/start-failures';
import { journalProblem, outOfMemoryProblem } from '../problems';
import { down, runs, type TrueExit, type Truth, unasked } from '../truth';
import type { World } from '../world';
import { ALL, type Happening, LATER } from './happening';

// What nobody asked for.

export const CONFIGURATION_ERROR = '✕ Failed · configuration error';
export const LEFT_DOWN = '✕ Exited by itself (exit code 0) · systemd will not revive it';
const MOST_FALLS = 12;

export const ENDS: readonly Happening[] = [
  {
    name: 'kill -TERM',
    in: ALL,
    short: ALL,
    happen: (w) => w.kill('SIGTERM'),
    truth: () => runs(unasked('sigterm-from-outside')),
  },
  { name: 'kill -KILL', in: ALL, happen: (w) => w.kill('SIGKILL'), truth: () => runs(unasked('killed')) },
  { name: 'kill -SEGV', in: ALL, happen: (w) => w.kill('SIGSEGV'), truth: () => runs(unasked('crashed')) },
  { name: 'exit 0', in: ALL, short: ['0.11', '0.21'], happen: (w) => w.simulator.exit(0), truth: cleanExit },
  { name: 'exit 1', in: ALL, happen: (w) => w.simulator.exit(1), truth: () => runs(unasked('unknown')) },
  { name: 'exit 78', in: ALL, short: LATER, happen: (w) => w.simulator.exit(78), truth: configurationError },
  {
    name: 'out of memory',
    in: ALL,
    happen: runOutOfMemory,
    truth: () => runs(unasked('out-of-memory')),
    problem: outOfMemoryProblem,
  },
  {
    name: 'kill -TERM, with the log turning in the middle of it',
    in: ALL,
    short: ['0.11'],
    happen: killInBusyLog,
    truth: () => runs(unasked('sigterm-from-outside')),
  },
  {
    name: 'kill -KILL while it starts',
    in: ALL,
    happen: (w) => killWhileStarting(w, 'SIGKILL'),
    truth: () => runs(unasked('killed'), unasked('killed')),
  },
  {
    name: 'SIGUSR1 while it starts',
    in: ALL,
    happen: (w) => killWhileStarting(w, 'SIGUSR1'),
    // It has no handler for it yet.
    truth: () => runs(unasked('killed'), unasked('killed')),
  },
  {
    name: 'kill -KILL in a drain',
    in: ALL,
    async happen(w) {
      await w.simulator.setAgents(1, 20);
      const pid = await w.kill('SIGUSR1');
      await w.drains();
      process.kill(pid, 'SIGKILL');
    },
    truth: () => runs(unasked('killed')),
  },
  {
    name: 'a broken install for one start',
    in: ALL,
    happen: (w) => failNextStart(w, 'broken-install'),
    truth: () => runs(unasked('killed'), unasked('failed-to-start')),
    problem: journalProblem,
  },
  {
    name: 'a start that finds the lock held',
    in: ALL,
    short: ['0.19'],
    happen: (w) => failNextStart(w, 'lock-held'),
    truth: () => runs(unasked('killed'), unasked('failed-to-start')),
  },
  {
    name: 'a start without any platform',
    in: ['0.11'],
    short: ['0.11'],
    happen: (w) => failNextStart(w, 'platforms-down'),
    truth: () => runs(unasked('killed'), unasked('failed-to-start')),
  },
  {
    name: 'a start with a token that is in use',
    in: ['0.11', '0.21'],
    happen: (w) => failNextStart(w, 'token-conflict'),
    truth: (w) => (w.version === '0.11' ? refusedStartWithExit0() : refusedStart()),
  },
  {
    name: 'a start with an open policy',
    in: LATER,
    short: ['0.21'],
    happen: (w) => failNextStart(w, 'open-policy'),
    truth: refusedStart,
  },
  {
    name: 'a start without a key',
    in: LATER,
    happen: (w) => failNextStart(w, 'api-key'),
    truth: refusedStart,
  },
  {
    name: 'flapping to the start limit',
    in: ['0.11'],
    short: ['0.11'],
    async happen(w) {
      await flap(w, MOST_FALLS);
      if (w.counted.falls === MOST_FALLS) throw new Error(`systemd has not given up after ${MOST_FALLS} falls`);
    },
    // After the last fall systemd waits as after the others, before it gives up.
    truth: ({ counted: { falls } }) => ({ ...down('✕ Failed · killed (SIGKILL)', ...kills(falls)), hasGivenUp: true }),
  },
  {
    name: 'flapping',
    in: LATER,
    happen: (w) => flap(w, 4),
    truth: ({ counted: { falls } }) => runs(...kills(falls)),
  },
];

function kills(count: number): readonly TrueExit[] {
  return Array.from({ length: count }, () => unasked('killed'));
}

/** Restart=on-failure does not cover it. */
export function cleanExit({ version }: Pick<World, 'version'>): Truth {
  return version === '0.11' ? down(LEFT_DOWN, unasked('clean-exit', 'restart-policy')) : runs(unasked('clean-exit'));
}

/** RestartPreventExitStatus= names it from 0.19 on. */
export function configurationError({ version }: Pick<World, 'version'>): Truth {
  return version === '0.11'
    ? runs(unasked('fatal-configuration'))
    : down(CONFIGURATION_ERROR, unasked('fatal-configuration', 'prevented'));
}

/** By exit code 78. */
function refusedStart(): Truth {
  return down(CONFIGURATION_ERROR, unasked('killed'), unasked('fatal-configuration', 'prevented'));
}

function refusedStartWithExit0(): Truth {
  const headline = '✕ Did not start · systemd will not revive it';
  return down(headline, unasked('killed'), unasked('failed-to-start', 'restart-policy'));
}

async function failNextStart(world: World, failure: StartFailure): Promise<void> {
  world.simulator.failNextStarts(failure);
  await world.kill('SIGKILL');
}

/** Kills it, and its next process before that has handlers for signals. */
async function killWhileStarting(world: World, signal: NodeJS.Signals): Promise<void> {
  const next = await world.next(await world.kill('SIGKILL'));
  process.kill(next, signal);
  await world.gone(next);
}

/** Kills it again and again, until it was often enough or systemd has given up. */
async function flap(world: World, most: number): Promise<void> {
  const { counted } = world;
  let pid: number | null = await world.pid();
  for (counted.falls = 0; counted.falls < most && pid !== null; pid = await world.revived(pid)) {
    process.kill(pid, 'SIGKILL');
    counted.falls += 1;
  }
}

async function runOutOfMemory(world: World): Promise<void> {
  const pid = await world.pid();
  await world.setMemoryMax('128M');
  try {
    await world.simulator.allocate(512).catch(() => {});
    await world.gone(pid);
  } finally {
    await world.setMemoryMax('infinity');
  }
}

/** Lines are written all the while; the log turns before the signal, and again between its line and the last. */
async function killInBusyLog(world: World): Promise<void> {
  const { simulator } = world;
  let isBusy = true;
  const busy = (async () => {
    while (isBusy) {
      await simulator.log('INFO', `tool call ${performance.now()} done`, 'agent.tools').catch(() => {
        isBusy = false;
      });
    }
  })();
  await simulator.setAgents(1, 0.5);
  await simulator.rotateLog();
  await world.kill('SIGTERM');
  await world.drains();
  await simulator.rotateLog();
  await simulator.rotateLog('errors');
  await busy;
}
