#!/usr/bin/env node
// @ts-check
/**
 * Brings a bare checkout to where a script can run: npm packages, Electron, and the Debian packages of the private desktop
 * session. Each step looks first and does nothing, and asks no network, when nothing is missing.
 *
 * By hand: `node scripts/setup.mjs [node|build|desktop]` (desktop).
 */

import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { electronRuntime } from './electron-runtime.mjs';
import { DESKTOP_PACKAGES, ELECTRON_PACKAGES, installCommand, missingPackages } from './lib/debian-packages.mjs';
import { PROJECT, runProgram } from './lib/files.mjs';

const LOCK = join(PROJECT, 'package-lock.json');
const INSTALLED_LOCK = join(PROJECT, 'node_modules/.cache/hermes-tray/installed-lock');
/** npm's own note of what it installed, there after every `npm ci` and `npm install`. */
const NPM_LOCK = join(PROJECT, 'node_modules/.package-lock.json');
const NPM_DEADLINE_MS = 15 * 60_000;
const APT_DEADLINE_MS = 15 * 60_000;

/** What a person has to do themselves; `exitCode` is for the script that asked. */
export class SetupError extends Error {
  /** @param {string} message @param {number} [exitCode] */
  constructor(message, exitCode = 2) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** @typedef {'node' | 'build' | 'desktop'} Need npm packages; and Electron with its libraries; and the private desktop */

/** @param {{ need: Need }} options @throws {SetupError} */
export async function setup({ need }) {
  await installNodePackages();
  if (need === 'node') return;
  await installDebianPackages(need === 'desktop' ? [...ELECTRON_PACKAGES, ...DESKTOP_PACKAGES] : ELECTRON_PACKAGES);
  try {
    await electronRuntime();
  } catch (error) {
    throw new SetupError(error instanceof Error ? error.message : String(error), 1);
  }
}

async function installNodePackages() {
  const wanted = createHash('sha256').update(readFileSync(LOCK)).digest('hex');
  if (installedLock() === wanted) return;
  // A person who has just run npm themselves is believed.
  if (!existsSync(INSTALLED_LOCK) && hasInstalledExactly()) return writeAtomically(INSTALLED_LOCK, wanted);

  say('installing the npm packages (log: out/setup/npm.log)');
  const log = logFile('npm.log');
  const done = await runProgram('npm', ['ci'], { cwd: PROJECT, deadlineMs: NPM_DEADLINE_MS, log: log.fd });
  closeSync(log.fd);
  if (!done.ok) throw new SetupError(`${done.reason}\n${errorLines(log.path)}`, 1);
  writeAtomically(INSTALLED_LOCK, wanted);
}

/** Whether node_modules holds the versions that the lock file names. */
function hasInstalledExactly() {
  if (!existsSync(NPM_LOCK)) return false;
  const versionsIn = (/** @type {string} */ file) => {
    const { packages } = /** @type {{ packages: Record<string, { version?: string, optional?: boolean }> }} */ (
      JSON.parse(readFileSync(file, 'utf8'))
    );
    return packages;
  };
  const installed = versionsIn(NPM_LOCK);
  return Object.entries(versionsIn(LOCK)).every(
    // Optional ones are those of other platforms.
    ([path, { version, optional }]) =>
      !path.startsWith('node_modules/') || (optional && !installed[path]) || installed[path]?.version === version,
  );
}

/** @returns {string | null} hash of the lock file that node_modules was installed from */
function installedLock() {
  try {
    return readFileSync(INSTALLED_LOCK, 'utf8');
  } catch {
    return null;
  }
}

/** @param {readonly import('./lib/debian-packages.mjs').DebianPackage[]} packages */
async function installDebianPackages(packages) {
  const missing = missingPackages(packages);
  if (missing.length === 0) return;
  const names = missing.map(({ name }) => name).join(' ');
  const command = installCommand(missing);
  const isRoot = process.getuid?.() === 0;
  if (!isRoot || !existsSync('/usr/bin/apt-get')) {
    const how = existsSync('/usr/bin/apt-get')
      ? `Install with:  sudo ${command}`
      : 'Install them with this system’s package manager (the names are Debian’s).';
    throw new SetupError(`These packages are missing: ${names}\n${how}`);
  }
  const log = logFile('apt-get.log');
  say(`installing the Debian packages ${names} (log: ${log.path})`);
  const options = {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    deadlineMs: APT_DEADLINE_MS,
    log: log.fd,
  };
  const updated = await runProgram('apt-get', ['update'], options);
  const installed = updated.ok ? await runProgram('apt-get', command.split(' ').slice(1), options) : updated;
  closeSync(log.fd);
  if (!installed.ok)
    throw new SetupError(`${installed.reason}\n${errorLines(log.path)}\nBy hand:  apt-get update && ${command}`, 1);
  const still = missingPackages(packages);
  if (still.length > 0)
    throw new SetupError(
      `apt-get succeeded, but these are missing still: ${still.map(({ files }) => files[0]).join(' ')}`,
      1,
    );
}

/** @param {string} name */
function logFile(name) {
  const folder = join(PROJECT, 'out/setup');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, name);
  return { path, fd: openSync(path, 'w') };
}

/** npm says first what went wrong, and then prints its help; apt-get marks it with E:. @param {string} file */
function errorLines(file) {
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  const errors = lines.filter((line) => /^(npm error|E:)/.test(line)).slice(0, 10);
  return (errors.length > 0 ? errors : lines.slice(-10)).map((line) => `  ${line}`).join('\n');
}

/** @param {string} file @param {string} text */
function writeAtomically(file, text) {
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, text);
  renameSync(draft, file);
}

/** @param {string} line */
function say(line) {
  process.stderr.write(`setup: ${line}\n`);
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const need = process.argv[2] ?? 'desktop';
  try {
    if (need !== 'node' && need !== 'build' && need !== 'desktop')
      throw new SetupError(`usage: setup.mjs [node|build|desktop], not ${need}`);
    await setup({ need });
  } catch (error) {
    process.stderr.write(`setup: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = error instanceof SetupError ? error.exitCode : 1;
  }
}
