import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GATEWAY_SIMULATOR } from '../../scripts/lib/build.mjs';
import { installGateway } from '../e2e/gateway-under-test';
import type { Simulator } from '../gateway/client';
import { readRecord } from '../gateway/json';
import type { HermesVersion } from '../gateway/versions';
import type { ChaosApp } from './app';
import type { Truth } from './truth';
import { until } from './until';

/** A gateway of one version under the real systemd, the app that watches it, and what can be done to them. */
export interface World {
  readonly version: HermesVersion;
  readonly unit: string;
  readonly app: ChaosApp;
  readonly simulator: Simulator;
  /** The unit's main process, once the gateway runs in it. */
  pid(): Promise<number>;
  /** Signals that process, and gives its PID. */
  kill(signal: NodeJS.Signals): Promise<number>;
  /** The one that runs after this one; null where systemd leaves the unit down. */
  revived(pid: number): Promise<number | null>;
  /** The main process after this one, whatever it has come to. */
  next(pid: number): Promise<number>;
  gone(pid: number): Promise<void>;
  drains(): Promise<void>;
  /** `systemctl --user <args> <the unit>` */
  systemctl(...args: readonly string[]): Promise<void>;
  manager(verb: 'daemon-reload' | 'daemon-reexec'): Promise<void>;
  property(name: 'ActiveState' | 'SubState' | 'NRestarts'): Promise<string>;
  becomes(subState: string): Promise<void>;
  /** From now on until the event is over, systemd waits so long before it starts the gateway again. */
  setRestartSec(seconds: number): Promise<void>;
  setMemoryMax(limit: string): Promise<void>;
  /** `gateway run --replace`, from a shell; ends it again. */
  takeOver(): Promise<() => Promise<void>>;
  /** What is true of an event that can tell only when it is over. */
  readonly counted: { falls: number; attempts: number };
  /**
   * Waits until the gateway is as it is to be when all is over. Gives its PID, null where it does not run. `before`: the one
   * that ran before the event.
   */
  comesTo(truth: Truth, before: number): Promise<number | null>;
  /** Has the gateway run, whatever was done to it, as if it had never been restarted. Gives its PID. */
  makeReady(): Promise<number>;
  remove(): Promise<void>;
}

/** Quick enough for hundreds of events; what the versions do is not changed by it. */
const QUICK = ['--signal-handlers-after-ms', '250', '--connect-seconds', '0', '--teardown-seconds', '0'];
const RESTART_SEC = 0.4;
/** From 0.17 on agents are interrupted at once by default, and a drain is over before anything can happen in it. */
const DRAIN_20_S = 'agent:\n  restart_drain_timeout: "20"\n';
const STOP_SEC = 90;
/** Between two of its states systemd shows others for an instant: rest is what is seen again and again. */
const LOOKS_AT_REST = 6;

export async function createWorld(version: HermesVersion, app: ChaosApp): Promise<World> {
  const gateway = await installGateway({
    version,
    restartSec: RESTART_SEC,
    timeoutStopSec: STOP_SEC,
    flags: QUICK,
    ...(version === '0.11' ? {} : { config: DRAIN_20_S }),
  });
  const { unit, simulator } = gateway;
  const slowFile = join(`${unit.path}.d`, '30-slow.conf');
  const shells: ChildProcess[] = [];
  let isSlow = false;

  const state = () => readRecord(join(gateway.home, 'gateway_state.json'));
  const isRunning = async (not: number) => {
    const pid = await gateway.mainPid();
    if (pid === 0 || pid === not) return null;
    const record = state();
    return record?.['pid'] === pid && record['gateway_state'] === 'running' ? pid : null;
  };
  const runs = (not = 0) => until('the gateway runs', () => isRunning(not));
  const property = (name: string) => gateway.show(name);

  function rests(): () => Promise<boolean> {
    let looks = 0;
    return async () => {
      looks = ['inactive', 'failed'].includes(await property('ActiveState')) ? looks + 1 : 0;
      return looks >= LOOKS_AT_REST;
    };
  }

  async function isQuiet(): Promise<boolean> {
    const found = await property('ActiveState');
    return found === 'active' || found === 'inactive' || found === 'failed';
  }

  return {
    version,
    unit: unit.name,
    app,
    simulator,
    counted: { falls: 0, attempts: 0 },
    pid: () => runs(),
    async kill(signal) {
      const pid = await runs();
      process.kill(pid, signal);
      return pid;
    },
    async revived(pid) {
      const isAtRest = rests();
      const found = await until(
        'it runs again, or is at rest',
        async () => (await isRunning(pid)) ?? ((await isAtRest()) ? 'at rest' : null),
      );
      return found === 'at rest' ? null : found;
    },
    next: (pid) =>
      until('the next process', async () => {
        const now = await gateway.mainPid();
        return now !== 0 && now !== pid ? now : null;
      }),
    async gone(pid) {
      await until('the process to be gone', async () => (await gateway.mainPid()) !== pid);
    },
    async drains() {
      await until('it drains', () => state()?.['gateway_state'] === 'draining');
    },
    async systemctl(...args) {
      await unit.systemctl(...args, unit.name);
    },
    async manager(verb) {
      await unit.systemctl(verb);
    },
    property,
    async becomes(subState) {
      await until(`the unit is ${subState}`, async () => (await property('SubState')) === subState);
    },
    async setRestartSec(seconds) {
      writeFileSync(slowFile, `[Service]\nRestartSec=${seconds}\n`);
      isSlow = true;
      await unit.systemctl('daemon-reload');
    },
    async setMemoryMax(limit) {
      await unit.systemctl('set-property', '--runtime', unit.name, `MemoryMax=${limit}`, 'MemorySwapMax=0');
    },
    async takeOver() {
      const pid = await runs();
      const args = [GATEWAY_SIMULATOR, 'gateway', 'run', '--replace', '--hermes-version', version, ...QUICK];
      const env = { ...process.env, HERMES_HOME: gateway.home, HERMES_GATEWAY_MAX_STARTS: '0' };
      const shell = spawn(process.execPath, args, { env, stdio: 'ignore' });
      shells.push(shell);
      await until('it has taken over', async () => {
        const record = state();
        return (
          (await gateway.mainPid()) !== pid && record?.['pid'] === shell.pid && record?.['gateway_state'] === 'running'
        );
      });
      // As it falls over: of one that ends in order nobody is alarmed.
      return () => ended(shell, 'SIGKILL');
    },
    async comesTo({ exits, rest }, before) {
      if (rest.kind !== 'runs') {
        await until('the unit is at rest', rests());
        return null;
      }
      const pid = await runs(exits.length === 0 ? 0 : before);
      if (exits.length === 0 && pid !== before) throw new Error(`PID ${before} has become ${pid}, for no reason`);
      return pid;
    },
    async makeReady() {
      for (const shell of shells.splice(0)) await ended(shell);
      await until('the unit is quiet', isQuiet);
      // Every start counts for the start limit; only the test of that limit is to run into it.
      await unit.systemctl('reset-failed', unit.name).catch(() => '');
      if ((await property('ActiveState')) !== 'active') await unit.systemctl('start', unit.name);
      if (isSlow) {
        rmSync(slowFile, { force: true });
        isSlow = false;
        await unit.systemctl('daemon-reload');
      }
      return runs();
    },
    async remove() {
      for (const shell of shells.splice(0)) await ended(shell);
      await gateway.remove();
    },
  };
}

function ended(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('close', () => resolve());
    child.kill(signal);
  });
}
