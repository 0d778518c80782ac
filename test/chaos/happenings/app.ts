import { journalProblem } from '../problems';
import { asked, restarted, runs, stopped, unasked } from '../truth';
import type { World } from '../world';
import { cleanExit, configurationError } from './ends';
import { ALL, type Happening, LATER } from './happening';
import { GRACEFULLY, SLOW_RESTART_SEC } from './ours';

// With the app going and coming.

export const APP: readonly Happening[] = [
  { name: 'app restart', in: ALL, happen: (w) => w.app.restart(), truth: () => runs() },
  { name: 'app killed', in: ALL, happen: (w) => w.app.restart('SIGKILL'), truth: () => runs() },
  {
    name: 'app killed in our restart',
    in: ALL,
    async happen(w) {
      await w.app.waitForLabel(GRACEFULLY);
      await w.simulator.setAgents(1, 3);
      await w.app.press(GRACEFULLY);
      await w.drains();
      await w.app.restart('SIGKILL');
    },
    truth: () => restarted('planned-restart'),
  },
  {
    name: 'app restart while systemd waits to start it again',
    in: ALL,
    short: ['0.11'],
    async happen(w) {
      await w.setRestartSec(SLOW_RESTART_SEC);
      await w.kill('SIGKILL');
      await w.becomes('auto-restart');
      await w.app.restart();
    },
    truth: () => runs(unasked('killed')),
  },
  {
    name: 'app restart during a systemctl stop',
    in: ALL,
    async happen(w) {
      await w.simulator.setAgents(1, 3);
      await w.systemctl('stop', '--no-block');
      await w.drains();
      await w.app.restart();
    },
    truth: () => stopped('another-program'),
  },
  {
    name: 'kill -TERM while the app is away',
    in: ALL,
    short: ['0.21'],
    happen: (w) => whileAway(w, async () => w.next(await w.kill('SIGTERM'))),
    // It is over before the app could tell: the flight recorder has it.
    truth: () => ({ ...runs(unasked('sigterm-from-outside')), alarm: 'none' }),
    problem: journalProblem,
  },
  {
    name: 'SIGUSR1 while the app is away',
    in: ALL,
    happen: (w) => whileAway(w, async () => w.next(await w.kill('SIGUSR1'))),
    truth: () => runs(asked('planned-restart', 'another-program')),
    problem: journalProblem,
  },
  {
    name: 'systemctl stop while the app is away',
    in: ALL,
    happen: (w) => whileAway(w, () => w.systemctl('stop')),
    truth: () => stopped('another-program'),
    problem: journalProblem,
  },
  {
    name: 'exit 0 while the app is away',
    in: ['0.11'],
    happen: (w) => whileAway(w, () => exit(w, 0)),
    truth: cleanExit,
    problem: journalProblem,
  },
  {
    name: 'exit 78 while the app is away',
    in: LATER,
    happen: (w) => whileAway(w, () => exit(w, 78)),
    truth: configurationError,
    problem: journalProblem,
  },
];

async function whileAway({ app, pid, property }: World, happen: () => Promise<unknown>): Promise<void> {
  await app.end();
  await happen();
  if ((await property('ActiveState')) === 'active') await pid();
  await app.start();
}

async function exit({ simulator, pid, gone }: World, code: number): Promise<void> {
  const before = await pid();
  await simulator.exit(code);
  await gone(before);
}
