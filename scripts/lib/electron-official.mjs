// @ts-check
/** The official Electron from its GitHub release, checked against the sums that its npm package brings. */

import { createWriteStream } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { hashOf, PROJECT } from './files.mjs';
import { unzip } from './unzip.mjs';

const PACKAGE = join(PROJECT, 'node_modules/electron');
const RELEASES = 'https://github.com/electron/electron/releases/download/';
/** Where GitHub isn't reached, a fallback is at hand: no long retries. */
const CONNECT_DEADLINE_MS = 10_000;
const STALL_DEADLINE_MS = 30_000;

/** @returns {Promise<{ version: string, archive: string, sha256: string }>} what the installed npm package pins */
export async function officialRelease() {
  const { version } = /** @type {{ version: string }} */ (
    JSON.parse(await readFile(join(PACKAGE, 'package.json'), 'utf8'))
  );
  const archive = `electron-v${version}-linux-${process.arch}.zip`;
  const sums = /** @type {Record<string, string>} */ (
    JSON.parse(await readFile(join(PACKAGE, 'checksums.json'), 'utf8'))
  );
  const sha256 = sums[archive];
  if (sha256 === undefined) throw new Error(`Electron ${version} has no release for linux-${process.arch}`);
  return { version, archive, sha256 };
}

/**
 * @param {{ version: string, archive: string, sha256: string }} release
 * @param {string} folder to unpack into; the archive lies beside it for a while
 * @returns {Promise<{ ok: true } | { ok: false, reason: string }>}
 */
export async function fetchOfficial({ version, archive, sha256 }, folder) {
  // The same variable as @electron/get's, for networks that have a mirror.
  const base = process.env['ELECTRON_MIRROR'] ?? RELEASES;
  const url = `${base.replace(/\/?$/, '/')}v${version}/${archive}`;
  const zip = `${folder}.zip`;
  try {
    await download(url, zip);
    const found = await hashOf(zip, 'sha256', 'hex');
    if (found !== sha256) return { ok: false, reason: `${url} has the sha256 ${found}, not ${sha256}` };
    await unzip(zip, folder);
    return { ok: true };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return { ok: false, reason: `${url}: ${cause instanceof Error ? cause.message : String(cause)}` };
  } finally {
    await rm(zip, { force: true });
  }
}

/** @param {string} url @param {string} file */
async function download(url, file) {
  const abort = new AbortController();
  let timer = setTimeout(
    () => abort.abort(new Error(`no answer in ${CONNECT_DEADLINE_MS / 1000} s`)),
    CONNECT_DEADLINE_MS,
  );
  try {
    const response = await fetch(url, { signal: abort.signal });
    if (!response.ok || response.body === null) throw new Error(`HTTP ${response.status}`);
    const body = Readable.fromWeb(/** @type {import('node:stream/web').ReadableStream} */ (response.body));
    const rearm = () => {
      clearTimeout(timer);
      timer = setTimeout(() => abort.abort(new Error(`stalled for ${STALL_DEADLINE_MS / 1000} s`)), STALL_DEADLINE_MS);
    };
    body.on('data', rearm);
    await pipeline(body, createWriteStream(file));
  } finally {
    clearTimeout(timer);
  }
}
