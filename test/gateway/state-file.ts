/** gateway_state.json: key set, spelling and way of writing by version. */

import { dumps, type Json, type JsonRecord, readRecord, writeAtomically, writeInPlace } from './json';
import type { ProcessIdentity } from './process-identity';
import { isoMicroseconds } from './time';
import type { VersionFacts } from './versions';

export type GatewayStateName = 'starting' | 'running' | 'draining' | 'stopped' | 'startup_failed' | 'degraded';
export type PlatformStateName = 'connecting' | 'connected' | 'disconnected' | 'retrying' | 'fatal' | 'paused';

export interface PlatformState {
  readonly state: PlatformStateName;
  readonly errorCode?: string | undefined;
  readonly errorMessage?: string | undefined;
}

export interface StatePatch {
  readonly gateway_state?: GatewayStateName;
  readonly exit_reason?: string | null;
  readonly restart_requested?: boolean;
  readonly active_agents?: number;
  readonly active_work?: readonly Json[] | null;
}

/** The keys gateway.pid, gateway.lock and gateway_state.json have in common (§3.3). */
export function processRecord(facts: VersionFacts, identity: ProcessIdentity, home: string): JsonRecord {
  return {
    pid: identity.pid,
    kind: 'hermes-gateway',
    // Without the interpreter, as Python's sys.argv.
    argv: process.argv.slice(1),
    start_time: identity.startTime,
    ...(facts.namesHome ? { hermes_home: home } : {}),
  };
}

export interface StateFileOptions {
  readonly path: string;
  readonly home: string;
  readonly facts: VersionFacts;
  readonly identity: ProcessIdentity;
  readonly servedProfiles: readonly string[];
  readonly codeSha: string;
  readonly tornWriteMs: number;
}

export class StateFile {
  #record: JsonRecord;
  #platforms: Readonly<Record<string, JsonRecord>>;

  constructor(readonly options: StateFileOptions) {
    const { facts, identity, home, path } = options;
    const left = readRecord(path);
    const own = processRecord(facts, identity, home);
    // 0.11 updates the file it finds and never restamps the first writer's argv.
    const argv = facts.version === '0.11' ? left?.['argv'] : undefined;
    this.#record = {
      ...own,
      ...(argv === undefined ? {} : { argv }),
      gateway_state: null,
      exit_reason: null,
      // Stays true from a restart's `stopped` until the next `running`.
      restart_requested: left?.['restart_requested'] === true,
      active_agents: 0,
    };
    this.#platforms = facts.prunesPlatforms ? {} : platformsOf(left);
  }

  get current(): JsonRecord {
    return this.#complete();
  }

  write(patch: StatePatch): void {
    this.#record = { ...this.#record, ...patch };
    this.#flush();
  }

  writePlatform(name: string, { state, errorCode, errorMessage }: PlatformState): void {
    const { facts, identity } = this.options;
    const updatedAt = isoMicroseconds();
    const retrying = state === 'retrying';
    const later: JsonRecord = facts.identifiesCode
      ? {
          needs_attention: state === 'fatal',
          retrying_since: retrying ? (this.#platforms[name]?.['retrying_since'] ?? updatedAt) : null,
          ingress_url: null,
          listener_base: null,
          writer_pid: identity.pid,
          writer_start_time: identity.startTime,
        }
      : {};
    const entry = { state, error_code: errorCode ?? null, error_message: errorMessage ?? null, updated_at: updatedAt };
    this.#platforms = { ...this.#platforms, [name]: { ...entry, ...later } };
    this.#flush();
  }

  #complete(): JsonRecord {
    const { facts, servedProfiles, codeSha } = this.options;
    return {
      ...this.#record,
      platforms: this.#platforms,
      ...(servedProfiles.length > 0 ? { served_profiles: servedProfiles } : {}),
      ...(facts.identifiesCode
        ? {
            active_work: this.#record['active_work'] ?? null,
            session_store: { status: 'ok' },
            code_sha: codeSha,
            code_version: facts.release,
          }
        : { active_work: undefined }),
      updated_at: isoMicroseconds(),
    };
  }

  #flush(): void {
    const { path, facts, tornWriteMs } = this.options;
    if (facts.stateWrittenInPlace) writeInPlace(path, dumps(this.#complete(), 'spaced'), facts.stateMode, tornWriteMs);
    else writeAtomically(path, dumps(this.#complete(), 'compact'), facts.stateMode);
  }
}

function platformsOf(record: JsonRecord | undefined): Record<string, JsonRecord> {
  const platforms = record?.['platforms'];
  // A state file this simulator wrote; a foreign one at worst loses its stale platforms.
  return typeof platforms === 'object' && platforms !== null && !Array.isArray(platforms)
    ? { ...(platforms as Record<string, JsonRecord>) }
    : {};
}
