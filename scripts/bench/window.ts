import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ElectronApplication, Page } from 'playwright-core';
import { attachToPanelItem } from '../../test/desktop/tray-host';
import { launchWithWindow } from '../../test/e2e/window-under-test';
import { PROJECT } from '../lib/files.mjs';
import { type Figure, figure, median, withTarget } from './figures';
import { treePss } from './process-tree';

const ROUNDS = 7;
/** Until what a page leaves behind has been given back. */
const SETTLE_MS = 5_000;

/** From the click on the tray's icon to the first paint, of which the page has only one kind: the status. */
export async function measureWindow(): Promise<readonly Figure[]> {
  const app = await launchWithWindow();
  const item = await attachToPanelItem();
  try {
    const pid = app.electron.process().pid ?? 0;
    await delay(SETTLE_MS);
    const before = treePss(pid).kilobytes;
    const ours: number[] = [];
    const bare: number[] = [];
    for (let round = 0; round <= ROUNDS; round += 1) {
      const mine = await firstPaint(app.electron, () => item.activate());
      const other = await firstPaint(app.electron, () => openBareWindow(app.electron));
      // The first round only warms the caches.
      if (round === 0) continue;
      ours.push(mine);
      bare.push(other);
    }
    await delay(SETTLE_MS);
    const after = treePss(pid).kilobytes;
    const paint = figure(
      `click to first paint of the status (${ROUNDS}), median ms`,
      median(ours),
      median(bare),
      'bare window',
    );
    const memory = figure(
      `PSS after ${ROUNDS + 1} windows were closed, MB`,
      after / 1024,
      before / 1024,
      'before the first',
    );
    const script = figure('JavaScript of the page, kB', scriptBytes() / 1000, 1000, 'limit');
    return [
      withTarget(paint, '≤ 300 ms', paint.ours <= 300),
      withTarget(memory, '≤ 1.25×', memory.ratio <= 1.25),
      withTarget(script, '≤ 1 MB', script.ours <= 1000),
    ];
  } finally {
    item.close();
    await app.close();
  }
}

/** Opens a window, and closes it again once it has painted. */
async function firstPaint(electron: ElectronApplication, open: () => Promise<unknown>): Promise<number> {
  const opened = electron.waitForEvent('window');
  const clickedAt = Date.now();
  await open();
  const page = await opened;
  const paintedAt = await page.evaluate<number>(FIRST_PAINT);
  await close(electron, page);
  return paintedAt - clickedAt;
}

/** When something was first painted, epoch milliseconds. */
const FIRST_PAINT = `new Promise((resolve) => {
  new PerformanceObserver((list) => {
    for (const entry of list.getEntriesByName('first-contentful-paint')) {
      resolve(performance.timeOrigin + entry.startTime);
    }
  }).observe({ type: 'paint', buffered: true });
})`;

async function openBareWindow(electron: ElectronApplication): Promise<void> {
  await electron.evaluate(async ({ BrowserWindow }) => {
    const window = new BrowserWindow({ show: false, width: 900, height: 680 });
    window.once('ready-to-show', () => window.show());
    await window.loadURL('data:text/html,<h1>Running</h1>');
  });
}

async function close(electron: ElectronApplication, page: Page): Promise<void> {
  const closed = page.waitForEvent('close');
  await electron.evaluate(({ BrowserWindow }) => {
    for (const window of BrowserWindow.getAllWindows()) window.destroy();
  });
  await closed;
}

function scriptBytes(): number {
  const folder = join(PROJECT, 'out/app/renderer/assets');
  const scripts = readdirSync(folder).filter((name) => name.endsWith('.js'));
  return scripts.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}
