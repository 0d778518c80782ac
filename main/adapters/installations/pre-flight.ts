import { constants } from 'node:fs';
import { access, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { t } from '../../core/i18n';
import { MOST_CHANGED, type PreFlight } from '../../core/update-findings';
import { within } from './budget';
import { remoteTip } from './check';
import { readCode } from './code';
import { reasonOf } from './failures';
import type { Git } from './git';
import { readSmallFile } from './small-file';

const LOCAL_DEADLINE_MS = 8_000;
const REMOTE_DEADLINE_MS = 10_000;
/** Hermes' own limit for its lock. */
const LOCK_MS = 20 * 60_000;
/** Hermes' own limit for an update that a chat asked for. */
const PENDING_MS = 30 * 60_000;

/** Looks at all that an update may run into, all of it at once. */
export async function lookBefore(
  git: Git,
  now: number,
  { checkout, root, homes }: { readonly checkout: string; readonly root: string; readonly homes: readonly string[] },
): Promise<PreFlight> {
  const [other, changed, freeBytes, reach, program] = await Promise.all([
    within(LOCAL_DEADLINE_MS, findOther(root, homes, now), null),
    findChanged(git, checkout),
    within(LOCAL_DEADLINE_MS, readFreeBytes(checkout), null),
    readReach(git, checkout),
    within(LOCAL_DEADLINE_MS, findProgram(checkout), true),
  ]);
  const noProgram = program ? null : t('installation.noProgram', { folder: join(checkout, 'venv/bin') });
  return {
    other,
    changed: changed.files.slice(0, MOST_CHANGED),
    changedCount: changed.files.length,
    freeBytes,
    unreachable: reach.unreachable,
    broken: reach.broken ?? changed.broken ?? noProgram,
  };
}

async function findOther(root: string, homes: readonly string[], now: number): Promise<PreFlight['other']> {
  const lock = await readSmallFile(join(root, '.hermes-update-in-progress'));
  if (lock !== null) {
    const [pid, startedAt] = lock.text.split('\n').map((line) => Number(line.trim()));
    const age = now - (startedAt || lock.writtenAt / 1000) * 1000;
    if (pid !== undefined && Number.isInteger(pid) && pid > 0 && age < LOCK_MS && isAlive(pid)) return { pid };
  }
  for (const home of [...new Set([root, ...homes])]) {
    const pending = await readSmallFile(join(home, '.update_pending.json'));
    if (pending !== null && now - pending.writtenAt < PENDING_MS) return { pid: null };
  }
  return null;
}

/** Untracked files, too, which an update sets aside; not what the checkout ignores. */
async function findChanged(
  git: Git,
  checkout: string,
): Promise<{ readonly files: readonly string[]; readonly broken: string | null }> {
  const args = ['status', '--porcelain', '-z', '--no-renames', '--untracked-files=normal'];
  const status = await git.run(args, { folder: checkout, deadlineMs: LOCAL_DEADLINE_MS });
  if (status.kind !== 'output') {
    return { files: [], broken: t('installation.unreadable', { checkout, why: reasonOf(status) }) };
  }
  const entries = status.text.split('\0').filter((entry) => entry !== '');
  return { files: entries.map((entry) => entry.slice(3)), broken: null };
}

/** What this user may still write. */
async function readFreeBytes(checkout: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(checkout);
    return bavail * bsize;
  } catch {
    return null;
  }
}

async function readReach(
  git: Git,
  checkout: string,
): Promise<{ readonly unreachable: string | null; readonly broken: string | null }> {
  const code = await readCode(git, checkout, LOCAL_DEADLINE_MS);
  if (!code.ok) return { unreachable: null, broken: code.message };
  const tip = await remoteTip(git, checkout, code.value.branch, REMOTE_DEADLINE_MS);
  return { unreachable: tip.ok ? null : tip.message, broken: null };
}

/** Something to run Hermes with. */
async function findProgram(checkout: string): Promise<boolean> {
  for (const name of ['hermes', 'python']) {
    try {
      await access(join(checkout, 'venv/bin', name), constants.X_OK);
      return true;
    } catch {
      // The next.
    }
  }
  return false;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
