// @ts-check
/** One's place on cgroup2, on a pure v2 machine as on one that has v1 beside it; killing and removing a whole cgroup. */

import { existsSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** @returns {string | null} where cgroup2 is mounted */
export function cgroup2Mount() {
  for (const line of readFileSync('/proc/self/mountinfo', 'utf8').split('\n').reverse()) {
    // proc_pid_mountinfo(5): the fifth field is the mount point, the file system follows a lone dash.
    const [before = '', after = ''] = line.split(' - ');
    const mount = before.split(' ')[4];
    // Inside a session the machine's own mount is still listed, under the session's; the later one is the one in sight.
    if (after.startsWith('cgroup2 ') && mount !== undefined && existsSync(join(mount, 'cgroup.procs'))) return mount;
  }
  return null;
}

/** @returns {string} folder of this process' own cgroup */
export function ownCgroup() {
  const mount = cgroup2Mount();
  if (mount === null) throw new Error('cgroup2 is not mounted on this machine');
  return join(mount, /^0::(.*)$/m.exec(readFileSync('/proc/self/cgroup', 'utf8'))?.[1] ?? '/');
}

/**
 * Kills every process in it and below, and removes it.
 * @param {string} cgroup
 * @param {number} [deadlineMs] a killed process leaves its cgroup only when the kernel has put its memory away
 */
export async function removeCgroup(cgroup, deadlineMs = 5_000) {
  const start = Date.now();
  for (;;) {
    killCgroup(cgroup);
    if (removeTree(cgroup)) return;
    if (Date.now() - start > deadlineMs)
      throw new Error(`the cgroup ${cgroup} can't be removed: it still has processes`);
    await sleep(10);
  }
}

/** The caller too, when it's in there: last, and at once. @param {string} cgroup */
export function killCgroup(cgroup) {
  try {
    writeFileSync(join(cgroup, 'cgroup.kill'), '1');
  } catch {
    // Gone, or a kernel before 5.14.
    for (const pid of processesBelow(cgroup)) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It ended by itself.
      }
    }
  }
}

/** @param {string} cgroup @returns {number[]} the caller's own pid last */
function processesBelow(cgroup) {
  const below = foldersIn(cgroup).flatMap((folder) => processesBelow(folder));
  try {
    const own = readFileSync(join(cgroup, 'cgroup.procs'), 'utf8').split('\n').filter(Boolean).map(Number);
    return [...below, ...own].sort((a, b) => Number(a === process.pid) - Number(b === process.pid));
  } catch {
    return below;
  }
}

/** rmdir from the leaves up; a cgroup's files can't and needn't be removed. @param {string} folder @returns {boolean} */
function removeTree(folder) {
  for (const child of foldersIn(folder)) removeTree(child);
  try {
    rmdirSync(folder);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ENOENT';
  }
}

/** @param {string} folder @returns {string[]} empty when the folder isn't there */
function foldersIn(folder) {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(folder, entry.name));
  } catch {
    return [];
  }
}
