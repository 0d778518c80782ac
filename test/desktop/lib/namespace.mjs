// @ts-check
/**
 * Stage 1, inside the new namespaces and with power over their mounts (root, or root of a user namespace): gives the session
 * its own /tmp, /run, /home and cgroup tree, then starts stage 2 without that power.
 *
 * Nothing here needs undoing: mounts, and the tmpfs behind them, go with the namespace.
 */

import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { startJournal } from './journal.mjs';
import { EXIT_DESKTOP_FAILED, exitCodeOf, readSpec, SCRATCH_FOLDERS, sayTiming } from './spec.mjs';

/** @typedef {import('./spec.mjs').SessionSpec} SessionSpec */

const CGROUP = '/sys/fs/cgroup';
const PRIVATE_FOLDERS = ['/tmp', '/var/tmp', '/home', '/dev/shm', '/run'];

function main() {
  const spec = readSpec();
  const resolver = readResolver();
  makePrivate(spec);
  fillRun(spec, resolver);
  if (spec.isolation === 'root') addUser(spec);
  const session = layOutCgroups(spec);
  if (spec.hasJournal) startJournal(spec.state);
  sayTiming(spec, 'namespaces are laid out');

  const drop =
    spec.isolation === 'root'
      ? ['setpriv', `--reuid=${spec.user.uid}`, `--regid=${spec.user.gid}`, '--clear-groups', '--inh-caps=-all']
      : ['unshare', '--user', `--map-user=${spec.user.uid}`, `--map-group=${spec.user.gid}`];
  const stage = [...drop, process.execPath, join(import.meta.dirname, 'desktop.mjs')];
  const child = spawn('/bin/sh', ['-c', 'echo $$ >"$0/cgroup.procs" && exec "$@"', session, ...stage], {
    // 3 is the wire to the wrapper: its end-of-file means that the wrapper died.
    stdio: ['inherit', 'inherit', 'inherit', 3],
    cwd: spec.project,
  });
  child.on('error', (error) => fail(`can't start ${stage[0]}: ${error.message}`));
  child.on('exit', (code, signal) => process.exit(exitCodeOf({ code, signal })));
}

/** @param {SessionSpec} spec */
function makePrivate(spec) {
  const moves = spec.reachable
    .map((path) => ({ path, cover: coverOf(path, spec) }))
    .filter((move) => move.cover !== null)
    .map((move, index) => ({ ...move, stage: join(spec.stage, String(index)) }));
  for (const { path, stage } of moves) {
    mkdirSync(stage);
    mount('--rbind', path, stage);
  }
  // A clone below /root (0700) stays reachable at the same path: /root is covered, and only the clone put back.
  const covers = [...new Set([...PRIVATE_FOLDERS, ...moves.map((move) => move.cover ?? '/')])].filter(
    (cover) => cover !== '/run',
  );
  for (const cover of covers) if (existsSync(cover)) mountTmpfs(cover);
  for (const { path, stage } of moves) {
    mkdirSync(path, { recursive: true });
    mount('--rbind', stage, path);
  }
  // Last, since the staging folder lies in it.
  mountTmpfs('/run');
  // vite and vitest write here whenever they start, and the rest of the checkout is not the user's to write to.
  if (spec.isolation === 'root') {
    for (const folder of SCRATCH_FOLDERS.map((name) => join(spec.project, name)).filter((path) => existsSync(path))) {
      mountTmpfs(folder);
      chownSync(folder, spec.user.uid, spec.user.gid);
    }
  }
}

/** The topmost folder that hides `path` from the user; null when it's reachable anyway. @param {string} path @param {SessionSpec} spec */
function coverOf(path, { isolation }) {
  const folders = path.split('/').map((_, index, names) => names.slice(0, index + 1).join('/') || '/');
  for (const folder of folders) {
    if (PRIVATE_FOLDERS.includes(folder)) return folder;
    const isOpen = isolation === 'user-namespace' || (statSync(folder).mode & 0o001) !== 0;
    if (!isOpen) return folder;
  }
  return null;
}

/** @param {string} folder */
function mountTmpfs(folder) {
  const mode = ['/tmp', '/var/tmp', '/dev/shm'].includes(folder) ? '1777' : '0755';
  mount('-t', 'tmpfs', '-o', `mode=${mode}`, 'hermes-tray-desktop', folder);
}

/** @param {SessionSpec} spec @param {{ file: string, text: string } | null} resolver */
function fillRun(spec, resolver) {
  // In a user namespace all we create is the user's already, and the uid it is known by outside has no name here.
  const owner = spec.isolation === 'root' ? spec.user : null;
  // systemd --user refuses to start where systemd hasn't booted the machine; this folder is all it looks at (sd_booted(3)).
  mkdirSync('/run/systemd/system', { recursive: true });
  // Xvfb creates these itself, but as an ordinary user it then warns that they aren't root's.
  for (const folder of ['/tmp/.X11-unix', '/tmp/.ICE-unix']) mkdirWith(folder, 0o1777, null);
  for (const folder of [spec.runtime, spec.home]) mkdirWith(folder, 0o700, owner);
  for (const folder of [spec.state, join(spec.state, 'logs')]) mkdirWith(folder, 0o755, owner);
  if (resolver !== null) {
    mkdirSync(dirname(resolver.file), { recursive: true });
    writeFileSync(resolver.file, resolver.text);
  }
}

/** With systemd-resolved, /etc/resolv.conf is a link into /run, which is about to be covered. */
function readResolver() {
  try {
    const file = realpathSync('/etc/resolv.conf');
    return file.startsWith('/run/') ? { file, text: readFileSync(file, 'utf8') } : null;
  } catch {
    return null;
  }
}

/** The user exists in this namespace only: the machine's own passwd isn't touched. @param {SessionSpec} spec */
function addUser({ user, home }) {
  for (const [file, line] of [
    ['passwd', `${user.name}:x:${user.uid}:${user.gid}:hermes-tray test session:${home}:/bin/bash\n`],
    ['group', `${user.name}:x:${user.gid}:\n`],
  ]) {
    const copy = `/run/hermes-tray-desktop-${file}`;
    writeFileSync(copy, readFileSync(`/etc/${file}`, 'utf8').replace(/\n?$/, '\n') + line, { mode: 0o644 });
    mount('--bind', copy, `/etc/${file}`);
  }
}

/**
 * The tree that logind and systemd would have made. The names matter: journald and sd_pid_get_user_unit(3) read the unit
 * from them. The manager needs a cgroup without foreign processes, so the desktop's programs get one beside it.
 * @param {SessionSpec} spec
 * @returns {string} the cgroup of the session's programs
 */
function layOutCgroups({ isolation, user: { uid, gid } }) {
  // The kernel refuses a file system on top of itself, as it would be on a machine with cgroup2 only.
  mountTmpfs(CGROUP);
  mount('-t', 'cgroup2', 'cgroup2', CGROUP);
  const init = join(CGROUP, 'init.scope');
  const user = join(CGROUP, 'user.slice', `user-${uid}.slice`);
  const manager = join(user, `user@${uid}.service`);
  const session = join(user, 'session-1.scope');
  for (const folder of [init, manager, session]) mkdirSync(folder, { recursive: true });
  for (const pid of readFileSync(join(CGROUP, 'cgroup.procs'), 'utf8').split('\n')) {
    // 0 is a process outside of our PID namespace (unshare, which waits for it).
    if (pid !== '' && pid !== '0') writeFileSync(join(init, 'cgroup.procs'), pid);
  }
  for (const folder of [CGROUP, dirname(user), user]) {
    for (const controller of ['memory', 'pids']) {
      try {
        writeFileSync(join(folder, 'cgroup.subtree_control'), `+${controller}`);
      } catch {
        // Not delegated to us, or bound to a v1 hierarchy: units then have no MemoryCurrent, as on such machines.
      }
    }
  }
  if (isolation === 'root') {
    for (const folder of [user, manager, session]) {
      for (const name of ['.', 'cgroup.procs', 'cgroup.threads', 'cgroup.subtree_control'])
        chownSync(join(folder, name), uid, gid);
    }
  }
  return session;
}

/** @param {string} folder @param {number} mode @param {{ uid: number, gid: number } | null} owner */
function mkdirWith(folder, mode, owner) {
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, mode);
  if (owner !== null) chownSync(folder, owner.uid, owner.gid);
}

/** @param {...string} args */
function mount(...args) {
  const { status, stderr, error } = spawnSync('mount', ['--no-mtab', ...args], { encoding: 'utf8' });
  if (status !== 0) fail(`mount ${args.join(' ')}: ${(error?.message ?? stderr).trim()}`);
}

/** @param {string} message @returns {never} */
function fail(message) {
  process.stderr.write(`desktop: the private namespace didn't come up: ${message}\n`);
  process.exit(EXIT_DESKTOP_FAILED);
}

try {
  main();
} catch (error) {
  fail(error instanceof Error ? error.message : String(error));
}
