import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run, until } from '../../desktop/lib/until.mjs';

/** A real daemon of its own, on this process' bus and screen. */
export interface RunningDaemon {
  /** It hears nothing and does nothing until `resume`. */
  freeze(): void;
  resume(): void;
  /** As a crash would. Resolves when its name is free. */
  stop(): Promise<void>;
}

const NAME = 'org.freedesktop.Notifications';
const LIBRARIES = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib64', '/usr/lib'];
const MENU = join(import.meta.dirname, '../../desktop/dunst-menu.sh');

// As the session's, but: what is of low urgency goes after a second, and what is not stays.
const DUNSTRC = `[global]
    monitor = 0
    follow = none
    origin = bottom-right
    offset = 12x12
    width = 380
    font = DejaVu Sans 10
    progress_bar = true
    show_indicators = false
    mouse_left_click = do_action, close_current
    mouse_middle_click = close_current
    mouse_right_click = close_all
    markup = full
    dmenu = ${MENU}
[urgency_low]
    timeout = 1
[urgency_normal]
    timeout = 0
`;

export async function startDunst(): Promise<RunningDaemon> {
  const folder = mkdtempSync(join(tmpdir(), 'hermes-tray-dunst-'));
  const config = join(folder, 'dunstrc');
  writeFileSync(config, DUNSTRC);
  const daemon = await startDaemon('dunst', ['-config', config]);
  return {
    ...daemon,
    async stop() {
      await daemon.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Its settings come from xfconf, which the bus starts. */
export async function startXfce4Notifyd(): Promise<RunningDaemon> {
  const program = LIBRARIES.map((folder) => `${folder}/xfce4/notifyd/xfce4-notifyd`).find(existsSync);
  if (program === undefined) throw new Error('xfce4-notifyd is not installed: node scripts/setup.mjs');
  // Without animations, as the session's other windows.
  for (const [property, type, value] of [
    ['/do-fadeout', 'bool', 'false'],
    ['/do-slideout', 'bool', 'false'],
    ['/initial-opacity', 'double', '1.0'],
  ] as const) {
    await xfconf(property, type, value);
  }
  return startDaemon(program, []);
}

/** Seconds; 10 unless told otherwise. */
export async function setXfceExpiry(seconds: number): Promise<void> {
  await xfconf('/expire-timeout', 'int', String(seconds));
}

async function xfconf(property: string, type: string, value: string): Promise<void> {
  const { code, stderr } = await run('xfconf-query', [
    '-c',
    'xfce4-notifyd',
    '-p',
    property,
    '-n',
    '-t',
    type,
    '-s',
    value,
  ]);
  if (code !== 0) throw new Error(`xfce4-notifyd's ${property} cannot be set: ${stderr.trim()}`);
}

async function startDaemon(file: string, args: readonly string[]): Promise<RunningDaemon> {
  const child: ChildProcess = spawn(file, [...args], { stdio: 'ignore' });
  const { code, stderr } = await run('gdbus', ['wait', '--session', '--timeout', '10', NAME], { deadlineMs: 12_000 });
  if (code !== 0) throw new Error(`${file} does not come up: ${stderr.trim()}`);
  return {
    freeze: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await ended;
      await until(`${NAME} to be free`, async () => !(await hasOwner()));
    },
  };
}

async function hasOwner(): Promise<boolean> {
  const call = ['call', '--session', '--dest', 'org.freedesktop.DBus', '--object-path', '/org/freedesktop/DBus'];
  const { stdout } = await run('gdbus', [...call, '--method', 'org.freedesktop.DBus.NameHasOwner', NAME]);
  return stdout.startsWith('(true');
}
