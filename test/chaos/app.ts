import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FlightRecord } from '../../main/core/flight-record';
import { attachToPanelItem } from '../desktop/tray-host';
import type { TrayItem } from '../desktop/tray-item';
import { appCommand } from '../e2e/app-under-test';
import { until } from './until';

/** The real app on folders of its own, which it keeps over its restarts. */
export interface ChaosApp {
  start(): Promise<void>;
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** Everything that its flight recorder holds, oldest first. */
  records(): readonly FlightRecord[];
  /** Presses an item as soon as it is there. */
  press(label: RegExp): Promise<void>;
  waitForLabel(label: RegExp): Promise<void>;
  log(): string;
  remove(): Promise<void>;
}

export function createChaosApp(): ChaosApp {
  const folder = mkdtempSync(join(tmpdir(), 'hermes-tray-chaos-'));
  const stateFolder = join(folder, 'state', 'hermes-tray');
  const env = {
    ...process.env,
    XDG_CONFIG_HOME: join(folder, 'config'),
    XDG_STATE_HOME: join(folder, 'state'),
    XDG_CACHE_HOME: join(folder, 'cache'),
  };
  let child: ChildProcess | null = null;
  let item: TrayItem | null = null;

  function read(name: string): string {
    try {
      return readFileSync(join(stateFolder, name), 'utf8');
    } catch {
      return '';
    }
  }

  async function end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    await item?.close();
    item = null;
    const ending = child;
    child = null;
    if (ending === null || ending.exitCode !== null) return;
    const gone = new Promise((resolve) => ending.once('close', resolve));
    ending.kill(signal);
    await gone;
  }

  return {
    async start() {
      const [file, ...args] = appCommand(false);
      child = spawn(file, [...args, '--hidden'], { env, stdio: 'ignore' });
      item = await attachToPanelItem();
      await until('the app knows its gateways', () => item?.labels().then((labels) => labels.length > 3));
    },
    end,
    records() {
      return ['flight.1.jsonl', 'flight.jsonl']
        .flatMap((name) => read(name).split('\n'))
        .filter((line) => line.endsWith('}'))
        .map((line) => JSON.parse(line) as FlightRecord);
    },
    async press(label) {
      const entry = await item?.waitForLabel(label);
      if (entry !== undefined) await item?.press(entry.id);
    },
    async waitForLabel(label) {
      await item?.waitForLabel(label);
    },
    log: () => read('hermes-tray.log'),
    async remove() {
      await end('SIGTERM');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
