import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROJECT } from '../../scripts/lib/files.mjs';

/** The app's own log and the text it printed, for the message of a test that fails. */
export interface AppUnderTest {
  readonly child: ChildProcess;
  /** Its settings, state and cache lie below here. */
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
  output(): string;
  log(): string;
  /** Ends with the exit code once the process is gone; -1 for a signal. */
  readonly ended: Promise<number>;
  /** Asks it to end (SIGTERM), and makes it after 10 s. */
  stop(): Promise<number>;
  /** Starts a second one on the same folders and waits until it has ended. */
  launchAgain(args?: readonly string[]): Promise<number>;
}

export interface LaunchOptions {
  readonly args?: readonly string[];
  readonly environment?: NodeJS.ProcessEnv;
  /** Run the packed build instead of the checkout's. */
  readonly isPacked?: boolean;
}

const STOP_DEADLINE_MS = 10_000;

/** Starts the real app on folders of its own, hidden unless told otherwise. */
export async function launchApp(options: LaunchOptions = {}): Promise<AppUnderTest> {
  const folder = mkdtempSync(join(tmpdir(), 'hermes-tray-e2e-'));
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    XDG_CONFIG_HOME: join(folder, 'config'),
    XDG_STATE_HOME: join(folder, 'state'),
    XDG_CACHE_HOME: join(folder, 'cache'),
    ...options.environment,
  };
  const [file, ...prefix] = appCommand(options.isPacked ?? false);
  const start = (args: readonly string[]) =>
    spawn(file, [...prefix, ...args], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });

  const child = start(options.args ?? ['--hidden']);
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  const ended = exitOf(child);

  return {
    child,
    folder,
    environment,
    ended,
    output: () => output,
    log() {
      try {
        return readFileSync(join(environment['XDG_STATE_HOME'] ?? '', 'hermes-tray', 'hermes-tray.log'), 'utf8');
      } catch {
        return '';
      }
    },
    async stop() {
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_DEADLINE_MS);
      child.kill('SIGTERM');
      const code = await ended;
      clearTimeout(timer);
      rmSync(folder, { recursive: true, force: true });
      return code;
    },
    launchAgain: (args = []) => exitOf(start(args)),
  };
}

/** The program and its first arguments. */
export function appCommand(isPacked: boolean): [string, ...string[]] {
  if (isPacked) return [join(PROJECT, 'out', 'pack-test', 'linux-unpacked', 'hermes-tray')];
  return [process.env['HERMES_TRAY_ELECTRON'] ?? findElectron(), PROJECT];
}

/** For a test that is run by hand; the scripts tell it in HERMES_TRAY_ELECTRON. */
function findElectron(): string {
  const script = join(PROJECT, 'scripts', 'electron-runtime.mjs');
  return execFileSync(process.execPath, [script], { encoding: 'utf8', timeout: 300_000 }).trim();
}

function exitOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? -1));
  });
}
