import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { listSlots, sweep } from './lib/slots.mjs';
import { until } from './lib/until.mjs';

const PROJECT = resolve(import.meta.dirname, '../..');
const SESSION = join(import.meta.dirname, 'session.mjs');
const SESSION_MS = 30_000;

const isRoot = process.getuid?.() === 0;
const whyNot = isRoot || hasUserSystemd() ? null : 'neither root nor a user with a systemd of its own';

function hasUserSystemd(): boolean {
  try {
    execFileSync('systemctl', ['--user', 'show-environment'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

type Session = { readonly child: ChildProcess; readonly mark: string; readonly output: () => string };

const started: Session[] = [];

/** Every process of a session carries `mark` in its environment, and so does the wrapper. */
function start(options: readonly string[], command: readonly string[]): Session {
  const mark = randomUUID();
  const child = spawn(process.execPath, [SESSION, ...options, '--', ...command], {
    cwd: '/',
    env: { ...process.env, HERMES_TRAY_TEST_MARK: mark, SECRET_OF_THE_CALLER: 'x' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk));
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk));
  const session = { child, mark, output: () => output };
  started.push(session);
  return session;
}

function end({ child }: Session): Promise<number | null> {
  return new Promise((resolve) => (child.exitCode !== null ? resolve(child.exitCode) : child.on('close', resolve)));
}

async function runToEnd(options: readonly string[], command: readonly string[]) {
  const session = start(options, command);
  const code = await end(session);
  return { ...session, code, output: session.output() };
}

function processesWith(mark: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/environ`, 'utf8').includes(mark);
    } catch {
      return false;
    }
  });
}

/** What is left of a session on the machine: processes, its slot, its cgroup, its mounts. */
function leftovers({ child, mark }: Pick<Session, 'child' | 'mark'>): string[] {
  const slots = listSlots().filter(({ owner }) => owner.pid === child.pid);
  const cgroups = slots.map(({ owner }) => owner.cgroup).filter((cgroup) => cgroup !== null && existsSync(cgroup));
  const mounts = readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .filter((line) => isRoot && line.startsWith('hermes-tray-desktop '));
  return [...processesWith(mark), ...slots.map(({ folder }) => folder), ...cgroups.map(String), ...mounts];
}

afterEach(async () => {
  for (const { child } of started.splice(0)) child.kill('SIGKILL');
  await sweep();
});

describe.skipIf(whyNot !== null)(`private desktop session${whyNot === null ? '' : ` (skipped: ${whyNot})`}`, () => {
  it('passes the command’s exit code through and leaves nothing', { timeout: SESSION_MS }, async () => {
    const session = await runToEnd([], ['sh', '-c', 'exit 7']);
    expect(session.output).toBe('');
    expect(session.code).toBe(7);
    expect(leftovers(session)).toEqual([]);
  });

  it('runs the command as an ordinary user with a desktop’s environment and nothing of the caller’s', {
    timeout: SESSION_MS,
  }, async () => {
    const { output } = await runToEnd(
      [],
      ['node', '-p', 'JSON.stringify({ uid: process.getuid(), cwd: process.cwd(), env: process.env })'],
    );
    const { uid, cwd, env } = JSON.parse(output);
    expect(uid).not.toBe(0);
    expect(cwd).toBe(PROJECT);
    expect(env).toMatchObject({
      HERMES_TRAY_PROJECT: PROJECT,
      XDG_CURRENT_DESKTOP: 'XFCE',
      XDG_SESSION_TYPE: 'x11',
      LANG: 'C.UTF-8',
      DISPLAY: expect.stringMatching(/^:\d+$/),
      DBUS_SESSION_BUS_ADDRESS: `unix:path=${env.XDG_RUNTIME_DIR}/bus`,
      VITEST: 'true',
    });
    expect(env).not.toHaveProperty('SECRET_OF_THE_CALLER');
    expect(env).not.toHaveProperty('HERMES_TRAY_DESKTOP_SPEC');
  });

  it('has a systemd that runs units, a window manager, notifications and a tray’s host', {
    timeout: SESSION_MS,
  }, async () => {
    const script = [
      'systemctl --user is-system-running',
      'systemd-run --user --quiet --wait --pipe sh -c "echo from a unit"',
      'xprop -root _NET_SUPPORTING_WM_CHECK | grep -c "window id"',
      'for name in org.kde.StatusNotifierWatcher org.freedesktop.Notifications; do busctl --user status $name >/dev/null && echo $name; done',
      'stat -c %a $XDG_RUNTIME_DIR',
    ];
    const { output } = await runToEnd([], ['sh', '-c', script.join('; ')]);
    expect(output.split('\n')).toEqual([
      expect.stringMatching(/^(running|degraded)$/),
      'from a unit',
      '1',
      'org.kde.StatusNotifierWatcher',
      'org.freedesktop.Notifications',
      '700',
      '',
    ]);
  });

  it('starts without a panel when asked, and panel.mjs brings it later', { timeout: SESSION_MS }, async () => {
    const has = 'busctl --user status org.kde.StatusNotifierWatcher >/dev/null 2>&1 && echo panel || echo none';
    const panel = 'node test/desktop/panel.mjs';
    const { output } = await runToEnd(
      ['--no-panel'],
      ['sh', '-c', `${has}; ${panel} start; ${has}; ${panel} stop; ${has}`],
    );
    expect(output.split('\n')).toEqual(['none', 'panel', 'none', '']);
  });

  it('lets the command write below out/, and gives the file to the project’s owner', {
    timeout: SESSION_MS,
  }, async () => {
    const name = `out/session-test-${randomUUID()}`;
    const { output } = await runToEnd(
      ['--no-display'],
      ['sh', '-c', `mkdir ${name} && echo text >${name}/file && cat ${name}/file`],
    );
    try {
      expect(output).toBe('text\n');
      // Its group only goes back with the last session that writes there, and another one may be living.
      expect(statSync(join(PROJECT, name, 'file')).uid).toBe(isRoot ? statSync(PROJECT).uid : process.getuid?.());
    } finally {
      rmSync(join(PROJECT, name), { recursive: true, force: true });
    }
  });

  it('keeps two sessions apart', { timeout: SESSION_MS }, async () => {
    const command = [
      'sh',
      '-c',
      'systemd-run --user --quiet --unit=mine sleep 100; sleep 1; systemctl --user is-active mine; echo $DISPLAY',
    ];
    const both = await Promise.all([runToEnd([], command), runToEnd([], command)]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    const displays = both.map(({ output }) => /^active\n(:\d+)\n$/.exec(output)?.[1]);
    expect(new Set(displays).size).toBe(2);
    expect(both.flatMap(leftovers)).toEqual([]);
  });

  it('leaves nothing after five in a row', { timeout: 5 * SESSION_MS }, async () => {
    for (let round = 0; round < 5; round += 1) {
      const session = await runToEnd([], ['true']);
      expect({ code: session.code, output: session.output, left: leftovers(session) }).toEqual({
        code: 0,
        output: '',
        left: [],
      });
    }
  });

  it.for(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'passes %s to the command, then ends',
    { timeout: SESSION_MS },
    async (signal) => {
      const session = start(
        ['--no-display'],
        ['sh', '-c', `trap 'echo heard; exit 9' ${signal.slice(3)}; echo up; while :; do sleep 0.05; done`],
      );
      await until('the command', () => session.output().includes('up'));
      session.child.kill(signal);
      expect(await end(session)).toBe(9);
      expect(session.output()).toContain('heard');
      expect(leftovers(session)).toEqual([]);
    },
  );

  it('leaves no process when the wrapper is killed, and the next session sweeps the rest', {
    timeout: SESSION_MS,
  }, async () => {
    const killed = start(
      [],
      ['sh', '-c', 'systemd-run --user --quiet sleep 1000; setsid sleep 1000 & echo up; sleep 1000'],
    );
    const living = start(['--no-display'], ['sh', '-c', 'echo up; sleep 5; echo still here']);
    await until('both commands', () => killed.output().includes('up') && living.output().includes('up'), {
      deadlineMs: 20_000,
    });
    expect(processesWith(killed.mark).length).toBeGreaterThan(8);

    killed.child.kill('SIGKILL');
    await until('the kernel to end the session', () => processesWith(killed.mark).length === 0, { deadlineMs: 3_000 });

    await sweep();
    expect(leftovers(killed)).toEqual([]);
    expect(await end(living)).toBe(0);
    expect(living.output()).toContain('still here');
  });

  it('says which part failed, with the end of its log', { timeout: SESSION_MS }, async () => {
    const { code, output } = await runToEnd(['--screen', '0x0x24'], ['true']);
    expect(code).toBe(125);
    expect(output).toMatch(/^desktop: Xvfb didn't come up: it ended with \w+\n {2}Xvfb: /);
  });

  it.each([
    [[], 'no command'],
    [['--panel', 'green', '--', 'true'], 'neither dark nor light'],
    [['--wrong', '--', 'true'], "Unknown option '--wrong'"],
  ])('explains a wrong command line: %s', { timeout: SESSION_MS }, async (argv, reason) => {
    const child = spawn(process.execPath, [SESSION, ...argv], { stdio: ['ignore', 'ignore', 'pipe'] });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk));
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(2);
    expect(stderr).toContain(reason);
  });
});
