import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { connectTestBus, type TestBus } from '../../test/desktop/tray-bus';
import { type GatewayUnderTest, installGateway } from '../../test/e2e/gateway-under-test';
import { PROJECT } from '../lib/files.mjs';
import { writeEmptyApp } from './empty-app';
import { type Figure, figure, median, printFigures, quantile, withTarget } from './figures';
import { measureLatency } from './latency';
import { measureLogBurst } from './log-burst';
import { measureLogsView } from './logs-view';
import { contextSwitches, treePss } from './process-tree';
import { measureRestarts } from './restart';
import { measureWindow } from './window';

const ELECTRON = process.env['HERMES_TRAY_ELECTRON'] ?? '';
const WATCHER = 'org.kde.StatusNotifierWatcher';
const STARTS = 7;
/** Until Electron's own start-up work is over. */
const SETTLE_MS = 8_000;
const IDLE_MS = 20_000;

interface Running {
  readonly child: ChildProcess;
  readonly folder: string;
  readonly startedMs: number;
}

/** Starts an app and waits until its item is registered with the panel. */
async function launch(bus: TestBus, app: string, args: readonly string[]): Promise<Running> {
  const folder = mkdtempSync(join(tmpdir(), 'hermes-tray-bench-'));
  const registered = new Promise<number>((resolve) => {
    const stop = bus.onSignal(({ interface: name, member }) => {
      if (name !== WATCHER || member !== 'StatusNotifierItemRegistered') return;
      stop();
      resolve(performance.now());
    });
  });
  const environment = { ...process.env, XDG_CONFIG_HOME: folder, XDG_STATE_HOME: folder, XDG_CACHE_HOME: folder };
  const startedAt = performance.now();
  const child = spawn(ELECTRON, [app, ...args], { env: environment, stdio: 'ignore' });
  return { child, folder, startedMs: (await registered) - startedAt };
}

async function end({ child, folder }: Running): Promise<void> {
  const ended = new Promise((resolve) => child.once('close', resolve));
  child.kill('SIGTERM');
  await ended;
  rmSync(folder, { recursive: true, force: true });
}

async function measureStart(bus: TestBus, empty: string): Promise<Figure> {
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round <= STARTS; round += 1) {
    const mine = await launch(bus, PROJECT, ['--hidden']);
    await end(mine);
    const other = await launch(bus, empty, []);
    await end(other);
    // The first round only warms the caches.
    if (round === 0) continue;
    ours.push(mine.startedMs);
    theirs.push(other.startedMs);
  }
  const base = figure('(c) start to registered item, median ms', median(ours), median(theirs), 'empty Electron tray');
  return withTarget(base, '≤ 1.25×', base.ratio <= 1.25);
}

/** Both at once, so that they share the machine's noise and the pages of the same program. */
async function measureIdle(bus: TestBus, empty: string): Promise<readonly Figure[]> {
  const mine = await launch(bus, PROJECT, ['--hidden']);
  const other = await launch(bus, empty, []);
  try {
    await delay(SETTLE_MS);
    const [minePid, otherPid] = [mine.child.pid ?? 0, other.child.pid ?? 0];
    const before = [contextSwitches(minePid), contextSwitches(otherPid)] as const;
    await delay(IDLE_MS);
    const seconds = IDLE_MS / 1000;
    const ourSwitches = (contextSwitches(minePid) - before[0]) / seconds;
    const theirSwitches = (contextSwitches(otherPid) - before[1]) / seconds;
    const [ourPss, theirPss] = [treePss(minePid), treePss(otherPid)];
    if (ourPss.hidden + theirPss.hidden > 0) {
      console.log(`PSS: ${ourPss.hidden} of our processes and ${theirPss.hidden} of the peer's could not be read`);
    }
    const name = `(b) PSS of ${ourPss.seen} processes without a window, MB`;
    const pss = figure(
      name,
      ourPss.kilobytes / 1024,
      theirPss.kilobytes / 1024,
      `empty Electron tray, ${theirPss.seen}`,
    );
    const switches = figure('(d) context switches per idle second', ourSwitches, theirSwitches, 'empty Electron tray');
    return [
      withTarget(pss, '≤ 1.15×', pss.ratio <= 1.15),
      withTarget(switches, '≤ empty + 2/s', ourSwitches <= theirSwitches + 2),
    ];
  } finally {
    await end(mine);
    await end(other);
  }
}

async function measureLatencies(bus: TestBus, gateway: GatewayUnderTest): Promise<readonly Figure[]> {
  const app = await launch(bus, PROJECT, ['--hidden']);
  try {
    const { ours, poller } = await measureLatency(gateway);
    const name = `(a) systemd’s signal to the menu’s label (${ours.length}), median ms`;
    const middle = figure(name, median(ours), median(poller), '1 s poller');
    const tail = figure('(a) the same, p99 ms', quantile(ours, 0.99), quantile(poller, 0.99), '1 s poller');
    return [withTarget(middle, '≤ 10 ms', middle.ours <= 10), withTarget(tail, '≤ 60 ms', tail.ours <= 60)];
  } finally {
    await end(app);
  }
}

/** `npm run bench -- start` measures only that. */
function isWanted(part: 'latency' | 'idle' | 'start' | 'log' | 'logs-view' | 'restart' | 'window'): boolean {
  const wanted = process.argv.slice(2);
  return wanted.length === 0 || wanted.includes(part);
}

async function bench(): Promise<void> {
  mkdirSync(join(PROJECT, 'out'), { recursive: true });
  const bus = await connectTestBus();
  await bus.addMatch(`type='signal',interface='${WATCHER}'`);
  const empty = writeEmptyApp();
  const gateway = await installGateway({ restartSec: 0.3 });
  try {
    const figures: Figure[] = [];
    if (isWanted('latency')) figures.push(...(await measureLatencies(bus, gateway)));
    const idle = isWanted('idle') ? await measureIdle(bus, empty) : [];
    figures.push(...idle.slice(0, 1));
    if (isWanted('start')) figures.push(await measureStart(bus, empty));
    figures.push(...idle.slice(1));
    if (isWanted('window')) figures.push(...(await measureWindow()));
    if (isWanted('logs-view')) figures.push(...(await measureLogsView(gateway)));
    if (isWanted('restart')) {
      // The restarts bring gateways of their own, under the same name.
      await gateway.remove();
      const app = await launch(bus, PROJECT, ['--hidden']);
      try {
        figures.push(...(await measureRestarts()));
      } finally {
        await end(app);
      }
    }
    if (isWanted('log')) figures.push(...(await measureLogBurst()));
    console.log();
    printFigures(figures, join(PROJECT, 'out', 'bench.json'));
  } finally {
    bus.close();
    await gateway.remove();
  }
}

bench().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
