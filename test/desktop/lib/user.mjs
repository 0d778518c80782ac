// @ts-check
/** Whom a session runs as, what that user gets to see of the caller's environment, and of the file system. */

import { readFileSync, realpathSync } from 'node:fs';
import { dirname } from 'node:path';

// Ordinary ids, above those that adduser hands out first. Ids of the system's or of DynamicUser= would not do: journald puts
// their messages into the system's journal.
const GID = 58_400;

/**
 * @param {number} slot
 * @returns {{ uid: number, gid: number } | null} null when someone on this machine has the uid
 */
export function freeIds(slot) {
  const uid = GID + slot;
  const isTaken = (/** @type {string} */ file, /** @type {number} */ id) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .some((line) => line.split(':')[2] === String(id));
  if (isTaken('/etc/group', GID)) throw new Error(`the group id ${GID} is taken on this machine (/etc/group)`);
  return isTaken('/etc/passwd', uid) ? null : { uid, gid: GID };
}

const PASSED = /^(HERMES_TRAY_.*|CI|FORCE_COLOR|NO_COLOR|VITEST.*|TERM)$/;
// The outer session's, when one runs inside another.
const REPLACED = ['HERMES_TRAY_PROJECT', 'HERMES_TRAY_DESKTOP_DIR', 'HERMES_TRAY_DESKTOP_SPEC'];

/** @param {NodeJS.ProcessEnv} env @returns {Record<string, string>} */
export function passedEnvironment(env) {
  /** @type {Record<string, string>} */
  const passed = {};
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && PASSED.test(name) && !REPLACED.includes(name)) passed[name] = value;
  }
  return passed;
}

/**
 * Node's whole prefix, since npm lies beside it.
 * @param {string} project
 * @returns {string[]}
 */
export function reachablePaths(project) {
  const override = process.env['HERMES_TRAY_ELECTRON_DIST'];
  const prefix = dirname(dirname(realpathSync(process.execPath)));
  return [project, prefix, ...(override === undefined ? [] : [realpathSync(override)])].filter((path) => path !== '/');
}
