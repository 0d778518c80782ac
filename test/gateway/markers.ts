/** The marker files that decide what a SIGTERM means. */
import { readFileSync, rmSync } from 'node:fs';
import type { HomePaths } from './home';
import { dumps, readRecord, writeAtomically } from './json';
import type { ProcessIdentity } from './process-identity';
import { isoMicroseconds } from './time';
import type { VersionFacts } from './versions';

/** Wall clock, never scaled: other programs write these files as well. */
const MARKER_TTL_MS = 60_000;

export type MarkerPresence = 'absent' | 'self' | 'other';

/** Whom a marker names. One that is too old, or not readable, names nobody and is removed. */
export function markerFor(path: string, identity: ProcessIdentity): MarkerPresence {
  const record = readRecord(path);
  if (record === undefined) return 'absent';
  const writtenAt = Date.parse(String(record['written_at']));
  if (!(Math.abs(Date.now() - writtenAt) <= MARKER_TTL_MS)) {
    rmSync(path, { force: true });
    return 'absent';
  }
  const named = record['target_pid'] === identity.pid && record['target_start_time'] === identity.startTime;
  return named ? 'self' : 'other';
}

/** The same, and the marker that names us is used up. */
export function consumeMarker(path: string, identity: ProcessIdentity): MarkerPresence {
  const presence = markerFor(path, identity);
  if (presence === 'self') rmSync(path, { force: true });
  return presence;
}

export function writeTakeoverMarker(paths: HomePaths, facts: VersionFacts, target: ProcessIdentity): void {
  const homes = facts.namesHome ? { target_hermes_home: paths.home, replacer_hermes_home: paths.home } : {};
  const record = {
    target_pid: target.pid,
    target_start_time: target.startTime,
    replacer_pid: process.pid,
    written_at: isoMicroseconds(),
    ...homes,
  };
  writeAtomically(paths.takeover, dumps(record, 'compact'));
}

/** What `hermes gateway stop` and 0.21's ExecStop write. */
export function writePlannedStopMarker(paths: HomePaths, target: ProcessIdentity): void {
  const record = {
    target_pid: target.pid,
    target_start_time: target.startTime,
    stopper_pid: process.pid,
    written_at: isoMicroseconds(),
  };
  writeAtomically(paths.plannedStop, dumps(record, 'compact'));
}

/** `<boot_id>:<start time of PID 1>`: a drain request outlives a gateway restart, not a boot (§5.4). */
export function bootEpoch(): string {
  const bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  const stat = readFileSync('/proc/1/stat', 'utf8');
  return `${bootId}:${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`;
}

/** Whether `.drain_request.json` asks for a drain now. A missing epoch is honoured. */
export function drainRequested(paths: HomePaths): boolean {
  const record = readRecord(paths.drainRequest);
  if (record === undefined) return false;
  const epoch = record['epoch'];
  return typeof epoch !== 'string' || epoch === bootEpoch();
}
