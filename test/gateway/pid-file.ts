/**
 * gateway.pid and gateway.lock.
 *
 * The lock is a real flock although Node has none: util-linux' `flock` locks the open file description it
 * inherits from us, and that stays locked until we close it or die. /proc/locks therefore names the
 * long-gone helper's pid. Without the tool the lock falls back to the record's pid + start time.
 */
import { spawnSync } from 'node:child_process';
import { closeSync, ftruncateSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import type { HomePaths } from './home';
import { dumps, type JsonRecord, readRecord } from './json';
import { isSameProcess, type ProcessIdentity } from './process-identity';
import type { VersionFacts } from './versions';

/** The living gateway a home's gateway.pid names. */
export function runningGateway(paths: HomePaths): ProcessIdentity | undefined {
  return livingOwner(readRecord(paths.pid));
}

function livingOwner(record: JsonRecord | undefined): ProcessIdentity | undefined {
  const pid = record?.['pid'];
  const startTime = record?.['start_time'];
  if (typeof pid !== 'number' || typeof startTime !== 'number') return undefined;
  return isSameProcess({ pid, startTime }) ? { pid, startTime } : undefined;
}

export type Claim =
  | { readonly ok: true; readonly release: () => void }
  | { readonly ok: false; readonly reason: string };

/** Takes the lock, then creates gateway.pid with O_EXCL. Refusals carry Hermes' own log line. */
export function claimHome(paths: HomePaths, facts: VersionFacts, record: JsonRecord): Claim {
  const text = dumps(record, facts.stateWrittenInPlace ? 'spaced' : 'compact');
  const earlier = livingOwner(readRecord(paths.lock));
  const lock = openSync(paths.lock, 'a+');
  if (!lockExclusively(lock, earlier)) {
    closeSync(lock);
    return { ok: false, reason: 'Gateway runtime lock is already held by another instance. Exiting.' };
  }
  ftruncateSync(lock);
  writeSync(lock, text);
  // The lock is ours, so whatever gateway.pid says is stale (get_running_pid's cleanup).
  if (runningGateway(paths) === undefined) rmSync(paths.pid, { force: true });
  try {
    writeFileSync(paths.pid, text, { flag: 'wx', mode: 0o644 });
  } catch {
    closeSync(lock);
    return { ok: false, reason: 'PID file race lost to another gateway instance. Exiting.' };
  }
  return {
    ok: true,
    release: () => {
      // Only the owner deletes it: after a takeover the file may name the next gateway.
      if (readRecord(paths.pid)?.['pid'] === process.pid) rmSync(paths.pid, { force: true });
      closeSync(lock);
    },
  };
}

function lockExclusively(handle: number, earlier: ProcessIdentity | undefined): boolean {
  const flock = spawnSync('flock', ['--exclusive', '--nonblock', '3'], {
    stdio: ['ignore', 'ignore', 'ignore', handle],
    timeout: 5000,
  });
  return flock.error === undefined ? flock.status === 0 : earlier === undefined;
}
