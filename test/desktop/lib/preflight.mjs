// @ts-check
/** What a session needs of the machine, looked at before anything is started, and said with what installs it. */

import { lstatSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DESKTOP_PACKAGES, installCommand, missingPackages } from '../../../scripts/lib/debian-packages.mjs';
import { cgroup2Mount } from './cgroup.mjs';
import { run } from './until.mjs';

/** Something the session can't do without; the message says what and how to get it. */
export class MissingThing extends Error {}

/**
 * @param {{ hasJournal: boolean }} options
 * @param {string} project
 * @returns {Promise<import('./spec.mjs').SessionSpec['isolation']>}
 */
export async function checkMachine({ hasJournal }, project) {
  const isRoot = process.getuid?.() === 0;
  const missing = missingPackages(DESKTOP_PACKAGES);
  if (missing.length > 0) {
    const names = missing.map(({ name }) => name).join(', ');
    throw new MissingThing(
      `the private desktop session needs ${names}.\nInstall with:  ${isRoot ? '' : 'sudo '}${installCommand(missing)}`,
    );
  }
  if (cgroup2Mount() === null)
    throw new MissingThing('cgroup2 is not mounted. Mount it with:  mount -t cgroup2 cgroup2 /sys/fs/cgroup');
  if (isRoot) {
    checkReadable(project);
    return 'root';
  }
  if (hasJournal) throw new MissingThing('--journal needs root: systemd-journald only runs as root');
  const { code, stderr } = await run('systemctl', ['--user', 'show-environment']);
  if (code !== 0) {
    throw new MissingThing(
      `as an ordinary user the session needs that user's systemd, for a cgroup of its own: ${stderr.trim()}\n` +
        'Log in on a machine that runs systemd, or run this as root.',
    );
  }
  // Distributions that forbid user namespaces are rare on the machines this is written on; so this path can be asked for.
  if (process.env['HERMES_TRAY_DESKTOP_ISOLATION'] === 'plain') return 'plain';
  const probe = await run('unshare', [
    '--user',
    '--map-root-user',
    '--mount',
    '--pid',
    '--cgroup',
    '--fork',
    '--mount-proc',
    'true',
  ]);
  return probe.code === 0 ? 'user-namespace' : 'plain';
}

/** The session's user is none of the project's owner or group. @param {string} project */
function checkReadable(project) {
  for (const path of [
    project,
    ...['package.json', 'test/desktop/session.mjs', 'node_modules'].map((name) => join(project, name)),
  ]) {
    const stat = lstatSync(path, { throwIfNoEntry: false }) ?? statSync(project);
    const wanted = stat.isDirectory() ? 0o005 : 0o004;
    if (!stat.isSymbolicLink() && (stat.mode & wanted) !== wanted) {
      throw new MissingThing(
        `the session's unprivileged user can't read ${path}.\nOpen it with:  chmod -R go+rX ${project}`,
      );
    }
  }
}
