/** Where a gateway lives: HERMES_HOME, profiles and the files of a home. */
import { createHash } from 'node:crypto';
import { readFileSync, realpathSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import type { VersionFacts } from './versions';

type Environment = Readonly<Record<string, string | undefined>>;

const PROFILE_NAME = /^[a-z0-9][a-z0-9_-]{0,63}$/;

/** The default root a HERMES_HOME belongs to (§1.1). */
export function rootOf(hermesHome: string | undefined, userHome = homedir()): string {
  const standard = join(userHome, '.hermes');
  if (hermesHome === undefined || `${hermesHome}/`.startsWith(`${standard}/`)) return standard;
  return basename(dirname(hermesHome)) === 'profiles' ? dirname(dirname(hermesHome)) : hermesHome;
}

/** The home a `gateway run` ends up in; throws with the sentence to print when the profile cannot be. */
export function resolveHome(facts: VersionFacts, environment: Environment, profile: string | undefined): string {
  const named = environment['HERMES_HOME']?.trim() || undefined;
  const absolute = named === undefined ? undefined : resolve(named);
  const root = rootOf(absolute, environment['HOME']);
  if (profile !== undefined) {
    if (!PROFILE_NAME.test(profile)) throw new Error(`'${profile}' is not a profile name (${PROFILE_NAME.source}).`);
    return profile === 'default' ? root : join(root, 'profiles', profile);
  }
  const sticky = honoursStickyProfile(facts, environment, absolute) ? activeProfile(root) : undefined;
  return sticky === undefined ? (absolute ?? root) : join(root, 'profiles', sticky);
}

function honoursStickyProfile(facts: VersionFacts, environment: Environment, home: string | undefined): boolean {
  if (facts.stickyProfile === 'always') return true;
  if (home !== undefined && basename(dirname(home)) === 'profiles') return false;
  return facts.stickyProfile === 'outside-profiles' || environment['HERMES_SUPERVISED_CHILD'] !== '1';
}

function activeProfile(root: string): string | undefined {
  try {
    const name = readFileSync(join(root, 'active_profile'), 'utf8').trim();
    return PROFILE_NAME.test(name) && name !== 'default' ? name : undefined;
  } catch {
    return undefined;
  }
}

/** `default` or the name of the profile a home belongs to. */
export function profileOf(home: string): string {
  return basename(dirname(home)) === 'profiles' ? basename(home) : 'default';
}

/** `hermes-gateway.service`, or the named profile's unit (§1.1). */
export function unitName(profile?: string): string {
  return profile === undefined || profile === 'default'
    ? 'hermes-gateway.service'
    : `hermes-gateway-${profile}.service`;
}

/** The unit of a home that is neither a default root nor a profile: 8 hex of sha256(resolved home) (§1.1). */
export function hashedUnitName(home: string): string {
  return `hermes-gateway-${sha256(realpathSync(home)).slice(0, 8)}.service`;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** sun_path takes 108 bytes; Hermes moves to the temp folder above 100 (§7.4). */
const LONGEST_SOCKET_PATH_BYTES = 100;

export function homePaths(home: string) {
  const inHome = (name: string) => join(home, name);
  const socketPath = (name: string, fallback: string) => {
    const path = inHome(name);
    const moved = Buffer.byteLength(path) > LONGEST_SOCKET_PATH_BYTES;
    return { path: moved ? join(tmpdir(), `${fallback}-${sha256(home).slice(0, 16)}.sock`) : path, moved };
  };
  return {
    home,
    pid: inHome('gateway.pid'),
    lock: inHome('gateway.lock'),
    state: inHome('gateway_state.json'),
    logs: inHome('logs'),
    sessions: inHome('sessions'),
    config: inHome('config.yaml'),
    takeover: inHome('.gateway-takeover.json'),
    plannedStop: inHome('.gateway-planned-stop.json'),
    cleanShutdown: inHome('.clean_shutdown'),
    restartPending: inHome('.restart_pending.json'),
    drainRequest: inHome('.drain_request.json'),
    starts: inHome('gateway-starts.log'),
    stateFolder: inHome('state'),
    heartbeat: inHome('state/gateway.heartbeat'),
    lifecycle: inHome('state/gateway.lifecycle.json'),
    loopTickSocket: inHome(`state/gateway.loop-tick.${process.pid}.sock`),
    controlSocket: socketPath('gateway.sock', 'hermes-gw'),
    controlSocketPointer: inHome('gateway.sock.path'),
    /** The simulator's own, no part of Hermes. */
    simulatorSocket: socketPath('.simulator.sock', 'hermes-simulator').path,
    simulatorNextStart: inHome('.simulator-next-start.json'),
  };
}

export type HomePaths = ReturnType<typeof homePaths>;
