import { createHash } from 'node:crypto';
import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { CommitSubject } from '../../core/installation';
import type { Budget } from './budget';
import { countOf, subjectsOf, versionAt } from './code';
import type { Git, GitOutput } from './git';
import { BRANCH } from './source';

/** What is new in a remote repository, for a checkout. */
export interface News {
  readonly commit: string;
  readonly version: string | null;
  readonly behind: number | null;
  readonly commits: readonly CommitSubject[];
}

export interface NewsQuery {
  readonly url: string;
  /** HEAD's commits of the checkout, the newest first. */
  readonly heads: readonly string[];
  /** Epoch seconds: how old HEAD is. */
  readonly headAt: number;
  readonly budget: Budget;
}

export interface NewsCache {
  /** Null where it could not be fetched. */
  fetchNews(query: NewsQuery): Promise<News | null>;
}

const REMOTE = 'source';
const REF = `refs/remotes/${REMOTE}/${BRANCH}`;
const DAY_S = 24 * 60 * 60;
const DEPTH = 201;
/** As many of the checkout's commits as an argument list holds easily. */
const MOST_KNOWN = 200;

/**
 * Repositories of our own, one for each remote, with the commits since HEAD's and their trees, without the files: what is new
 * is counted there, because a fetch into the person's checkout would take the locks of a `hermes update` that runs there.
 */
export function createNewsCache(git: Git, folder: string): NewsCache {
  /** Of each remote, the end of what is under way. */
  const last = new Map<string, Promise<unknown>>();

  async function attempt(
    path: string,
    isAnew: boolean,
    how: readonly string[],
    query: NewsQuery,
  ): Promise<News | null> {
    const { url, budget } = query;
    if (isAnew || !(await isFolder(path))) {
      if (!(await makeAnew(path, url, budget))) return null;
    }
    const options = { folder: path, deadlineMs: budget.left() };
    const refspec = `+refs/heads/${BRANCH}:${REF}`;
    const fetched = await git.run(['fetch', '--quiet', '--no-tags', '--force', ...how, REMOTE, refspec], {
      ...options,
      network: true,
    });
    if (fetched.kind !== 'output') return null;
    return compare(path, query);
  }

  async function makeAnew(path: string, url: string, budget: Budget): Promise<boolean> {
    await rm(path, { recursive: true, force: true });
    await mkdir(path, { recursive: true, mode: 0o700 });
    const steps: GitOutput[] = [];
    for (const args of [
      ['init', '--quiet', '--bare', '--template='],
      ['remote', 'add', '--', REMOTE, url],
    ]) {
      steps.push(await git.run(args, { folder: path, deadlineMs: budget.left() }));
    }
    return steps.every(({ kind }) => kind === 'output');
  }

  async function compare(path: string, { heads, budget }: NewsQuery): Promise<News | null> {
    const options = { folder: path, deadlineMs: budget.left() };
    const all = await git.run(['rev-list', REF, '--'], options);
    if (all.kind !== 'output') return null;
    const commits = all.text.split('\n').filter((line) => line !== '');
    const [commit] = commits;
    if (commit === undefined) return null;
    const here = new Set(commits);
    const known = heads.filter((head) => here.has(head)).slice(0, MOST_KNOWN);
    const version = await versionAt(git, commit, { folder: path, deadlineMs: budget.left(), network: true });
    // Nothing in common: history was rewritten, or reaches less far back than HEAD. Only the tip is surely new.
    if (known.length === 0) {
      return { commit, version, behind: null, commits: (await subjectsOf(git, [REF], options)).slice(0, 1) };
    }
    const range = [REF, ...known.map((hash) => `^${hash}`)];
    const [behind, subjects] = await Promise.all([countOf(git, range, options), subjectsOf(git, range, options)]);
    return { commit, version, behind, commits: subjects };
  }

  async function fetchAny(path: string, query: NewsQuery): Promise<News | null> {
    const partial = '--filter=blob:none';
    const since = `--shallow-since=${query.headAt - DAY_S}`;
    const ways: readonly (readonly [boolean, readonly string[]])[] = [
      [false, [partial, since]],
      // The repository of ours may be broken: made anew, it costs a second.
      [true, [partial, since]],
      // Nothing is so new (HEAD is ahead of it), or the server does not know what that is.
      [true, [partial, `--depth=${DEPTH}`]],
      [true, []],
    ];
    for (const [isAnew, how] of ways) {
      if (query.budget.isOver()) return null;
      const news = await attempt(path, isAnew, how, query).catch(() => null);
      if (news !== null) return news;
    }
    return null;
  }

  return {
    fetchNews(query) {
      const path = join(folder, 'code', `${createHash('sha256').update(query.url).digest('hex').slice(0, 16)}.git`);
      const before = last.get(path) ?? Promise.resolve();
      const done = before.then(() => fetchAny(path, query));
      last.set(path, done);
      return done;
    },
  };
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}
