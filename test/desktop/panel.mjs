// @ts-check
/**
 * The session's panel: the program that owns `org.kde.StatusNotifierWatcher` and shows the tray. A test that wants to see the
 * tray appear late, vanish or restart starts and stops it itself. By hand, inside a session:
 * `node test/desktop/panel.mjs start|stop|dark|light`.
 */

import { spawn } from 'node:child_process';
import { openSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { GiveUp, run, until } from './lib/until.mjs';

/** @typedef {import('./lib/desktop-config.mjs').PanelTheme} PanelTheme */

const WATCHER = 'org.kde.StatusNotifierWatcher';

/**
 * Starts the panel if there is none. Resolves when it owns the StatusNotifierWatcher's name and its window is on the screen.
 * @param {{ env?: NodeJS.ProcessEnv }} [options] env: of the session; the own one inside of it
 */
export async function startPanel({ env = process.env } = {}) {
  if (await hasWatcher({ env })) return;
  const log = openSync(join(stateFolder(env), 'logs/panel.log'), 'a');
  // The check would hold the panel up until a window manager says hello; the session sees to its window manager itself.
  const child = spawn('xfce4-panel', ['--disable-wm-check'], { env, stdio: ['ignore', log, log], detached: true });
  /** @type {Error | null} */
  let failure = null;
  child.on('error', (error) => (failure = error));
  child.on('exit', (code) => (failure ??= new Error(`it ended with ${code}`)));
  await until(`the panel to own ${WATCHER} and to have a window`, async () => {
    if (failure !== null) throw new GiveUp(failure.message);
    const { code } = await run('gdbus', ['wait', '--session', '--timeout', '1', WATCHER], { env });
    return (
      code === 0 && (await run('xdotool', ['search', '--onlyvisible', '--class', 'xfce4-panel'], { env })).code === 0
    );
  });
  child.unref();
  writeFileSync(pidFile(env), String(child.pid));
}

/**
 * Ends the panel, at once and without its goodbye, as a crash would; resolves when nobody owns the watcher's name.
 * @param {{ env?: NodeJS.ProcessEnv }} [options]
 */
export async function stopPanel({ env = process.env } = {}) {
  if (!(await hasWatcher({ env }))) return;
  const pid = Number(readFileSync(pidFile(env), 'utf8'));
  // Its plugins are processes of their own in its process group.
  process.kill(-pid, 'SIGKILL');
  rmSync(pidFile(env));
  await until(`${WATCHER} to have no owner`, async () => !(await hasWatcher({ env })));
}

/** @param {{ env?: NodeJS.ProcessEnv }} [options] @returns {Promise<boolean>} whether a panel that shows trays is there */
export async function hasWatcher({ env = process.env } = {}) {
  const call = ['call', '--session', '--dest', 'org.freedesktop.DBus', '--object-path', '/org/freedesktop/DBus'];
  const { stdout } = await run('gdbus', [...call, '--method', 'org.freedesktop.DBus.NameHasOwner', WATCHER], { env });
  return stdout.startsWith('(true');
}

/**
 * Repaints the panel, running or not.
 * @param {PanelTheme} theme
 * @param {{ env?: NodeJS.ProcessEnv }} [options]
 */
export async function setPanelTheme(theme, { env = process.env } = {}) {
  const { code, stderr } = await run(
    'xfconf-query',
    ['-c', 'xfce4-panel', '-p', '/panels/dark-mode', '-s', String(theme === 'dark')],
    { env },
  );
  if (code !== 0) throw new Error(`the panel's theme can't be set to ${theme}: ${stderr.trim()}`);
}

/** @param {NodeJS.ProcessEnv} env */
function pidFile(env) {
  return join(stateFolder(env), 'panel.pid');
}

/** @param {NodeJS.ProcessEnv} env */
function stateFolder(env) {
  const folder = env['HERMES_TRAY_DESKTOP_DIR'];
  if (folder === undefined)
    throw new Error('not inside a private desktop session: run this through `npm run desktop -- -- <command>`');
  return folder;
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const action = process.argv[2];
  if (action === 'start') await startPanel();
  else if (action === 'stop') await stopPanel();
  else if (action === 'dark' || action === 'light') await setPanelTheme(action);
  else {
    process.stderr.write('usage: panel.mjs start|stop|dark|light\n');
    process.exitCode = 2;
  }
}
