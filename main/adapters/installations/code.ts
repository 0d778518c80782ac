import { type Code, type CommitSubject, MOST_SUBJECTS } from '../../core/installation';
import { type Result, success } from '../../core/result';
import { unreadable } from './failures';
import type { Git, GitOptions } from './git';

const LONGEST_SUBJECT = 300;

/** What is committed at HEAD: a file that somebody is changing says nothing of the commit. */
export async function readCode(git: Git, checkout: string, deadlineMs: number): Promise<Result<Code>> {
  const options = { folder: checkout, deadlineMs };
  const head = await git.run(['rev-parse', '--verify', 'HEAD^{commit}'], options);
  if (head.kind !== 'output') return unreadable(checkout, head);
  const commit = head.text.trim();
  const [version, branch] = await Promise.all([
    versionAt(git, commit, options),
    git.run(['symbolic-ref', '--quiet', '--short', 'HEAD'], options),
  ]);
  return success({ commit, version, branch: branch.kind === 'output' ? branch.text.trim() : null });
}

/** Null where it is not said. */
export async function versionAt(git: Git, commit: string, options: GitOptions): Promise<string | null> {
  const module = await git.run(['cat-file', 'blob', `${commit}:hermes_cli/__init__.py`], options);
  const ofModule =
    module.kind === 'output' ? /^__version__\s*(?::[^=\n]*)?=\s*["']([^"'\n]+)["']/m.exec(module.text) : null;
  if (ofModule?.[1] !== undefined) return ofModule[1];
  const project = await git.run(['cat-file', 'blob', `${commit}:pyproject.toml`], options);
  if (project.kind !== 'output') return null;
  return /^version\s*=\s*["']([^"'\n]+)["']/m.exec(project.text)?.[1] ?? null;
}

/** The newest first, of what `range` (arguments of git log) says. */
export async function subjectsOf(
  git: Git,
  range: readonly string[],
  options: GitOptions,
): Promise<readonly CommitSubject[]> {
  const format = ['--no-show-signature', '--no-color', '--no-decorate', '-z', '--format=%H %s'];
  const log = await git.run(['log', `--max-count=${MOST_SUBJECTS}`, ...format, ...range, '--'], options);
  if (log.kind !== 'output') return [];
  return log.text.split('\0').flatMap((line) => {
    const [, commit, subject] = /^([0-9a-f]+) (.*)$/s.exec(line.trim()) ?? [];
    return commit === undefined || subject === undefined
      ? []
      : [{ commit, subject: subject.slice(0, LONGEST_SUBJECT) }];
  });
}

export async function countOf(git: Git, range: readonly string[], options: GitOptions): Promise<number | null> {
  const counted = await git.run(['rev-list', '--count', ...range, '--'], options);
  const count = counted.kind === 'output' ? Number(counted.text.trim()) : Number.NaN;
  return Number.isInteger(count) ? count : null;
}
