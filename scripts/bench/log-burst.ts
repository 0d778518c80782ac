import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createClock } from '../../main/adapters/clock/clock';
import { createGatewayLogs } from '../../main/adapters/log/gateway-logs';
import { createFakeLogger } from '../../test/fakes/fake-logger';
import { turnEnded } from '../../test/fixtures/log-lines';
import { type Burst, type BurstKind, numberAtEnd, numberIn, writeBurstFiles } from './bursts';
import { type Figure, figure, median, quantile, withTarget } from './figures';

const BURST_BYTES = 100 * 1024 * 1024;
const ROUNDS = 9;
const DEADLINE_MS = 30_000;
/** Bursts of nothing but lines that are decoded, read and announced. What they hold up the event loop is what counts. */
const TELLING_KINDS: readonly Exclude<BurstKind, 'work'>[] = ['retries', 'tracebacks', 'messages'];
const TELLING_BYTES = 25 * 1024 * 1024;
const TELLING_ROUNDS = 5;
const PATTERN = 'gateway.run: response ready: ';

/** What a reader saw of a burst, and how long it took to see its last line. */
interface Seen {
  readonly missed: number;
  readonly doubled: number;
  readonly milliseconds: number;
}

export async function measureLogBurst(): Promise<readonly Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'hermes-tray-bench-log-'));
  try {
    const figures = [...(await measureWork(folder))];
    for (const kind of TELLING_KINDS) figures.push(...(await measureTelling(folder, kind)));
    return figures;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Our follower and `tail -F | grep --line-buffered`, by turns, on the same 100 MB with a rotation in the middle. */
async function measureWork(folder: string): Promise<readonly Figure[]> {
  const burst = writeBurstFiles(folder, 'work', BURST_BYTES);
  const delays: number[] = [];
  const ours: Seen[] = [];
  const theirs: Seen[] = [];
  let memoryBefore = 0;
  for (let round = 0; round <= ROUNDS; round += 1) {
    // The first round only warms up.
    const isMeasured = round > 0;
    if (round === 1) memoryBefore = memoryInUse();
    const stopWatch = watchLoop();
    const mine = await followBurst(join(folder, `ours-${round}`), burst);
    const delay = stopWatch();
    const other = await tailBurst(join(folder, `theirs-${round}`), burst);
    if (!isMeasured) continue;
    ours.push(mine);
    theirs.push(other);
    delays.push(...delay);
    console.log(
      `log round ${round}: ours ${mine.milliseconds.toFixed(0)} ms, tail | grep ${other.milliseconds.toFixed(0)} ms`,
    );
  }
  return figures(ours, theirs, delays, memoryBefore);
}

async function measureTelling(folder: string, kind: BurstKind): Promise<readonly Figure[]> {
  const burst = writeBurstFiles(folder, kind, TELLING_BYTES);
  const delays: number[] = [];
  const all: Seen[] = [];
  for (let round = 0; round <= TELLING_ROUNDS; round += 1) {
    const stopWatch = watchLoop();
    const seen = await followBurst(join(folder, `${kind}-${round}`), burst);
    const delay = stopWatch();
    if (round === 0) continue;
    all.push(seen);
    delays.push(...delay);
  }
  const name = `(e) 25 MB of ${kind} (${all.length})`;
  const wrong = sum(all, ({ missed, doubled }) => missed + doubled);
  return [
    delayFigure(`${name}: event loop delay, p99, ms`, delays),
    withTarget(figure(`${name}: of ${burst.telling} entries missed or doubled`, wrong, 0, 'none'), '0', wrong === 0),
  ];
}

/** How late each turn of the event loop came, one a millisecond. Of several bursts together, as one is too short for a p99. */
function watchLoop(): () => readonly number[] {
  const turns: number[] = [];
  let last = performance.now();
  let timer = setTimeout(turn, 1);
  function turn(): void {
    const now = performance.now();
    turns.push(now - last);
    last = now;
    timer = setTimeout(turn, 1);
  }
  return () => {
    clearTimeout(timer);
    return turns;
  };
}

function delayFigure(name: string, delays: readonly number[]): Figure {
  const late = quantile(delays, 0.99);
  return withTarget(figure(name, late, 1, 'an idle loop’s, by resolution'), '< 20 ms', late < 20);
}

function figures(
  ours: readonly Seen[],
  theirs: readonly Seen[],
  delays: readonly number[],
  memoryBefore: number,
): readonly Figure[] {
  const peer = 'tail -F | grep';
  const [mine, other] = [ours, theirs].map((all) => median(all.map(({ milliseconds }) => milliseconds)));
  const ratios = ours.map(({ milliseconds }, index) => milliseconds / (theirs[index]?.milliseconds ?? 0));
  const ratio = Number(median(ratios).toPrecision(4));
  const time = {
    ...figure(`(e) 100 MB of log with a rotation (${ours.length}), median ms`, mine ?? 0, other ?? 0, peer),
    ratio,
  };
  const [missed, peerMissed] = [ours, theirs].map((all) => sum(all, ({ missed }) => missed));
  const [doubled, peerDoubled] = [ours, theirs].map((all) => sum(all, ({ doubled }) => doubled));
  const megabytes = 1024 * 1024;
  const memory = figure(
    `(e) heap and buffers in use after ${ours.length} bursts, MB`,
    memoryInUse() / megabytes,
    memoryBefore / megabytes,
    'after the first',
  );
  return [
    withTarget(time, '≤ 1.5×', ratio <= 1.5),
    withTarget(figure('(e) lines missed', missed ?? 0, peerMissed ?? 0, peer), '0', missed === 0),
    withTarget(figure('(e) lines doubled', doubled ?? 0, peerDoubled ?? 0, peer), '0', doubled === 0),
    delayFigure('(e) event loop delay meanwhile, p99, ms', delays),
    withTarget(memory, '≤ 1.1×', memory.ratio <= 1.1),
  ];
}

async function followBurst(home: string, burst: Burst): Promise<Seen> {
  mkdirSync(join(home, 'logs'), { recursive: true });
  writeFileSync(join(home, 'logs', 'agent.log'), '');
  const numbers: number[] = [];
  let sawLast = () => {};
  const end = within(new Promise<void>((resolve) => (sawLast = resolve)), 'our follower');
  const logs = createGatewayLogs({ clock: createClock(), logger: createFakeLogger() });
  const followed = logs.follow(home, null, {
    found(facts) {
      for (const { finding } of facts) numbers.push(numberIn(finding) ?? burst.telling);
      if (numbers.at(-1) === burst.telling - 1) sawLast();
    },
  });
  await followed.settled();
  const startedAt = performance.now();
  const writer = writeBurst(join(home, 'logs'), burst);
  await end;
  const milliseconds = performance.now() - startedAt;
  await writer;
  // Whatever comes too much comes now.
  await followed.settled();
  followed.close();
  rmSync(home, { recursive: true });
  return { ...countsOf(numbers, burst), milliseconds };
}

async function tailBurst(folder: string, burst: Burst): Promise<Seen> {
  mkdirSync(folder, { recursive: true });
  const log = join(folder, 'agent.log');
  writeFileSync(log, `${turnEnded('ready', Date.now())}\n`);
  const script = 'tail -n +1 -F "$1" 2>/dev/null | grep --line-buffered -F "$2"';
  const reader = spawn('sh', ['-c', script, 'sh', log, PATTERN], {
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  const numbers: number[] = [];
  let [sawReady, sawLast] = [() => {}, () => {}];
  const ready = within(new Promise<void>((resolve) => (sawReady = resolve)), 'tail');
  const end = within(new Promise<void>((resolve) => (sawLast = resolve)), 'tail | grep');
  createInterface({ input: reader.stdout }).on('line', (line) => {
    const chat = / chat=(\S+)/.exec(line)?.[1] ?? '';
    const number = numberAtEnd(chat);
    if (number === null) sawReady();
    else numbers.push(number);
    if (number === burst.telling - 1) sawLast();
  });
  try {
    await ready;
    const startedAt = performance.now();
    const writer = writeBurst(folder, burst);
    await end;
    const milliseconds = performance.now() - startedAt;
    await writer;
    return { ...countsOf(numbers, burst), milliseconds };
  } finally {
    await endGroup(reader);
    rmSync(folder, { recursive: true });
  }
}

/** As fast as a program can write, and renamed in the middle, as RotatingFileHandler does it. */
async function writeBurst(folder: string, { parts }: Burst): Promise<void> {
  const script = 'cat "$1" >> agent.log && mv agent.log agent.log.1 && cat "$2" >> agent.log';
  const [code] = await once(spawn('sh', ['-c', script, 'sh', ...parts], { cwd: folder, stdio: 'inherit' }), 'close');
  if (code !== 0) throw new Error(`the burst could not be written: exit code ${code}`);
}

async function endGroup(reader: ChildProcess): Promise<void> {
  const closed = once(reader, 'close');
  // The shell's own group: tail does not end with it.
  if (reader.pid !== undefined) process.kill(-reader.pid, 'SIGTERM');
  await closed;
}

async function within(done: Promise<void>, who: string): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`${who} did not see the last line within ${DEADLINE_MS} ms`)),
      DEADLINE_MS,
    );
  });
  await Promise.race([done, late]).finally(() => clearTimeout(timer));
}

/** `numbers` of what was seen. One that is none of the burst's is one too many. */
function countsOf(numbers: readonly number[], { telling }: Burst): Pick<Seen, 'missed' | 'doubled'> {
  const different = new Set(numbers.filter((number) => number < telling)).size;
  return { missed: telling - different, doubled: numbers.length - different };
}

/** What is left after a garbage collection: what the allocator keeps for later says nothing of a leak. */
function memoryInUse(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function sum(all: readonly Seen[], count: (seen: Seen) => number): number {
  return all.reduce((total, seen) => total + count(seen), 0);
}
