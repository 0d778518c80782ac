/** Starting simulators as child processes and waiting for what they do. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { GATEWAY_SCRIPT } from './build';
import { type Simulator, simulatorAt } from './client';
import { type JsonRecord, readRecord } from './json';
import type { LogFile } from './logs';
import type { HermesVersion } from './versions';

const DEADLINE_MS = 10_000;
const POLL_MS = 10;

export interface GatewayProcess {
  readonly pid: number;
  readonly home: string;
  readonly simulator: Simulator;
  readonly kill: (signal: NodeJS.Signals) => void;
  /** `1`, `75`, … or the name of the signal that killed it. */
  readonly ended: Promise<number | NodeJS.Signals>;
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly state: () => JsonRecord | undefined;
  readonly log: (file?: LogFile) => string;
  /** Resolves once the state file of this very process says so. */
  readonly reaches: (state: string) => Promise<JsonRecord>;
  readonly logs: (text: string, file?: LogFile) => Promise<void>;
}

export interface StartOptions {
  readonly version: HermesVersion;
  /** HERMES_HOME of the process; also where its files are read, unless `filesIn` says otherwise. */
  readonly home: string;
  readonly filesIn?: string;
  readonly flags?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly script?: string;
}

export function startGateway(options: StartOptions): GatewayProcess {
  const { version, home, filesIn = home, flags = [], env = {}, script = GATEWAY_SCRIPT } = options;
  const child = spawn(process.execPath, [script, 'gateway', 'run', '--hermes-version', version, ...flags], {
    env: { PATH: process.env['PATH'], HOME: home, HERMES_HOME: home, HERMES_GATEWAY_MAX_STARTS: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const pid = child.pid;
  if (pid === undefined) throw new Error(`${process.execPath} did not start`);
  const stdout = collect(child, 'stdout');
  const stderr = collect(child, 'stderr');
  const ended = new Promise<number | NodeJS.Signals>((resolve) => {
    // Node gives either the code or the signal.
    child.once('close', (code, signal) => resolve(code ?? signal ?? -1));
  });
  const state = () => readRecord(join(filesIn, 'gateway_state.json'));
  const log = (file: LogFile = 'agent') => readLog(filesIn, file);
  const explain = () => `state ${JSON.stringify(state())}\nstderr ${stderr()}\nagent.log\n${log()}`;
  return {
    pid,
    home: filesIn,
    simulator: simulatorAt(filesIn),
    kill: (signal) => child.kill(signal),
    ended,
    stdout,
    stderr,
    state,
    log,
    reaches: (name) =>
      eventually(
        `gateway_state ${name} of PID ${pid}`,
        () => {
          const record = state();
          return record?.['pid'] === pid && record['gateway_state'] === name ? record : undefined;
        },
        explain,
      ),
    logs: (text, file) =>
      eventually(
        `'${text}' in ${file ?? 'agent'}.log`,
        () => (log(file).includes(text) ? null : undefined),
        explain,
      ).then(() => {}),
  };
}

function collect(child: ChildProcess, stream: 'stdout' | 'stderr'): () => string {
  let text = '';
  child[stream]?.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  return () => text;
}

function readLog(home: string, file: LogFile): string {
  try {
    return readFileSync(join(home, 'logs', `${file}.log`), 'utf8');
  } catch {
    return '';
  }
}

/** Waits until `check` gives something; rejects after 10 s with `explain`'s view of the world. */
export async function eventually<T>(
  what: string,
  check: () => T | undefined,
  explain: () => string = () => '',
): Promise<T> {
  const deadline = performance.now() + DEADLINE_MS;
  for (;;) {
    const found = check();
    if (found !== undefined) return found;
    if (performance.now() > deadline) throw new Error(`not within ${DEADLINE_MS} ms: ${what}\n${explain()}`);
    await delay(POLL_MS);
  }
}

/** The messages of a log text, one per line: without time, level and logger. */
export function messagesOf(log: string): readonly string[] {
  return log.split('\n').flatMap((line) => {
    const message = /^\S+ \S+ [A-Z]+ (?:\[[^\]]+\] )?[\w.]+: (.*)$/.exec(line)?.[1];
    return message === undefined ? [] : [message];
  });
}

/** The visible entries of a folder, for "which files are left" assertions. */
export function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
