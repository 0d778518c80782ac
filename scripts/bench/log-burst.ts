import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createClock } from '../../main/adapters/clock/clock';
import { createGatewayLogs } from '../../main/adapters/log/gateway-logs';
import { createFakeLogger } from '../../test/fakes/fake-logger';
import { logLine, turnEnded } from '../../test/fixtures/log-lines';
import { type Figure, figure, median, withTarget } from './figures';

const BURST_BYTES = 100 * 1024 * 1024;
const ROUNDS = 9;
const DEADLINE_MS = 30_000;
/** One line in so many is one that is looked for. */
const TELLING_EVERY = 100;
const PATTERN = 'gateway.run: response ready: ';

interface Burst {
  /** Two files: what is written before the rotation, and after it. */
  readonly parts: readonly [string, string];
  /** How many lines of it are looked for. */
  readonly telling: number;
}

/** What a reader saw of a burst, and how long it took to see its last line. */
interface Seen {
  readonly missed: number;
  readonly doubled: number;
  readonly milliseconds: number;
}

/** Our follower and `tail -F | grep --line-buffered`, by turns, on the same 100 MB with a rotation in the middle. */
export async function measureLogBurst(): Promise<readonly Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'hermes-tray-bench-log-'));
  try {
    const burst = prepare(folder);
    const delays: number[] = [];
    const ours: Seen[] = [];
    const theirs: Seen[] = [];
    let memoryBefore = 0;
    for (let round = 0; round <= ROUNDS; round += 1) {
      // The first round only warms up.
      const isMeasured = round > 0;
      if (round === 1) memoryBefore = memoryInUse();
      // A new one for each round: one that is enabled again counts the time between.
      const delay = monitorEventLoopDelay({ resolution: 1 });
      delay.enable();
      const mine = await followBurst(join(folder, `ours-${round}`), burst);
      delay.disable();
      const other = await tailBurst(join(folder, `theirs-${round}`), burst);
      if (!isMeasured) continue;
      ours.push(mine);
      theirs.push(other);
      delays.push(delay.percentile(99) / 1e6);
      console.log(
        `log round ${round}: ours ${mine.milliseconds.toFixed(0)} ms, tail | grep ${other.milliseconds.toFixed(0)} ms`,
      );
    }
    return figures(ours, theirs, Math.max(...delays), memoryBefore);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function figures(
  ours: readonly Seen[],
  theirs: readonly Seen[],
  delayMs: number,
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
  const loop = figure(
    '(e) event loop delay meanwhile, p99 of the worst round, ms',
    delayMs,
    1,
    'an idle loop’s, by resolution',
  );
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
    withTarget(loop, '< 20 ms', delayMs < 20),
    withTarget(memory, '≤ 1.1×', memory.ratio <= 1.1),
  ];
}

async function followBurst(home: string, burst: Burst): Promise<Seen> {
  mkdirSync(join(home, 'logs'), { recursive: true });
  writeFileSync(join(home, 'logs', 'agent.log'), '');
  const chats: string[] = [];
  const last = `chat-${burst.telling - 1}`;
  let sawLast = () => {};
  const end = within(new Promise<void>((resolve) => (sawLast = resolve)), 'our follower');
  const logs = createGatewayLogs({ clock: createClock(), logger: createFakeLogger() });
  const followed = logs.follow(home, null, {
    found(facts) {
      for (const { finding } of facts) if (finding.kind === 'turn-ended') chats.push(finding.chat);
      if (chats.at(-1) === last) sawLast();
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
  return { ...countsOf(chats, burst), milliseconds };
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
  const chats: string[] = [];
  let [sawReady, sawLast] = [() => {}, () => {}];
  const ready = within(new Promise<void>((resolve) => (sawReady = resolve)), 'tail');
  const end = within(new Promise<void>((resolve) => (sawLast = resolve)), 'tail | grep');
  createInterface({ input: reader.stdout }).on('line', (line) => {
    const chat = / chat=(\S+)/.exec(line)?.[1] ?? '';
    if (chat === 'ready') sawReady();
    else chats.push(chat);
    if (chat === `chat-${burst.telling - 1}`) sawLast();
  });
  try {
    await ready;
    const startedAt = performance.now();
    const writer = writeBurst(folder, burst);
    await end;
    const milliseconds = performance.now() - startedAt;
    await writer;
    return { ...countsOf(chats, burst), milliseconds };
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

/** A day's log of an agent at work, in a moment. */
function prepare(folder: string): Burst {
  const parts = [join(folder, 'first'), join(folder, 'second')] as const;
  const at = Date.now();
  const session = '20261123_195502_a8bd6edb';
  const line = (index: number): string => {
    if (index % TELLING_EVERY === 0) return turnEnded(`chat-${index / TELLING_EVERY}`, at + index);
    const parts = { at: at + index, session };
    switch (index % 5) {
      case 0:
        return logLine(`API call #${index}: model=m provider=p in=${index} out=66 latency=1.2s cache=0/0 (0%)`, {
          ...parts,
          logger: 'agent.conversation_loop',
        });
      case 1:
        return logLine(`tool terminal completed (0.31s, ${index} chars)`, { ...parts, logger: 'agent.tool_executor' });
      case 2:
        return logLine(`[Telegram] Flushing text batch agent:main:telegram:dm:${index} (12 chars)`, {
          at: at + index,
          logger: 'gateway.platforms.telegram',
        });
      case 3:
        return logLine(
          `conversation turn: session=${session} model=m provider=p platform=telegram history=${index} msg='Received SIGTERM — initiating shutdown, it said, and then nothing more'`,
          { ...parts, logger: 'agent.turn_context' },
        );
      default:
        return logLine(
          'OpenAI client closed (agent_close, shared=True, tcp_force_closed=0) thread=bg-review:140581091129024 provider=custom base_url=http://127.0.0.1:11434/v1 model=m',
          { ...parts, logger: 'run_agent' },
        );
    }
  };
  let index = 0;
  for (const part of parts) {
    const file = openSync(part, 'w');
    for (let size = 0; size < BURST_BYTES / 2; ) {
      const block = Array.from({ length: 1000 }, (_, place) => line(index + place)).join('\n');
      index += 1000;
      size += writeSync(file, `${block}\n`);
    }
    closeSync(file);
  }
  return { parts, telling: index / TELLING_EVERY };
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

function countsOf(chats: readonly string[], burst: Burst): Pick<Seen, 'missed' | 'doubled'> {
  const different = new Set(chats).size;
  return { missed: burst.telling - different, doubled: chats.length - different };
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
