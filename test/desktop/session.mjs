#!/usr/bin/env node
// @ts-check
/**
 * A whole private desktop around one command: its own user, systemd --user, bus, screen, panel and notifications.
 * See README.md. This file is the outermost part: it claims a place for the session, starts it, and clears up after it.
 */

import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { cgroup2Mount, ownCgroup } from './lib/cgroup.mjs';
import { readOptions, USAGE } from './lib/options.mjs';
import { checkMachine, MissingThing } from './lib/preflight.mjs';
import { makeScratchFolders, openOut } from './lib/project-out.mjs';
import { claimSlot, releaseSlot, startTimeOf, sweep, updateOwner } from './lib/slots.mjs';
import {
  EXIT_DESKTOP_FAILED,
  EXIT_MISSING,
  exitCodeOf,
  SCRATCH_FOLDERS,
  SPEC_VARIABLE,
  sayTiming,
} from './lib/spec.mjs';
import { freeIds, passedEnvironment, reachablePaths } from './lib/user.mjs';

/** @typedef {import('./lib/spec.mjs').SessionSpec} SessionSpec */
/** @typedef {import('./lib/options.mjs').SessionOptions} SessionOptions */

const PROJECT = resolve(import.meta.dirname, '../..');
const LIB = join(import.meta.dirname, 'lib');
/** The kernel kills a session within milliseconds; this is for a machine that swaps. */
const DEATH_DEADLINE_MS = 10_000;

// Enters a new cgroup below the one it's started in. `unshare --cgroup` makes this the root of the session's tree.
const ENTER = `own=$(sed -n 's/^0:://p' /proc/self/cgroup) && dir="$1\${own%/}/$2" && mkdir -p "$dir" && echo $$ >"$dir/cgroup.procs" && shift 2 && exec "$@"`;
// The first process of a PID namespace has to reap what is orphaned in it: a shell does, Node doesn't.
const REAPER = '"$@"; exit $?';

/** @param {SessionOptions} options @returns {Promise<number>} the exit code */
async function session(options) {
  const startedAt = Date.now();
  const isolation = await checkMachine(options, PROJECT);
  await sweep();

  const { slot, folder, owner } = claimSlot((number) => plan(number, isolation));
  const spec = specOf(options, isolation, { slot, folder, owner, startedAt });
  try {
    if (owner.gid !== null) {
      openOut({ project: PROJECT, gid: owner.gid });
      makeScratchFolders(PROJECT, SCRATCH_FOLDERS);
    }
    mkdirSync(spec.stage, { recursive: true });
    return await runStages(spec, slot, (cgroup) => {
      owner.cgroup = cgroup;
      updateOwner(folder, owner);
    });
  } finally {
    await releaseSlot(folder, owner);
    sayTiming(spec, 'everything is removed');
  }
}

/** @param {number} slot @param {SessionSpec['isolation']} isolation @returns {import('./lib/slots.mjs').Owner | null} null: not this slot */
function plan(slot, isolation) {
  const common = { pid: process.pid, startTime: startTimeOf('self') ?? '', project: PROJECT };
  if (isolation === 'root') {
    const ids = freeIds(slot);
    return ids && { ...common, ...ids, cgroup: join(ownCgroup(), cgroupName(slot)), temporary: null };
  }
  const uid = process.getuid?.() ?? -1;
  // The processes end with their PID namespace, and systemd removes the scope they were in.
  return {
    ...common,
    uid,
    gid: null,
    cgroup: null,
    temporary: isolation === 'plain' ? mkdtempSync(join(tmpdir(), 'hermes-tray-desktop-')) : null,
  };
}

/** @param {number} slot */
function cgroupName(slot) {
  return `hermes-tray-desktop.${slot}`;
}

/**
 * @param {SessionOptions} options
 * @param {SessionSpec['isolation']} isolation
 * @param {{ slot: number, folder: string, owner: import('./lib/slots.mjs').Owner, startedAt: number }} place
 * @returns {SessionSpec}
 */
function specOf({ command, ...options }, isolation, { folder, owner, startedAt }) {
  const name = isolation === 'root' ? 'hermes-tray-test' : userInfo().username;
  const { uid, temporary } = owner;
  const spec = {
    ...options,
    isolation,
    user: { uid, gid: owner.gid ?? process.getgid?.() ?? uid, name },
    home: temporary === null ? `/home/${name}` : join(temporary, 'home'),
    runtime: temporary === null ? `/run/user/${uid}` : join(temporary, 'run'),
    state: temporary === null ? '/run/hermes-tray-desktop-session' : join(temporary, 'state'),
    project: PROJECT,
    stage: join(folder, 'stage'),
    reachable: reachablePaths(PROJECT),
    environment: passedEnvironment(process.env),
    startedAt,
    command,
  };
  if (temporary !== null) {
    for (const path of [spec.home, spec.runtime, join(spec.state, 'logs')])
      mkdirSync(path, { recursive: true, mode: 0o700 });
    chmodSync(spec.runtime, 0o700);
  }
  return spec;
}

/** @param {SessionSpec} spec @param {number} slot @returns {readonly [string, ...string[]]} file and arguments */
function stagesOf(spec, slot) {
  // The kernel kills the next one in the chain when this process dies, and the whole PID namespace with it.
  const leash = /** @type {const} */ (['setpriv', '--pdeathsig', 'KILL', '--']);
  const scope = /** @type {const} */ ([
    'systemd-run',
    '--user',
    '--scope',
    '--quiet',
    '--collect',
    '-p',
    'Delegate=yes',
    '--',
  ]);
  const enter = ['/bin/sh', '-c', ENTER, 'enter', cgroup2Mount() ?? '', cgroupName(slot)];
  const namespaces = [
    '--mount',
    '--pid',
    '--ipc',
    '--cgroup',
    '--propagation',
    'private',
    '--fork',
    '--kill-child',
    '--mount-proc',
  ];
  const reaper = ['/bin/sh', '-c', REAPER, 'reaper', process.execPath, join(LIB, 'namespace.mjs')];
  switch (spec.isolation) {
    case 'root':
      return [...leash, ...enter, 'unshare', ...namespaces, '--', ...reaper];
    case 'user-namespace':
      return [...leash, ...scope, ...enter, 'unshare', '--user', '--map-root-user', ...namespaces, '--', ...reaper];
    case 'plain':
      // No leash: nothing would be left to kill the others. It watches the wire itself.
      return [...scope, ...enter, process.execPath, join(LIB, 'desktop.mjs')];
  }
}

/**
 * @param {SessionSpec} spec
 * @param {number} slot
 * @param {(cgroup: string) => void} onCgroup told the cgroup that systemd made, where clearing it is left to us
 * @returns {Promise<number>}
 */
function runStages(spec, slot, onCgroup) {
  const [file, ...args] = stagesOf(spec, slot);
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      cwd: '/',
      env: outerEnvironment(spec),
      stdio: ['inherit', 'inherit', 'inherit', 'pipe'],
      // A terminal's Ctrl+C then reaches this process only, which passes it on in order.
      detached: true,
    });
    const wire = /** @type {import('node:net').Socket} */ (child.stdio[3]);
    wire.on('data', (line) => onCgroup(line.toString().trim()));
    wire.on('error', () => {}); // Written to after the session's end: nothing is left to be told.
    let signals = 0;
    for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
      process.on(signal, () => {
        signals += 1;
        // Asked twice, or deaf: no more manners.
        if (signals > 1) child.kill('SIGKILL');
        else setTimeout(() => child.kill('SIGKILL'), DEATH_DEADLINE_MS).unref();
        wire.write(`${signal}\n`);
      });
    }
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(exitCodeOf({ code, signal })));
  });
}

/** What the stages themselves need; the command's own environment is made by desktop.mjs. @param {SessionSpec} spec */
function outerEnvironment(spec) {
  const { XDG_RUNTIME_DIR, DBUS_SESSION_BUS_ADDRESS } = process.env;
  return {
    PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
    LANG: 'C.UTF-8',
    // systemd-run --user asks the caller's own manager for the scope.
    ...(spec.isolation === 'root' ? {} : { XDG_RUNTIME_DIR, DBUS_SESSION_BUS_ADDRESS }),
    [SPEC_VARIABLE]: JSON.stringify(spec),
  };
}

const read = readOptions(process.argv.slice(2));
if (!read.ok) {
  process.stderr.write(`desktop: ${read.reason}\n${USAGE}`);
  process.exit(EXIT_MISSING);
}
try {
  process.exitCode = await session(read.options);
} catch (error) {
  process.stderr.write(`desktop: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof MissingThing ? EXIT_MISSING : EXIT_DESKTOP_FAILED;
}
// A signal handler's timer, or a stdin that somebody holds open, must not keep the wrapper.
process.exit();
