import { AT_REST, asked, runs, stopped, unasked } from '../truth';
import type { World } from '../world';
import { ALL, type Happening } from './happening';
import { GRACEFULLY, SLOW_RESTART_SEC } from './ours';

// One thing in the middle of another.

const OTHERS = 'another-program';
/** Of an agent that the gateway is not to outlive. */
const LONG = 20;

export const OVERLAPS: readonly Happening[] = [
  {
    name: 'systemctl stop while systemd waits to start it again',
    in: ALL,
    short: ['0.11', '0.19'],
    async happen(w) {
      await w.kill('SIGKILL');
      await w.becomes('auto-restart');
      await w.systemctl('stop');
    },
    // It may be stopped before the app knows why it fell over.
    truth: () => ({ ...runs(unasked('killed', null)), rest: AT_REST, alarm: 'either' }),
  },
  {
    name: 'our stop while systemd waits to start it again',
    in: ALL,
    async happen(w) {
      await w.setRestartSec(SLOW_RESTART_SEC);
      await w.kill('SIGKILL');
      await w.app.waitForLabel(/^Killed \(SIGKILL\)$/);
      await w.app.press(/^Stop$/);
    },
    // Whoever stops it has seen it: that need not be told any more.
    truth: () => ({ ...runs(unasked('killed')), rest: AT_REST, alarm: 'either' }),
  },
  {
    name: 'kill -KILL in our stop',
    in: ALL,
    async happen(w) {
      const pid = await w.pid();
      await w.simulator.setAgents(1, LONG);
      await w.app.press(/^Stop \(interrupts/);
      await w.app.answer('Stop');
      await w.drains();
      process.kill(pid, 'SIGKILL');
    },
    truth: () => stopped('us'),
  },
  {
    name: 'kill -KILL in a systemctl restart',
    in: ALL,
    short: ['0.21'],
    async happen(w) {
      const pid = await drainFor(w, 'restart');
      process.kill(pid, 'SIGKILL');
    },
    truth: () => runs(asked('restarted-on-request', OTHERS)),
  },
  {
    name: 'daemon-reexec in a systemctl stop',
    in: ALL,
    async happen(w) {
      await drainFor(w, 'stop', 2);
      await w.manager('daemon-reexec');
    },
    truth: () => stopped(OTHERS),
  },
  {
    name: 'systemctl stop in our restart',
    in: ALL,
    short: ['0.11'],
    async happen(w) {
      await beginOurRestart(w, 2);
      // The restart helper of 0.19 cancels it.
      await w.systemctl('stop').catch(() => {});
    },
    truth: ({ version }) => ({
      ...(version === '0.19' ? runs(asked('stopped-on-request', OTHERS, null)) : stopped(OTHERS)),
      isOurRestart: true,
    }),
  },
  {
    name: 'kill -KILL in our restart',
    in: ALL,
    async happen(w) {
      const pid = await w.pid();
      await beginOurRestart(w, LONG);
      process.kill(pid, 'SIGKILL');
    },
    truth: () => ({ ...runs(unasked('killed')), isOurRestart: true }),
  },
];

/** The job waits for an agent that is at work. Gives the PID of the gateway that drains. */
async function drainFor(world: World, verb: 'stop' | 'restart', seconds = LONG): Promise<number> {
  const pid = await world.pid();
  await world.simulator.setAgents(1, seconds);
  await world.systemctl(verb, '--no-block');
  await world.drains();
  return pid;
}

async function beginOurRestart({ app, simulator, drains }: World, seconds: number): Promise<void> {
  await app.waitForLabel(GRACEFULLY);
  await simulator.setAgents(1, seconds);
  await app.press(GRACEFULLY);
  await drains();
}
