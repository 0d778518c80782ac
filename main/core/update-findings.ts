import { t } from './i18n';

/** What a look at the installation before an update found. Facts; what they mean is said by updateFindings. */
export interface PreFlight {
  /** Another update that is under way (`.hermes-update-in-progress`, `.update_pending.json`); null for none. */
  readonly other: { readonly pid: number | null } | null;
  /** Files of the checkout that are not as committed, relative to it; the first MOST_CHANGED. */
  readonly changed: readonly string[];
  readonly changedCount: number;
  /** Bytes that are free where the code lies; null where that can't be told. */
  readonly freeBytes: number | null;
  /** Why the remote repository can't be reached; null when it can. */
  readonly unreachable: string | null;
  /** Why `hermes` can't be run, or the checkout not be read; null when they can. */
  readonly broken: string | null;
}

export const MOST_CHANGED = 20;

/** Something that a person has to know, or to decide, before an update. */
export interface UpdateFinding {
  readonly kind:
    | 'broken'
    | 'other-update'
    | 'no-space'
    | 'little-space'
    | 'unreachable'
    | 'changed-files'
    | 'uncounted-agents'
    | 'not-running';
  /** Whether nobody can want to go on in spite of it. */
  readonly isBlocking: boolean;
  readonly count: number | null;
  /** A reason, a list of files, a size: what the sentence is about. */
  readonly detail: string;
}

/** Packages are unpacked beside the old ones. */
const NEEDED_BYTES = 200 * 1024 ** 2;
const COMFORTABLE_BYTES = 1024 ** 3;

/** None: nothing is in the way. `uncounted`: whether some gateway runs that does not tell how many agents are at work. */
export function updateFindings(
  { other, changedCount, changed, freeBytes, unreachable, broken }: PreFlight,
  { hasUncounted, running }: { readonly hasUncounted: boolean; readonly running: number },
): readonly UpdateFinding[] {
  const findings: UpdateFinding[] = [];
  const find = (kind: UpdateFinding['kind'], isBlocking: boolean, detail = '', count: number | null = null) =>
    findings.push({ kind, isBlocking, count, detail });
  if (broken !== null) find('broken', true, broken);
  if (other !== null) find('other-update', true, other.pid === null ? '' : `PID ${other.pid}`);
  if (freeBytes !== null && freeBytes < NEEDED_BYTES) find('no-space', true, megabytes(freeBytes));
  else if (freeBytes !== null && freeBytes < COMFORTABLE_BYTES) find('little-space', false, megabytes(freeBytes));
  if (unreachable !== null) find('unreachable', false, unreachable);
  if (changedCount > 0) find('changed-files', false, changed.slice(0, 3).join(', '), changedCount);
  if (hasUncounted) find('uncounted-agents', false);
  if (running === 0) find('not-running', false);
  return findings;
}

/** The sentence, and what going on would mean. */
export function findingText({ kind, detail, count }: UpdateFinding): string {
  return t(`update.finding.${kind}`, { detail, count: count ?? 0, needed: megabytes(NEEDED_BYTES) });
}

function megabytes(bytes: number): string {
  return `${Math.floor(bytes / 1024 ** 2)} MB`;
}
