import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../../desktop/lib/until.mjs';

/** A session bus for one test file, with nobody else on it: no panel that owns what the test wants to own. */
export interface PrivateBus {
  /** Ends the daemon as a crash would; the address stays. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Also gives this process its own bus back. */
  dispose(): Promise<void>;
}

/** Starts one and makes it the session bus of this process. */
export async function startPrivateBus(): Promise<PrivateBus> {
  const folder = mkdtempSync(join(tmpdir(), 'hermes-tray-bus-'));
  const address = `unix:path=${join(folder, 'bus')}`;
  const ownAddress = process.env['DBUS_SESSION_BUS_ADDRESS'];
  let daemon: ChildProcess | null = null;

  async function start(): Promise<void> {
    const options = ['--session', '--nofork', '--nosyslog', '--nopidfile', `--address=${address}`, '--print-address'];
    const started = spawn('dbus-daemon', options, { stdio: ['ignore', 'pipe', 'ignore'] });
    daemon = started;
    let isReady = false;
    started.stdout.on('data', () => {
      isReady = true;
    });
    await until('dbus-daemon to listen', () => isReady);
  }

  async function kill(): Promise<void> {
    const killed = daemon;
    daemon = null;
    if (killed === null) return;
    const ended = new Promise((resolve) => killed.once('exit', resolve));
    killed.kill('SIGKILL');
    await ended;
    rmSync(join(folder, 'bus'), { force: true });
  }

  await start();
  process.env['DBUS_SESSION_BUS_ADDRESS'] = address;
  return {
    start,
    kill,
    async dispose() {
      await kill();
      rmSync(folder, { recursive: true });
      if (ownAddress === undefined) delete process.env['DBUS_SESSION_BUS_ADDRESS'];
      else process.env['DBUS_SESSION_BUS_ADDRESS'] = ownAddress;
    },
  };
}
