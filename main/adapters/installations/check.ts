import { t } from '../../core/i18n';
import type { AvailableUpdate, Code } from '../../core/installation';
import { failure, type Result, success } from '../../core/result';
import { type Budget, createBudget } from './budget';
import type { NewsCache } from './cache';
import { readCode } from './code';
import { unreachable, withoutSecret } from './failures';
import type { Git } from './git';
import { BRANCH, type Source, sourceOf } from './source';

export interface CheckParts {
  readonly git: Git;
  readonly cache: NewsCache;
  readonly now: () => number;
}

const CHECK_DEADLINE_MS = 60_000;
const LOCAL_DEADLINE_MS = 5_000;
const REMOTE_DEADLINE_MS = 20_000;
/** So far back what a checkout has that its remote does not is still recognised as its own. */
const MOST_HEADS = 1000;

/** Asks the remote repository for its newest commit, and fetches what leads to it into a repository of ours. */
export async function checkForUpdate(
  { git, cache, now }: CheckParts,
  checkout: string,
): Promise<Result<AvailableUpdate>> {
  const budget = createBudget(CHECK_DEADLINE_MS);
  const code = await readCode(git, checkout, LOCAL_DEADLINE_MS);
  if (!code.ok) return code;
  const tip = await remoteTip(git, checkout, code.value.branch, REMOTE_DEADLINE_MS);
  if (!tip.ok) return tip;
  const { commit, source } = tip.value;
  if (commit === code.value.commit || (await isContained(git, checkout, commit))) {
    const { version } = code.value;
    return success({ commit: code.value.commit, version, behind: 0, commits: [], checkedAt: now() });
  }
  const news = await fetchNews({ git, cache, checkout, code: code.value, source, budget });
  // That there is something is known, whatever came of the rest.
  const update = news ?? { commit, version: null, behind: null, commits: [] };
  return success({ ...update, checkedAt: now() });
}

/** Where the remote's branch stands. */
export async function remoteTip(
  git: Git,
  checkout: string,
  branch: string | null,
  deadlineMs: number,
): Promise<Result<{ readonly commit: string; readonly source: Source }>> {
  const source = await sourceOf(git, branch, { folder: checkout, deadlineMs: LOCAL_DEADLINE_MS });
  if (source === null) return failure('no-remote', t('installation.noRemote', { checkout }));
  const args = ['ls-remote', '--quiet', '--', source.remote, `refs/heads/${BRANCH}`];
  const listed = await git.run(args, { folder: checkout, deadlineMs, network: true });
  if (listed.kind !== 'output') return unreachable(source.url, listed);
  const commit = /^([0-9a-f]{40,64})\trefs\/heads\/main$/m.exec(listed.text)?.[1];
  if (commit === undefined) {
    return failure('no-branch', t('installation.noBranch', { url: withoutSecret(source.url), branch: BRANCH }));
  }
  return success({ commit, source });
}

/** Whether HEAD has it already; not where the checkout does not even know it. */
export async function isContained(git: Git, checkout: string, commit: string): Promise<boolean> {
  const options = { folder: checkout, deadlineMs: LOCAL_DEADLINE_MS };
  return (await git.run(['merge-base', '--is-ancestor', commit, 'HEAD'], options)).kind === 'output';
}

interface NewsParts {
  readonly git: Git;
  readonly cache: NewsCache;
  readonly checkout: string;
  readonly code: Code;
  readonly source: Source;
  readonly budget: Budget;
}

async function fetchNews({ git, cache, checkout, code, source, budget }: NewsParts) {
  const options = { folder: checkout, deadlineMs: LOCAL_DEADLINE_MS };
  const [heads, date] = await Promise.all([
    git.run(['rev-list', `--max-count=${MOST_HEADS}`, code.commit, '--'], options),
    git.run(['log', '--max-count=1', '--no-show-signature', '--format=%ct', code.commit, '--'], options),
  ]);
  if (heads.kind !== 'output' || date.kind !== 'output') return null;
  return cache.fetchNews({
    url: source.url,
    heads: heads.text.split('\n').filter((line) => line !== ''),
    headAt: Number(date.text.trim()),
    budget,
  });
}
