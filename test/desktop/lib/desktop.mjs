// @ts-check
/**
 * Stage 2, as the unprivileged user: brings up screen, systemd --user with its bus, window manager, notifications and panel,
 * then runs the command and ends with its exit code. Whoever started this stage kills what it leaves.
 */

import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { startPanel } from '../panel.mjs';
import { killCgroup, ownCgroup } from './cgroup.mjs';
import { writeDesktopConfig } from './desktop-config.mjs';
import { EXIT_DESKTOP_FAILED, exitCodeOf, readSpec, sayTiming } from './spec.mjs';
import { GiveUp, run, until } from './until.mjs';

/** @typedef {import('./spec.mjs').SessionSpec} SessionSpec */

const SYSTEMD = '/usr/lib/systemd/systemd';
/** How long the command may take to end on a forwarded signal before everything is killed. */
const GRACE_MS = 5_000;

/** A part that didn't come up, with the log that says why. */
class PartFailed extends Error {
  /** @param {string} part @param {string} log @param {unknown} cause */
  constructor(part, log, cause) {
    const lines = existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n').slice(-15) : [];
    const reason = cause instanceof Error ? cause.message : String(cause);
    super([`${part} didn't come up: ${reason}`, ...lines.map((line) => `  ${part}: ${line}`)].join('\n'));
  }
}

async function main() {
  const spec = readSpec();
  // New files below out/ must stay writable for another session, which has another uid and the same group.
  process.umask(0o002);
  const command = watchWrapper(spec);
  writeDesktopConfig(spec.home, { panel: spec.panel });

  /** @type {NodeJS.ProcessEnv} */
  const env = sessionEnvironment(spec);
  if (spec.hasDisplay) env['DISPLAY'] = await startScreen(spec, env);
  sayTiming(spec, `screen ${env['DISPLAY'] ?? 'left out'}`);
  await startManager(spec, env);
  sayTiming(spec, 'systemd --user and the session bus');
  if (spec.hasDisplay) {
    // Not before the bus is there: the window manager gives up when it can't read its settings over it.
    await Promise.all([
      startWindowManager(spec, env),
      startNotifications(spec, env),
      spec.hasPanel ? startPanelPart(spec, env) : null,
    ]);
  }
  sayTiming(spec, 'ready');

  const code = await command(env);
  sayTiming(spec, `the command ended with ${code}`);
  process.exit(code);
}

/** What a login to an Xfce desktop sets, and nothing of the caller's but what the spec lets through. @param {SessionSpec} spec */
function sessionEnvironment(spec) {
  return {
    ...spec.environment,
    HOME: spec.home,
    USER: spec.user.name,
    LOGNAME: spec.user.name,
    SHELL: '/bin/bash',
    LANG: 'C.UTF-8',
    PATH: [
      join(spec.project, 'node_modules/.bin'),
      dirname(process.execPath),
      '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin',
    ].join(':'),
    XDG_RUNTIME_DIR: spec.runtime,
    XDG_CURRENT_DESKTOP: 'XFCE',
    XDG_SESSION_TYPE: 'x11',
    DBUS_SESSION_BUS_ADDRESS: `unix:path=${spec.runtime}/bus`,
    HERMES_TRAY_PROJECT: spec.project,
    HERMES_TRAY_DESKTOP_DIR: spec.state,
  };
}

/** @param {SessionSpec} spec @param {NodeJS.ProcessEnv} env @returns {Promise<string>} DISPLAY */
async function startScreen(spec, env) {
  const { log, child } = startPart(spec, env, 'Xvfb', 'Xvfb', [
    ...['-displayfd', '3', '-screen', '0', spec.screen, '-dpi', '96', '-nolisten', 'tcp'],
    // Without this the server starts over, and forgets the window manager's selection, when its last client leaves.
    '-noreset',
  ]);
  const wire = child.stdio[3];
  let number = '';
  if (wire instanceof Socket) wire.on('data', (chunk) => (number += chunk));
  try {
    // Xvfb picks a free number: abstract sockets are shared with every session of this machine.
    await until('a display number', () => number.endsWith('\n') || ended(child));
    return `:${number.trim()}`;
  } catch (error) {
    throw new PartFailed('Xvfb', log, error);
  }
}

/** @param {SessionSpec} spec @param {NodeJS.ProcessEnv} env */
async function startWindowManager(spec, env) {
  // A wallpaper: on Xvfb's black, dark windows and menus have no edges. Only a picture's matter, so nobody waits for it.
  startPart(spec, env, 'wallpaper', 'display', ['-window', 'root', '-size', '16x16', 'xc:#5b6b7f']);
  // No compositor: shadows and fading would only make pictures differ from run to run.
  const { log, child } = startPart(spec, env, 'xfwm4', 'xfwm4', ['--compositor=off']);
  try {
    await until('a window manager on the screen', async () => {
      const { stdout } = await run('xprop', ['-root', '_NET_SUPPORTING_WM_CHECK'], { env });
      return stdout.includes('window id') || ended(child);
    });
  } catch (error) {
    throw new PartFailed('xfwm4', log, error);
  }
}

/** @param {SessionSpec} spec @param {NodeJS.ProcessEnv} env */
async function startManager(spec, env) {
  const cgroup =
    spec.isolation === 'plain'
      ? join(ownCgroup(), 'manager') // Without a mount namespace: below the scope we were started in.
      : `/sys/fs/cgroup/user.slice/user-${spec.user.uid}.slice/user@${spec.user.uid}.service`;
  mkdirSync(cgroup, { recursive: true });
  const { log, child } = startPart(spec, env, 'systemd', '/bin/sh', [
    '-c',
    'echo $$ >"$0/cgroup.procs" && exec "$@"',
    cgroup,
    SYSTEMD,
    '--user',
    // As it finds by itself where its stderr is the journal's, in a login; not by a variable, which its units would inherit.
    ...(spec.hasJournal ? ['--log-target=journal'] : []),
  ]);
  try {
    await until('the session bus socket', () => existsSync(join(spec.runtime, 'bus')) || ended(child), {
      intervalMs: 10,
    });
    const { stdout, stderr } = await run('systemctl', ['--user', 'is-system-running', '--wait'], { env });
    // A unit of the machine's that fails here (a sound server without a card, say) is no reason to give up.
    if (!['running', 'degraded'].includes(stdout.trim()))
      throw new Error(`is-system-running says "${stdout.trim() || stderr.trim()}"`);
  } catch (error) {
    if (spec.hasJournal)
      writeFileSync(log, (await run('journalctl', ['--user', '-n', '15'], { env })).stdout, { flag: 'a' });
    throw new PartFailed('systemd', log, error);
  }
}

/** @param {SessionSpec} spec @param {NodeJS.ProcessEnv} env */
async function startNotifications(spec, env) {
  const { log } = startPart(spec, env, 'notifications', 'dunst', ['-print']);
  const { code, stderr } = await run(
    'gdbus',
    ['wait', '--session', '--timeout', '10', 'org.freedesktop.Notifications'],
    { env, deadlineMs: 12_000 },
  );
  if (code !== 0) throw new PartFailed('dunst', log, new Error(stderr.trim()));
}

/** @param {SessionSpec} spec @param {NodeJS.ProcessEnv} env */
async function startPanelPart(spec, env) {
  try {
    await startPanel({ env });
  } catch (error) {
    throw new PartFailed('xfce4-panel', join(spec.state, 'logs/panel.log'), error);
  }
}

/**
 * @param {SessionSpec} spec
 * @param {NodeJS.ProcessEnv} env
 * @param {string} name of its log
 * @param {string} file
 * @param {readonly string[]} args
 */
function startPart(spec, env, name, file, args) {
  const log = join(spec.state, 'logs', `${name}.log`);
  const fd = openSync(log, 'a');
  const child = spawn(file, args, { env, cwd: spec.home, stdio: ['ignore', fd, fd, 'pipe'], detached: true });
  // A missing program; said by whoever waits for it, through ended().
  child.on('error', (error) => writeFileSync(log, `${error.message}\n`, { flag: 'a' }));
  return { log, child };
}

/** Ends a wait for a program that isn't there any more. @param {import('node:child_process').ChildProcess} child @returns {false} */
function ended({ exitCode, signalCode, pid }) {
  if (pid === undefined) throw new GiveUp('it is not installed');
  if (exitCode !== null || signalCode !== null) throw new GiveUp(`it ended with ${signalCode ?? exitCode}`);
  return false;
}

/**
 * Listens to the wrapper: its signals arrive as names, one a line; the wire's end means that it died.
 * @param {SessionSpec} spec
 * @returns {(env: NodeJS.ProcessEnv) => Promise<number>} runs the command to its end
 */
function watchWrapper(spec) {
  /** @type {number | null} the command's process group */
  let group = null;
  const wire = new Socket({ fd: 3 });
  wire.on('data', (chunk) => {
    for (const name of chunk.toString().split('\n').filter(Boolean)) {
      // Written by session.mjs, which sends the signals it was sent.
      const signal = /** @type {NodeJS.Signals} */ (name);
      const code = exitCodeOf({ code: null, signal });
      if (group === null) process.exit(code);
      try {
        process.kill(-group, signal);
      } catch {
        // It has ended in this very moment.
      }
      setTimeout(() => process.exit(code), GRACE_MS).unref();
    }
  });
  const die = () => {
    // Elsewhere the PID namespace ends with us, and everything with it.
    if (spec.isolation === 'plain') killCgroup(ownCgroup());
    process.exit(EXIT_DESKTOP_FAILED);
  };
  wire.on('end', die).on('error', die);
  // For the wrapper, to kill and remove when we have ended: systemd gave the scope its name.
  if (spec.isolation === 'plain') wire.write(`${ownCgroup()}\n`);

  return (env) =>
    new Promise((resolve) => {
      const [file = '', ...args] = spec.command;
      // A group of its own, so that a signal reaches what npm and npx start, and nothing else of the session.
      const child = spawn(file, args, { env, cwd: spec.project, stdio: 'inherit', detached: true });
      group = child.pid ?? null;
      child.on('error', (error) => {
        process.stderr.write(`desktop: can't run ${file}: ${error.message}\n`);
        resolve(127);
      });
      child.on('exit', (code, signal) => resolve(exitCodeOf({ code, signal })));
    });
}

main().catch((error) => {
  process.stderr.write(`desktop: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(EXIT_DESKTOP_FAILED);
});
