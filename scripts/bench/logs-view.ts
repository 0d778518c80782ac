import { closeSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { GatewayUnderTest } from '../../test/e2e/gateway-under-test';
import { type AppWithWindow, launchWithWindow } from '../../test/e2e/window-under-test';
import { logLine } from '../../test/fixtures/log-lines';
import { type Figure, figure, median, quantile, withTarget } from './figures';

const LINES = 1_000_000;
const ROUNDS = 5;
/** What is looked for: in a fourth of all lines, in a few, in none; small and capital letters alike, and as they are. */
const WANTED = ['telegram', 'chat-77777', 'no such thing', 'TIMEOUT'];
const LEVELS = ['INFO', 'INFO', 'INFO', 'INFO', 'WARNING', 'DEBUG', 'ERROR'];
const LOGGERS = ['gateway.run', 'agent.conversation_loop', 'gateway.platforms.telegram', 'tools.terminal_tool'];
const FRAMES = 300;

interface Times {
  readonly open: number[];
  readonly whole: number[];
  /** Of each text that is looked for. */
  readonly first: readonly number[][];
  readonly complete: readonly number[][];
}

/** A log of a million lines in the window, and the plain way: the whole file as lines, and `filter`. */
export async function measureLogsView(gateway: GatewayUnderTest): Promise<readonly Figure[]> {
  await gateway.unit.systemctl('stop', gateway.unit.name);
  const file = join(gateway.home, 'logs', 'agent.log');
  const bytes = writeLog(gateway.home, file);
  console.log(`logs view: ${LINES} lines, ${(bytes / 1e6).toFixed(0)} MB`);
  const plain = measurePlainWay(file);
  const app = await launchWithWindow();
  try {
    const page = await app.openWindow();
    await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setSize(1400, 900));
    const ours: Times = { open: [], whole: [], first: WANTED.map(() => []), complete: WANTED.map(() => []) };
    await watchMainThread(app);
    // The first round only warms up.
    for (let round = 0; round <= ROUNDS; round += 1) {
      const opened = await openLogs(page);
      const filtered = await filterLogs(page);
      await page.getByRole('tab', { name: 'Overview' }).click();
      if (round === 0) continue;
      ours.open.push(opened.open);
      ours.whole.push(opened.whole);
      console.log(
        `logs view round ${round}: open ${opened.open.toFixed(0)} ms; ${WANTED.map((wanted, index) => `“${wanted}” ${filtered.first[index]?.toFixed(0)}, whole ${filtered.complete[index]?.toFixed(0)} ms`).join('; ')}`,
      );
      for (const [index, ms] of filtered.first.entries()) ours.first[index]?.push(ms);
      for (const [index, ms] of filtered.complete.entries()) ours.complete[index]?.push(ms);
    }
    await openLogs(page);
    const frames = await scrollThrough(page);
    return figures(ours, plain, frames, await mainThreadDelay(app));
  } finally {
    await app.close();
  }
}

function figures(
  ours: Times,
  plain: { readonly open: number; readonly filter: readonly number[] },
  frames: readonly number[],
  delay: number,
): readonly Figure[] {
  const peer = 'readFile, split, includes';
  const open = figure('(g) 1 M lines: click to first rows painted, median ms', median(ours.open), plain.open, peer);
  const whole = figure('(g) 1 M lines: click to all of them there, median ms', median(ours.whole), plain.open, peer);
  const worstPlain = Math.max(...plain.filter);
  const first = figure('(g) filter: first answer, slowest text’s median ms', slowest(ours.first), worstPlain, peer);
  const all = figure('(g) filter: whole answer, slowest text’s median ms', slowest(ours.complete), worstPlain, peer);
  console.log(
    `logs view: frames while scrolling p50 ${median(frames).toFixed(1)}, p95 ${quantile(frames, 0.95).toFixed(1)}, p99 ${quantile(frames, 0.99).toFixed(1)} ms`,
  );
  const frame = figure('(g) scrolling through: frames, p95 ms', quantile(frames, 0.95), 1000 / 60, 'a frame at 60 Hz');
  const loop = figure('(g) main thread’s delay meanwhile, p99 ms', delay, 1, 'an idle loop’s, by resolution');
  return [
    withTarget(open, '< 300 ms', open.ours < 300),
    whole,
    withTarget(first, '< 200 ms', first.ours < 200),
    all,
    withTarget(frame, '≤ 34 ms', frame.ours <= 34),
    withTarget(loop, '< 20 ms', loop.ours < 20),
  ];
}

function slowest(times: readonly (readonly number[])[]): number {
  return Math.max(...times.map(median));
}

function writeLog(home: string, file: string): number {
  mkdirSync(join(home, 'logs'), { recursive: true });
  const descriptor = openSync(file, 'w');
  let bytes = 0;
  const began = Date.now() - LINES * 300;
  for (let from = 0; from < LINES; from += 10_000) {
    let text = '';
    for (let index = from; index < from + 10_000; index += 1) {
      const level = LEVELS[((index * 7919) % 1009) % LEVELS.length] ?? 'INFO';
      const logger = LOGGERS[index % LOGGERS.length] ?? '';
      const said = `response ready: platform=webhook chat=chat-${index} time=42.2s`;
      text += `${logLine(said, { at: began + index * 300, level, session: `sess_${index % 997}`, logger })}\n`;
    }
    bytes += writeSync(descriptor, text);
  }
  closeSync(descriptor);
  return bytes;
}

function measurePlainWay(file: string): { readonly open: number; readonly filter: readonly number[] } {
  const began = performance.now();
  const lines = readFileSync(file, 'utf8').split('\n');
  const open = performance.now() - began;
  const filter = WANTED.map((wanted) => {
    const start = performance.now();
    const small = wanted.toLowerCase();
    lines.filter((line) => line.toLowerCase().includes(small));
    return performance.now() - start;
  });
  return { open, filter };
}

/** In the page: ends in the frame after something holds, with the milliseconds that it took. */
const PAINTED = `async (begin, holds) => {
  const start = performance.now();
  begin();
  while (!holds()) await new Promise((next) => requestAnimationFrame(next));
  await new Promise((next) => requestAnimationFrame(() => setTimeout(next)));
  return performance.now() - start;
}`;

async function openLogs(page: Page): Promise<{ readonly open: number; readonly whole: number }> {
  const [open, whole] = await page.evaluate<[number, number]>(`(async () => {
    const painted = ${PAINTED};
    const start = performance.now();
    // A tab listens to the pointer, not to the click.
    const press = () => {
      const tab = [...document.querySelectorAll('[role=tab]')].find((one) => one.textContent === 'Logs');
      for (const name of ['pointerdown', 'pointerup']) tab.dispatchEvent(new PointerEvent(name, { bubbles: true, button: 0, pointerType: 'mouse', pointerId: 1 }));
      tab.click();
    };
    const open = await painted(press, () => document.querySelector('.log-message') !== null);
    while (document.querySelector('[role=grid]')?.getAttribute('aria-rowcount') !== '${LINES}') await new Promise((next) => requestAnimationFrame(next));
    return [open, performance.now() - start];
  })()`);
  return { open, whole };
}

async function filterLogs(
  page: Page,
): Promise<{ readonly first: readonly number[]; readonly complete: readonly number[] }> {
  const times = await page.evaluate<[number, number][]>(`(async () => {
    const painted = ${PAINTED};
    const count = () => document.querySelector('.log-count').textContent;
    const type = (text) => {
      const field = document.querySelector('.log-search input');
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(field, text);
      field.dispatchEvent(new Event('input', { bubbles: true }));
    };
    const times = [];
    for (const wanted of ${JSON.stringify(WANTED)}) {
      const start = performance.now();
      const first = await painted(() => type(wanted), () => / of /.test(count()) && !count().startsWith('1,000,000 of') && (document.querySelector('.log-message, .empty') !== null));
      while (/still reading/.test(count())) await new Promise((next) => requestAnimationFrame(next));
      times.push([first, performance.now() - start]);
      await painted(() => type(''), () => !/ of /.test(count()) && document.querySelector('.log-message') !== null);
    }
    return times;
  })()`);
  return { first: times.map(([first]) => first), complete: times.map(([, complete]) => complete) };
}

/** From the oldest to the newest in leaps of some screens and in steps of some rows: the time of each frame. */
function scrollThrough(page: Page): Promise<readonly number[]> {
  return page.evaluate<number[]>(`(async () => {
    const grid = document.querySelector('[role=grid]');
    grid.scrollTop = 0;
    const leap = grid.scrollHeight / ${FRAMES};
    const frames = [];
    let before = await new Promise((next) => requestAnimationFrame(next));
    for (let frame = 0; frame < ${FRAMES * 2}; frame += 1) {
      grid.scrollTop += frame % 2 === 0 ? leap : 120;
      const now = await new Promise((next) => requestAnimationFrame(next));
      frames.push(now - before);
      before = now;
    }
    return frames;
  })()`);
}

/** Of the app's main thread, from now on. */
async function watchMainThread(app: AppWithWindow): Promise<void> {
  await app.electron.evaluate(() => {
    const { monitorEventLoopDelay } = process.getBuiltinModule('node:perf_hooks');
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    Object.assign(globalThis, { benchDelay: delay });
  });
}

function mainThreadDelay(app: AppWithWindow): Promise<number> {
  return app.electron.evaluate(() => {
    const { benchDelay } = globalThis as unknown as { benchDelay: { percentile(q: number): number } };
    return benchDelay.percentile(99) / 1e6;
  });
}
