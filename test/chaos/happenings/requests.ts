import { journalProblem } from '../problems';
import { asked, down, runs, stopped, type Truth, unasked } from '../truth';
import { until } from '../until';
import type { World } from '../world';
import { ALL, type Happening, LATER } from './happening';

// What somebody asked for without us, and what nothing comes of.

const OTHERS = 'another-program';
const REPLACEMENT_GONE = '✕ Stopped · the process that replaced it is gone, too';
const ATTEMPTS = 2;

export const REQUESTS: readonly Happening[] = [
  { name: 'systemctl stop', in: ALL, short: ALL, happen: (w) => w.systemctl('stop'), truth: () => stopped(OTHERS) },
  {
    name: 'systemctl restart',
    in: ALL,
    short: ['0.21'],
    happen: (w) => w.systemctl('restart'),
    truth: () => runs(asked('restarted-on-request', OTHERS)),
  },
  { name: 'systemctl reload', in: ALL, happen: (w) => w.systemctl('reload'), truth: planned },
  { name: 'SIGUSR1', in: ALL, short: ALL, happen: (w) => w.kill('SIGUSR1'), truth: planned },
  {
    name: 'SIGUSR1 with an agent at work',
    in: ALL,
    async happen(w) {
      await w.simulator.setAgents(1, 1);
      await w.kill('SIGUSR1');
    },
    truth: planned,
  },
  {
    name: 'takeover',
    in: ['0.11'],
    short: ['0.11'],
    happen: (w) => takeOver(w, async () => {}),
    // What came in its place may be there before the exit is judged, or after.
    truth: () => down(REPLACEMENT_GONE, asked('takeover', null, null), unasked('takeover', 'replacement-gone')),
  },
  {
    name: 'takeover, with systemd starting the unit again and again',
    in: LATER,
    short: LATER,
    happen: (w) => takeOver(w, () => attempts(w)),
    truth: ({ counted }) => ({
      ...runs(asked('takeover', null), ...Array.from({ length: counted.attempts }, () => unasked('failed-to-start'))),
      // A gateway of the home runs all the while.
      alarm: 'none',
    }),
    // An attempt that finds the home taken tells it on stdout.
    problem: journalProblem,
  },
  { name: 'daemon-reload', in: ALL, happen: (w) => w.manager('daemon-reload'), truth: () => runs() },
  { name: 'daemon-reexec', in: ALL, short: ['0.19'], happen: (w) => w.manager('daemon-reexec'), truth: () => runs() },
];

function planned(): Truth {
  return runs(asked('planned-restart', OTHERS));
}

/** Another process takes the home, and ends after a while. */
async function takeOver(world: World, meanwhile: () => Promise<void>): Promise<void> {
  const end = await world.takeOver();
  await world.app.waitForLabel(/^▲ Running outside systemd$/);
  await meanwhile();
  await world.app.waitForLabel(/^▲ Running outside systemd$/);
  await end();
  if (world.version !== '0.11') {
    await world.pid();
    // The last of the restarts is the one that runs.
    world.counted.attempts = Number(await world.property('NRestarts')) - 1;
  }
}

/** Until systemd waits for its next one: the last that ended has been judged by then. */
async function attempts(world: World): Promise<void> {
  await until('systemd to have tried', async () => Number(await world.property('NRestarts')) >= ATTEMPTS);
  await world.becomes('auto-restart');
}
