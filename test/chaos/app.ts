import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { chromium } from 'playwright-core';
import type { FlightRecord } from '../../main/core/flight-record';
import { run } from '../desktop/lib/until.mjs';
import { attachToPanelItem } from '../desktop/tray-host';
import type { TrayItem } from '../desktop/tray-item';
import { appCommand } from '../e2e/app-under-test';
import { followRecords } from './follow-records';
import { until } from './until';

/** The real app on folders of its own, which it keeps over its restarts. */
export interface ChaosApp {
  start(): Promise<void>;
  end(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  restart(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** Everything that its flight recorder was told, oldest first. */
  records(): readonly FlightRecord[];
  /** Presses an item as soon as it is there. */
  press(label: RegExp): Promise<void>;
  /** The button of the question that it asks before it cuts work. */
  answer(button: string): Promise<void>;
  waitForLabel(label: RegExp): Promise<void>;
  /** Waits until the menu begins with it; of one that runs, until it names the process, too. Rejects when that does not come. */
  shows(headline: string, pid: number | null): Promise<boolean>;
  headline(): Promise<string>;
  remove(): Promise<void>;
}

const END_MS = 10_000;
/** A process outside systemd that was killed is missed within 5 s, and told of after 10 s more. */
const SHOWN = { deadlineMs: 30_000 };

export function createChaosApp(): ChaosApp {
  const folder = mkdtempSync(join(tmpdir(), 'hermes-tray-chaos-'));
  const env = {
    ...process.env,
    XDG_CONFIG_HOME: join(folder, 'config'),
    XDG_STATE_HOME: join(folder, 'state'),
    XDG_CACHE_HOME: join(folder, 'cache'),
  };
  const records = followRecords(join(folder, 'state', 'hermes-tray'));
  let child: ChildProcess | null = null;
  let item: TrayItem | null = null;

  function theItem(): TrayItem {
    if (item === null) throw new Error('the app is not running');
    return item;
  }

  async function start(): Promise<void> {
    const [file, ...args] = appCommand(false);
    child = spawn(file, [...args, '--hidden', '--remote-debugging-port=0'], { env, stdio: 'ignore' });
    const started = await attachToPanelItem();
    item = started;
    await until('the app knows its gateways', () => started.labels().then((labels) => labels.length > 3));
  }

  async function end(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    item?.close();
    item = null;
    const ending = child;
    child = null;
    if (ending === null || ending.exitCode !== null || ending.signalCode !== null) return;
    const gone = new Promise((resolve) => ending.once('close', resolve));
    ending.kill(signal);
    const isGone = await Promise.race([gone.then(() => true), delay(END_MS, false)]);
    if (!isGone) ending.kill('SIGKILL');
    await gone;
    if (!isGone) throw new Error(`the app did not end within ${END_MS / 1000} s`);
    // The person puts away what it left standing.
    await run('dunstctl', ['close-all']);
  }

  return {
    start,
    end,
    async restart(signal) {
      await end(signal);
      await start();
    },
    records,
    async press(label) {
      const { id } = await theItem().waitForLabel(label);
      await theItem().press(id);
    },
    async answer(button) {
      const port = readFileSync(join(env.XDG_CACHE_HOME, 'hermes-tray', 'DevToolsActivePort'), 'utf8').split('\n')[0];
      // Playwright waits for ever for a window that is just being made.
      await until('the window', () => hasPage(`http://127.0.0.1:${port}/json/list`));
      const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
      try {
        const page = await until('the page', () => browser.contexts().flatMap((context) => context.pages())[0]);
        await page.getByRole('alertdialog').getByRole('button', { name: button, exact: true }).click();
      } finally {
        await browser.close();
      }
    },
    async waitForLabel(label) {
      await theItem().waitForLabel(label);
    },
    async shows(headline, pid) {
      return theItem().waitFor(
        `the menu to say "${headline}"`,
        async () => {
          const labels = await theItem().labels();
          return labels[0] === headline && (pid === null || labels.some((label) => label.startsWith(`PID ${pid} `)))
            ? true
            : null;
        },
        SHOWN,
      );
    },
    headline: async () => (await theItem().labels())[0] ?? '',
    async remove() {
      await end().catch(() => {});
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function hasPage(list: string): Promise<boolean> {
  const targets: unknown = await (await fetch(list)).json();
  return JSON.stringify(targets).includes('"type":"page"');
}
