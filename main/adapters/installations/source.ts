import { resolve } from 'node:path';
import type { Git, GitOptions } from './git';

/** Where an update of a checkout comes from. */
export interface Source {
  readonly remote: string;
  /** As git would use it from anywhere. */
  readonly url: string;
}

/** `hermes update` goes to it from whatever branch it finds. */
export const BRANCH = 'main';

/** Hermes' own order: `origin`, in a fork without one `upstream`; else whatever the branch names, or there is. */
export async function sourceOf(git: Git, branch: string | null, options: GitOptions): Promise<Source | null> {
  const listed = await git.run(['config', '-z', '--get-regexp', '^(remote|branch)\\..*\\.(url|remote)$'], options);
  if (listed.kind !== 'output') return null;
  const entries = listed.text.split('\0').map((entry) => {
    const end = entry.indexOf('\n');
    return { key: entry.slice(0, end), value: entry.slice(end + 1) };
  });
  const remotes = entries.flatMap(({ key }) => /^remote\.(.+)\.url$/.exec(key)?.[1] ?? []);
  const ofBranch = entries.find(({ key }) => key === `branch.${branch}.remote`)?.value;
  const remote =
    ['origin', 'upstream', ofBranch].find((name) => name !== undefined && remotes.includes(name)) ?? remotes[0];
  if (remote === undefined) return null;
  // With the person's url.<base>.insteadOf.
  const url = await git.run(['remote', 'get-url', '--', remote], options);
  return url.kind === 'output' ? { remote, url: fromAnywhere(url.text.trim(), options.folder) } : null;
}

/** A path may be relative to the checkout: it is one when no colon comes before its first slash. */
function fromAnywhere(url: string, folder: string): string {
  return /^[^/]*:/.test(url) ? url : resolve(folder, url);
}
