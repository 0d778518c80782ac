// @ts-check
/** What a session is to be: decided by the wrapper, handed down its stages as JSON in one environment variable. */

import { constants } from 'node:os';

/**
 * @typedef {object} SessionSpec
 * @property {'root' | 'user-namespace' | 'plain'} isolation how teardown and privacy are reached, see README.md
 * @property {{ uid: number, gid: number, name: string }} user
 * @property {string} home
 * @property {string} runtime XDG_RUNTIME_DIR
 * @property {string} state folder of logs and facts about the session, HERMES_TRAY_DESKTOP_DIR
 * @property {string} project the checkout; also the command's working directory
 * @property {string} stage an existing empty folder, where mounts are kept for a moment
 * @property {readonly string[]} reachable paths that must stay reachable for the user, at the same place
 * @property {string} screen such as 1280x800x24
 * @property {import('./desktop-config.mjs').PanelTheme} panel
 * @property {boolean} hasDisplay
 * @property {boolean} hasPanel
 * @property {boolean} hasJournal
 * @property {boolean} showsTimings
 * @property {number} startedAt ms since the epoch
 * @property {Readonly<Record<string, string>>} environment of the caller that the command sees too
 * @property {readonly string[]} command
 */

/** Below the project: the session's user gets its own, empty ones. */
export const SCRATCH_FOLDERS = ['node_modules/.vite', 'node_modules/.vite-temp'];

export const SPEC_VARIABLE = 'HERMES_TRAY_DESKTOP_SPEC';

/** Said by exit code, so that a test run tells "the desktop didn't come up" from a failed test. */
export const EXIT_MISSING = 2;
export const EXIT_DESKTOP_FAILED = 125;

/** @returns {SessionSpec} */
export function readSpec() {
  const json = process.env[SPEC_VARIABLE];
  if (json === undefined)
    throw new Error(`${SPEC_VARIABLE} is not set: this file is started by session.mjs, not by hand`);
  // Written by session.mjs of the same checkout.
  return /** @type {SessionSpec} */ (JSON.parse(json));
}

/** @param {SessionSpec} spec @param {string} event */
export function sayTiming(spec, event) {
  if (spec.showsTimings)
    process.stderr.write(`desktop: ${String(Date.now() - spec.startedAt).padStart(5)} ms  ${event}\n`);
}

/** @param {{ code: number | null, signal: NodeJS.Signals | null }} ended @returns {number} the code a shell would give */
export function exitCodeOf({ code, signal }) {
  return code ?? 128 + (signal === null ? 0 : (SIGNAL_NUMBERS[signal] ?? 0));
}

/** @type {Readonly<Partial<Record<NodeJS.Signals, number>>>} */
const SIGNAL_NUMBERS = constants.signals;
