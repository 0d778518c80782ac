import type { UnitPolicy } from './unit-facts';

/** One Hermes on this machine: the code that one or more gateways run. Made by the port of that name. */
export interface Installation {
  /** The folder of the code: a git checkout, where `method` is `git`. Absolute. */
  readonly checkout: string;
  /** The gateways that run it. */
  readonly units: readonly string[];
  readonly method: InstallMethod;
  /** What the checkout holds now; null where it can't be read. A gateway runs what it held at its start. */
  readonly code: Code | null;
  /** Null until something is known. */
  readonly available: AvailableUpdate | null;
  readonly isChecking: boolean;
  /** Why the last look for an update, or at the checkout, failed, for a person; null when it did not. */
  readonly problem: string | null;
}

/**
 * How Hermes was installed, which decides who can update it: `hermes update` does for `git` alone (since 0.19; until then
 * for `pip`, too).
 */
export type InstallMethod = 'git' | 'pip' | 'docker' | 'nix' | 'homebrew' | 'unknown';

/** Which code a checkout holds, or a process runs. */
export interface Code {
  /** The full hash of the commit. */
  readonly commit: string;
  /** `0.23.3`; null where it is not said. */
  readonly version: string | null;
  /** Null on a detached HEAD. */
  readonly branch: string | null;
}

/** An update that is there, or that there is none. */
export interface AvailableUpdate {
  /** The commit it leads to; null where only a count is known. */
  readonly commit: string | null;
  readonly version: string | null;
  /** How many commits; null for some, 0 for none. */
  readonly behind: number | null;
  /** The newest first; MOST_SUBJECTS at most. */
  readonly commits: readonly CommitSubject[];
  /** Epoch milliseconds: how old this knowledge is. */
  readonly checkedAt: number;
}

export interface CommitSubject {
  readonly commit: string;
  readonly subject: string;
}

export const MOST_SUBJECTS = 200;

/** After so long what is known of an update is looked up anew: Hermes' own limit for `.update_check`. */
export const CHECK_EVERY_MS = 6 * 60 * 60_000;

/** Where the code of a unit may lie, the likeliest first: beside its virtual environment, or where the installer puts it. */
export function checkoutCandidates({ execStart, environment }: UnitPolicy, home: string | null): readonly string[] {
  const exported = environment.findLast((entry) => entry.startsWith('VIRTUAL_ENV='))?.slice('VIRTUAL_ENV='.length);
  const [program = ''] = execStart;
  const inBin = /^(\/.*)\/[^/]+\/bin\/[^/]+$/.exec(program)?.[1];
  const root = home === null ? null : profileRoot(home);
  const candidates = [
    exported === undefined ? null : parent(exported),
    inBin ?? null,
    root === null ? null : `${root}/hermes-agent`,
  ];
  return [...new Set(candidates.filter((folder) => folder !== null && folder !== '' && folder !== '/usr'))] as string[];
}

/** The folder of the default profile, of any profile's home. */
export function profileRoot(home: string): string {
  return /^(.*)\/profiles\/[^/]+$/.exec(home)?.[1] ?? home;
}

/** What `-p` names a home by; the default profile's is `default`. */
export function profileOf(home: string): string {
  return /\/profiles\/([^/]+)$/.exec(home)?.[1] ?? 'default';
}

/** Whether an update is there to be had. */
export function hasUpdate({ method, available }: Installation): boolean {
  return method === 'git' && available !== null && available.behind !== 0;
}

/** `0.22.5`, or the commit's first digits where no version is known. */
export function codeName(code: { readonly commit: string | null; readonly version: string | null }): string {
  return code.version ?? code.commit?.slice(0, 8) ?? '?';
}

function parent(path: string): string {
  return path.replace(/\/+$/, '').replace(/\/[^/]*$/, '');
}
