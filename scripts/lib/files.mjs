// @ts-check
/** Small things done with files and programs by more than one script. */

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** The checkout. */
export const PROJECT = resolve(import.meta.dirname, '../..');

/** @param {string} file @param {'sha256' | 'sha512'} algorithm @param {'hex' | 'base64'} encoding */
export async function hashOf(file, algorithm, encoding) {
  const hash = createHash(algorithm);
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash);
  return hash.digest(encoding);
}

/**
 * Runs a program to its end.
 * @param {string} file
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, deadlineMs: number, log?: number }} options log: a file descriptor that
 * takes the output instead of `output`
 * @returns {Promise<{ ok: true, output: string } | { ok: false, reason: string }>} output: stdout and stderr together
 */
export function runProgram(file, args, { cwd, env = process.env, deadlineMs, log }) {
  return new Promise((resolve) => {
    const child = spawn(file, args, {
      ...(cwd === undefined ? {} : { cwd }),
      env,
      stdio: ['ignore', log ?? 'pipe', log ?? 'pipe'],
      timeout: deadlineMs,
      killSignal: 'SIGKILL',
    });
    let output = '';
    child.stdout?.on('data', (chunk) => (output += chunk));
    child.stderr?.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => resolve({ ok: false, reason: error.message }));
    child.on('close', (code, signal) => {
      if (code === 0) resolve({ ok: true, output });
      else
        resolve({
          ok: false,
          reason: `${file} ended with ${signal ?? code}${output === '' ? '' : `: ${output.trim().split('\n').slice(-5).join('\n')}`}`,
        });
    });
  });
}
