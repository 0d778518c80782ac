// @ts-check
/**
 * Which sessions live on this machine, and what dead ones left behind.
 *
 * A session claims a numbered slot: a folder with an `owner.json` in it. The number makes its uid and cgroup name unique.
 * The owner is a pid with its start time, so a recycled pid is never taken for a living session.
 */

import { mkdirSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { removeCgroup } from './cgroup.mjs';
import { handBackOut } from './project-out.mjs';

const MOST_SLOTS = 64;

/**
 * @typedef {object} Owner
 * @property {number} pid the wrapper
 * @property {string} startTime field 22 of /proc/PID/stat, in clock ticks since boot
 * @property {string} project
 * @property {number} uid
 * @property {number | null} gid the gid that may write to `<project>/out`; null when nobody had to be let in
 * @property {string | null} cgroup folder on cgroup2 to remove, with every process in it; null when systemd sees to that
 * @property {string | null} temporary folder to remove
 */

/** @param {number | 'self'} pid @returns {string | null} null when there is no such process (or only its zombie) */
export function startTimeOf(pid) {
  try {
    // The second field is the program's name in brackets and may hold spaces and brackets itself.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return fields[0] === 'Z' ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
}

/** Where slots are kept: a folder only this user can write to, on a tmpfs that a reboot empties. */
export function slotsFolder() {
  if (process.getuid?.() === 0) return '/run/hermes-tray-desktop';
  const runtime = process.env['XDG_RUNTIME_DIR'] ?? `/run/user/${process.getuid?.()}`;
  return join(runtime, 'hermes-tray-desktop');
}

/**
 * Claims the first free slot that `accept` agrees to. Call {@link sweep} first, so that dead sessions' slots are free.
 * @param {(slot: number) => Owner | null} accept
 * @returns {{ slot: number, folder: string, owner: Owner }}
 */
export function claimSlot(accept) {
  const slots = slotsFolder();
  mkdirSync(slots, { recursive: true, mode: 0o755 });
  for (let slot = 1; slot <= MOST_SLOTS; slot += 1) {
    const owner = accept(slot);
    if (owner === null) continue;
    // Filled first and renamed then: a slot never exists without its owner.
    const draft = join(slots, `.draft-${owner.pid}-${slot}`);
    const folder = join(slots, String(slot));
    mkdirSync(draft, { recursive: true, mode: 0o755 });
    writeFileSync(join(draft, 'owner.json'), JSON.stringify(owner));
    try {
      renameSync(draft, folder);
      return { slot, folder, owner };
    } catch {
      rmSync(draft, { recursive: true, force: true });
    }
  }
  throw new Error(`all ${MOST_SLOTS} slots in ${slots} are taken by living sessions`);
}

/** Adds what became known of a session after its start. @param {string} folder @param {Owner} owner */
export function updateOwner(folder, owner) {
  const draft = join(folder, '.owner.json');
  writeFileSync(draft, JSON.stringify(owner));
  renameSync(draft, join(folder, 'owner.json'));
}

/** @returns {{ folder: string, owner: Owner, isAlive: boolean }[]} */
export function listSlots() {
  const slots = slotsFolder();
  /** @type {{ folder: string, owner: Owner, isAlive: boolean }[]} */
  const found = [];
  for (const name of namesIn(slots).filter((name) => /^\d+$/.test(name))) {
    const folder = join(slots, name);
    try {
      // Written by claimSlot() into a folder only this user can write to.
      const owner = /** @type {Owner} */ (JSON.parse(readFileSync(join(folder, 'owner.json'), 'utf8')));
      found.push({ folder, owner, isAlive: startTimeOf(owner.pid) === owner.startTime });
    } catch {
      // Vanished between the listing and the reading: its session has just ended.
    }
  }
  return found;
}

/** Removes what sessions left whose wrapper was killed. Their processes are gone already: the kernel saw to that. */
export async function sweep() {
  for (const { folder, owner, isAlive } of listSlots()) {
    if (!isAlive) await releaseSlot(folder, owner);
  }
  const slots = slotsFolder();
  for (const name of namesIn(slots)) {
    const draftPid = /^\.draft-(\d+)-/.exec(name)?.[1];
    if (draftPid !== undefined && startTimeOf(Number(draftPid)) === null)
      rmSync(join(slots, name), { recursive: true, force: true });
  }
}

/**
 * Gives everything of a session back; safe to run twice and from two sweepers.
 * @param {string} folder
 * @param {Owner} owner
 */
export async function releaseSlot(folder, owner) {
  if (owner.cgroup !== null) await removeCgroup(owner.cgroup);
  if (owner.gid !== null) {
    const isSharedStill = listSlots().some(
      (other) => other.folder !== folder && other.isAlive && other.owner.project === owner.project,
    );
    handBackOut({ project: owner.project, uid: owner.uid, gid: owner.gid, isSharedStill });
  }
  if (owner.temporary !== null) rmSync(owner.temporary, { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
  try {
    rmdirSync(dirname(folder));
  } catch {
    // Other sessions are still in there.
  }
}

/** @param {string} folder @returns {string[]} empty when the folder isn't there */
function namesIn(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
