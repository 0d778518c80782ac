import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { GATEWAY_SIMULATOR } from '../../scripts/lib/build.mjs';
import { installGateway } from '../e2e/gateway-under-test';
import { readRecord } from '../gateway/json';
import type { StartFailure } from '../gateway/start-failures';
import type { HermesVersion } from '../gateway/versions';
import type { ChaosApp } from './app';
import { until } from './until';

/** A gateway of one version under the real systemd, the app that watches it, and what can happen to them. */
export interface World {
  readonly unit: string;
  /** Has the gateway run, whatever was done to it. */
  makeReady(): Promise<void>;
  kill(signal: NodeJS.Signals): Promise<void>;
  exit(code: number): Promise<void>;
  systemctl(verb: 'stop' | 'restart'): Promise<void>;
  manager(verb: 'daemon-reload' | 'daemon-reexec'): Promise<void>;
  /** An item of the app's menu. */
  press(label: RegExp): Promise<void>;
  /** The item begins a restart with an agent at work; the app is killed, and started again, before that is over. */
  killAppInRestart(label: RegExp): Promise<void>;
  /** Kills it, and its next process before that has handlers for signals. */
  killWhileStarting(signal: NodeJS.Signals): Promise<void>;
  killInDrain(): Promise<void>;
  runOutOfMemory(): Promise<void>;
  restartWithWork(): Promise<void>;
  takeOver(): Promise<void>;
  failNextStart(failure: StartFailure): Promise<void>;
  flapToTheLimit(): Promise<void>;
  /** How often it was killed by the last flapping. */
  falls(): number;
  rotateAndKill(): Promise<void>;
  restartApp(options?: { readonly kill?: boolean }): Promise<void>;
  whileAway(happen: () => Promise<void>): Promise<void>;
  remove(): Promise<void>;
}

/** Quick enough for hundreds of events; what the versions do is not changed by it. */
const QUICK = ['--signal-handlers-after-ms', '150', '--connect-seconds', '0', '--teardown-seconds', '0'];
const RESTART_SEC = 0.4;
const MOST_FALLS = 12;

export async function createWorld(version: HermesVersion, app: ChaosApp): Promise<World> {
  const gateway = await installGateway({ version, restartSec: RESTART_SEC, flags: QUICK });
  const { unit, simulator } = gateway;
  const outside: ChildProcess[] = [];
  let falls = 0;

  const isRunning = async (not = 0) => {
    const pid = await gateway.mainPid();
    if (pid === 0 || pid === not) return null;
    const state = readRecord(join(gateway.home, 'gateway_state.json'));
    return state?.['pid'] === pid && state['gateway_state'] === 'running' ? pid : null;
  };
  const runs = (not = 0) => until('the gateway runs', () => isRunning(not));
  const isDraining = () => readRecord(join(gateway.home, 'gateway_state.json'))?.['gateway_state'] === 'draining';
  const activeState = () => gateway.show('ActiveState');
  const isQuiet = async () => ['active', 'inactive', 'failed'].includes(await activeState());

  async function kill(signal: NodeJS.Signals): Promise<void> {
    process.kill(await runs(), signal);
  }

  return {
    unit: unit.name,

    async makeReady() {
      for (const one of outside.splice(0)) await ended(one);
      await until('the unit is quiet', isQuiet);
      // Every start counts for the start limit; only the test of that limit is to run into it.
      await unit.systemctl('reset-failed', unit.name).catch(() => '');
      if ((await activeState()) !== 'active') await unit.systemctl('start', unit.name);
      await runs();
    },

    kill,
    exit: (code) => simulator.exit(code),
    async systemctl(verb) {
      await unit.systemctl(verb, unit.name);
    },
    async manager(verb) {
      await unit.systemctl(verb);
    },
    press: (label) => app.press(label),

    async killAppInRestart(label) {
      await app.waitForLabel(label);
      await simulator.setAgents(1, 2);
      const pid = await runs();
      await app.press(label);
      await until('it drains', isDraining);
      await app.end('SIGKILL');
      await app.start();
      await runs(pid);
    },

    async killWhileStarting(signal) {
      const pid = await runs();
      process.kill(pid, 'SIGKILL');
      const next = await until('its next process', async () => {
        const now = await gateway.mainPid();
        return now !== 0 && now !== pid ? now : null;
      });
      process.kill(next, signal);
      await until('that to be gone', async () => (await gateway.mainPid()) !== next);
    },

    async killInDrain() {
      await simulator.setAgents(1, 20);
      await kill('SIGUSR1');
      await until('it drains', isDraining);
      process.kill(await gateway.mainPid(), 'SIGKILL');
    },

    async runOutOfMemory() {
      const limit = (most: string) =>
        unit.systemctl('set-property', '--runtime', unit.name, `MemoryMax=${most}`, 'MemorySwapMax=0');
      const pid = await runs();
      await limit('128M');
      await simulator.allocate(512).catch(() => {});
      await until('it is gone', async () => (await gateway.mainPid()) !== pid);
      await limit('infinity');
    },

    async restartWithWork() {
      await simulator.setAgents(1, 1);
      await kill('SIGUSR1');
    },

    async takeOver() {
      const pid = await runs();
      const args = [GATEWAY_SIMULATOR, 'gateway', 'run', '--replace', '--hermes-version', version, ...QUICK];
      const env = { ...process.env, HERMES_HOME: gateway.home, HERMES_GATEWAY_MAX_STARTS: '0' };
      const child = spawn(process.execPath, args, { env, stdio: 'ignore' });
      outside.push(child);
      await until('it has taken over', async () => (await gateway.mainPid()) !== pid);
    },

    async failNextStart(failure) {
      simulator.failNextStarts(failure);
      await kill('SIGKILL');
    },

    async flapToTheLimit() {
      falls = 0;
      let pid = 0;
      while (falls < MOST_FALLS) {
        const next = await until('it runs, or systemd has given up', async () => {
          if ((await activeState()) === 'failed') return -1;
          return isRunning(pid);
        });
        if (next === -1) break;
        pid = next;
        process.kill(pid, 'SIGKILL');
        falls += 1;
        await until('it is gone', async () => (await gateway.mainPid()) !== pid);
      }
    },

    falls: () => falls,

    async rotateAndKill() {
      await simulator.rotateLog();
      await kill('SIGTERM');
    },

    async restartApp(options = {}) {
      await app.end(options.kill === true ? 'SIGKILL' : 'SIGTERM');
      await app.start();
    },

    async whileAway(happen) {
      await app.end('SIGTERM');
      const pid = await runs();
      await happen();
      await until('it has happened', async () => (await gateway.mainPid()) !== pid);
      await until('the unit is quiet', isQuiet);
      await app.start();
    },

    async remove() {
      for (const one of outside.splice(0)) await ended(one);
      await gateway.remove();
    },
  };
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('close', () => resolve());
    child.kill('SIGTERM');
  });
}
