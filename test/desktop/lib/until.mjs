// @ts-check
/** Waiting for conditions of other programs, always with a deadline. */

import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

/** Thrown by a condition to end the wait at once: what is waited for can't happen any more. */
export class GiveUp extends Error {}

/**
 * Polls an outside condition. 20 ms is short against everything waited for here, so nothing is gained by inotify.
 * @template T
 * @param {string} what said in the error, e.g. "the session bus socket"
 * @param {() => T | Promise<T>} condition truthy ends the wait; a throw counts as "not yet", but for {@link GiveUp}
 * @param {{ deadlineMs?: number, intervalMs?: number }} [options]
 * @returns {Promise<NonNullable<T>>}
 */
export async function until(what, condition, { deadlineMs = 10_000, intervalMs = 20 } = {}) {
  const start = Date.now();
  /** @type {unknown} */
  let lastError;
  for (;;) {
    try {
      const value = await condition();
      if (value) return /** @type {NonNullable<T>} */ (value);
    } catch (error) {
      if (error instanceof GiveUp) throw error;
      lastError = error;
    }
    if (Date.now() - start > deadlineMs) {
      const reason = lastError instanceof Error ? ` (${lastError.message.trim()})` : '';
      throw new Error(`waited ${deadlineMs} ms in vain for ${what}${reason}`);
    }
    await sleep(intervalMs);
  }
}

/**
 * Runs a program to its end and gives back what it printed; never throws for a non-zero exit.
 * @param {string} file
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, deadlineMs?: number }} [options]
 * @returns {Promise<{ code: number, stdout: string, stderr: string }>} code is 127 when the program isn't there, 124 past the deadline
 */
export function run(file, args, { env = process.env, deadlineMs = 10_000 } = {}) {
  return new Promise((resolve) => {
    execFile(
      file,
      [...args],
      { env, timeout: deadlineMs, killSignal: 'SIGKILL', maxBuffer: 64 << 20 },
      (error, stdout, stderr) => {
        const code =
          error === null ? 0 : typeof error.code === 'number' ? error.code : error.code === 'ENOENT' ? 127 : 124;
        resolve({ code, stdout, stderr });
      },
    );
  });
}
