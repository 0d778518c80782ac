// @ts-check
/**
 * Lets the session's unprivileged user write below `<project>/out`, the only place of the checkout it may write to.
 *
 * By group, not by owner: the project's owner (a build running at the same time) can go on writing, and two sessions with
 * different uids share the folder. What the session made is given to the project's owner at the end.
 */

import { chmodSync, existsSync, lchownSync, lstatSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

const SETUID_OR_SETGID = 0o6000;

/**
 * Folders that the session covers with its own must exist to be covered.
 * @param {string} project
 * @param {readonly string[]} names
 */
export function makeScratchFolders(project, names) {
  const owner = statSync(project);
  for (const path of names.map((name) => join(project, name))) {
    // Not without node_modules: an empty one would look like an installed one.
    if (!existsSync(dirname(path)) || mkdirSync(path, { recursive: true }) === undefined) continue;
    lchownSync(path, owner.uid, owner.gid);
  }
}

/** @param {{ project: string, gid: number }} who */
export function openOut({ project, gid }) {
  const out = join(project, 'out');
  const owner = statSync(project);
  if (mkdirSync(out, { recursive: true }) !== undefined) lchownSync(out, owner.uid, owner.gid);
  walk(out, (path, stat) => {
    // chown would strip chrome-sandbox in a packed app of its setuid bit.
    if (stat.isSymbolicLink() || stat.mode & SETUID_OR_SETGID) return;
    if (stat.gid !== gid) lchownSync(path, stat.uid, gid);
    const mode = (stat.mode & 0o777) | (stat.isDirectory() ? 0o070 : 0o060);
    if ((stat.mode & 0o777) !== mode) chmodSync(path, mode);
  });
}

/**
 * @param {{ project: string, uid: number, gid: number, isSharedStill: boolean }} who isSharedStill: another session writes
 * there by the same group, which must stay
 */
export function handBackOut({ project, uid, gid, isSharedStill }) {
  /** @type {{ uid: number, gid: number }} */
  let owner;
  try {
    owner = statSync(project);
  } catch {
    return; // The checkout is gone, and its out/ with it.
  }
  walk(join(project, 'out'), (path, stat) => {
    const isMine = stat.uid === uid;
    const hasOurGroup = stat.gid === gid;
    if (!isMine && !(hasOurGroup && !isSharedStill)) return;
    lchownSync(path, isMine ? owner.uid : stat.uid, hasOurGroup && !isSharedStill ? owner.gid : stat.gid);
  });
}

/**
 * @param {string} path
 * @param {(path: string, stat: import('node:fs').Stats) => void} visit
 */
function walk(path, visit) {
  /** @type {import('node:fs').Stats} */
  let stat;
  try {
    stat = lstatSync(path);
    visit(path, stat);
    if (!stat.isDirectory()) return;
    for (const name of readdirSync(path)) walk(join(path, name), visit);
  } catch (error) {
    // A build running at the same time replaces files under our feet.
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}
