import { join } from 'node:path';
import { z } from 'zod';
import type { AvailableUpdate } from '../../core/installation';
import { isContained } from './check';
import { countOf, readCode, subjectsOf, versionAt } from './code';
import type { Git, GitOptions } from './git';
import { readSmallFile } from './small-file';
import { BRANCH, sourceOf } from './source';

const DEADLINE_MS = 5_000;

/** `.update_check`: of 0.11 `ts` and `behind`; later ones say of which commit. */
const checkSchema = z.looseObject({
  ts: z.number(),
  behind: z.number().int().nullable(),
  rev: z.string().nullish(),
});

/** What Hermes has looked up last, and what the checkout has fetched: the newer of the two. */
export async function readKnown(git: Git, checkout: string, homes: readonly string[]): Promise<AvailableUpdate | null> {
  const options = { folder: checkout, deadlineMs: DEADLINE_MS };
  const code = await readCode(git, checkout, DEADLINE_MS);
  if (!code.ok) return null;
  const movedAt = await lastMove(git, 'HEAD', options);
  const [hermes, fetched] = await Promise.all([
    readHermesCheck(homes, code.value.commit, movedAt),
    readFetched(git, code.value.branch, movedAt, options),
  ]);
  if (hermes === null || fetched === null) return hermes ?? fetched;
  if (hermes.checkedAt <= fetched.checkedAt) return fetched;
  // Hermes fetches to look: what it counted then is what the checkout has.
  return hermes.behind === fetched.behind ? { ...fetched, checkedAt: hermes.checkedAt } : hermes;
}

async function readHermesCheck(
  homes: readonly string[],
  head: string,
  movedAt: number | null,
): Promise<AvailableUpdate | null> {
  let newest: AvailableUpdate | null = null;
  for (const home of homes) {
    const file = await readSmallFile(join(home, '.update_check'));
    const parsed = checkSchema.safeParse(file === null ? null : jsonIn(file.text));
    if (!parsed.success) continue;
    const { ts, behind, rev } = parsed.data;
    const checkedAt = Math.round(ts * 1000);
    // It is of other code: HEAD has moved since.
    if (rev !== null && rev !== undefined && rev !== '' && !head.startsWith(rev.toLowerCase())) continue;
    if (behind === null || (movedAt !== null && checkedAt < movedAt)) continue;
    if (newest !== null && newest.checkedAt >= checkedAt) continue;
    newest = { commit: null, version: null, behind: behind < 0 ? null : behind, commits: [], checkedAt };
  }
  return newest;
}

async function readFetched(
  git: Git,
  branch: string | null,
  movedAt: number | null,
  options: GitOptions,
): Promise<AvailableUpdate | null> {
  const source = await sourceOf(git, branch, options);
  if (source === null) return null;
  const ref = `refs/remotes/${source.remote}/${BRANCH}`;
  const tip = await git.run(['rev-parse', '--verify', '--quiet', `${ref}^{commit}`], options);
  if (tip.kind !== 'output') return null;
  const commit = tip.text.trim();
  const checkedAt = (await fetchedAt(git, ref, options)) ?? movedAt ?? 0;
  const version = await versionAt(git, commit, options);
  if (await isContained(git, options.folder, commit)) return { commit, version, behind: 0, commits: [], checkedAt };
  const range = [ref, '^HEAD'];
  const base = await git.run(['merge-base', 'HEAD', ref], options);
  if (base.kind !== 'output') {
    // A shallow clone knows too little to count: only the newest is surely new.
    const commits = (await subjectsOf(git, [ref], options)).slice(0, 1);
    return { commit, version, behind: null, commits, checkedAt };
  }
  const [behind, commits] = await Promise.all([countOf(git, range, options), subjectsOf(git, range, options)]);
  return { commit, version, behind, commits, checkedAt };
}

/** When the branch was last fetched, be it to find nothing new. */
async function fetchedAt(git: Git, ref: string, options: GitOptions): Promise<number | null> {
  const moved = await lastMove(git, ref, options);
  const path = await git.run(['rev-parse', '--path-format=absolute', '--git-path', 'FETCH_HEAD'], options);
  const file = path.kind === 'output' ? await readSmallFile(path.text.replace(/\n$/, '')) : null;
  const isOfBranch = file !== null && new RegExp(`branch '${BRANCH}' of `).test(file.text);
  return isOfBranch ? Math.max(Math.round(file.writtenAt), moved ?? 0) : moved;
}

/** Epoch milliseconds; null where no reflog tells. */
async function lastMove(git: Git, ref: string, options: GitOptions): Promise<number | null> {
  const log = await git.run(
    ['log', '--walk-reflogs', '--max-count=1', '--format=%gd', '--date=unix', ref, '--'],
    options,
  );
  const seconds = log.kind === 'output' ? /@\{(\d+)\}/.exec(log.text)?.[1] : undefined;
  return seconds === undefined ? null : Number(seconds) * 1000;
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
