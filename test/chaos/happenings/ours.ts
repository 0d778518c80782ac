import { restarted, runs, stopped, unasked } from '../truth';
import type { World } from '../world';
import { ALL, type Happening, LATER } from './happening';

// What the person asks us for.

export const GRACEFULLY = /^Gracefully( \(≤.*)?$/;
/** Longer than a person, or the app's start, takes. */
export const SLOW_RESTART_SEC = 3;

export const OURS: readonly Happening[] = [
  { name: 'our stop', in: ALL, short: ALL, happen: stop, truth: () => stopped('us') },
  {
    name: 'our restart, now',
    in: ALL,
    short: ['0.21'],
    happen: restartNow,
    truth: () => restarted('restarted-on-request'),
  },
  {
    name: 'our restart, gracefully',
    in: ALL,
    short: ['0.11', '0.19'],
    happen: (w) => w.app.press(GRACEFULLY),
    truth: () => restarted('planned-restart'),
  },
  {
    name: 'our restart when idle',
    in: LATER,
    short: ['0.19'],
    async happen(w) {
      await waitForIdle(w, 1);
    },
    truth: () => restarted('planned-restart'),
  },
  {
    name: 'our restart when idle, cancelled',
    in: LATER,
    short: ['0.19'],
    async happen(w) {
      await waitForIdle(w, 30);
      await w.app.press(/^Cancel restart$/);
      await w.simulator.setAgents(0);
      await w.pid();
    },
    truth: () => ({ ...runs(), isOurRestart: true }),
  },
  {
    name: 'kill -KILL, then our start',
    in: ALL,
    async happen(w) {
      await w.setRestartSec(SLOW_RESTART_SEC);
      await w.kill('SIGKILL');
      await w.app.press(/^Start now$/);
    },
    truth: () => runs(unasked('killed')),
  },
];

/** 0.11 does not tell whether agents are at work, so it is asked about first. */
async function stop({ app, version }: World): Promise<void> {
  await app.press(/^Stop( \(|$)/);
  if (version === '0.11') await app.answer('Stop');
}

async function restartNow({ app, version }: World): Promise<void> {
  await app.press(/^Now( \(|$)/);
  if (version === '0.11') await app.answer('Restart now');
}

async function waitForIdle({ app, simulator }: World, seconds: number): Promise<void> {
  await simulator.setAgents(1, seconds);
  await app.waitForLabel(/^● Running · busy$/);
  await app.press(/^When idle$/);
  await app.waitForLabel(/^Waiting for 1 agent to finish$/);
}
