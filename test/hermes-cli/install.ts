import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from '../../scripts/lib/files.mjs';
import type { HermesVersion } from '../gateway/versions';

const STAND_IN = join(PROJECT, 'test', 'hermes-cli', 'hermes.mjs');

/** How the stand-in's `hermes update` ends, other than well. */
export type UpdateFault = 'refused' | 'network' | 'syntax' | 'dependencies' | 'disk' | 'prompt';
/** Where it can be held until the test lets it go on. */
export type UpdateHold = 'fetching' | 'pulling' | 'python' | 'node' | 'finishing' | 'complete';

export interface HermesInstall {
  /** `<root>/hermes-agent`: a real clone of a real repository. */
  readonly checkout: string;
  readonly remote: string;
  /** HEAD's hash. */
  head(): string;
  git(...args: readonly string[]): string;
  /** Commits to the remote repository, as its developers would. */
  publish(version: string, more?: { readonly subjects?: readonly string[]; readonly isBroken?: boolean }): string;
  plan(change: Partial<UpdatePlan>): void;
  go(hold: UpdateHold): void;
  /** The calls of `hermes` and of pip, in their order. */
  calls(): readonly { readonly args: readonly string[]; readonly env: Readonly<Record<string, string | null>> }[];
}

export interface UpdatePlan {
  readonly version: HermesVersion;
  readonly root: string;
  readonly fails: UpdateFault | null;
  readonly holds: readonly UpdateHold[];
  /** Units that it does not restart. */
  readonly skips: readonly string[];
}

/** Puts a Hermes with a command line into `<root>/hermes-agent`. */
export function installHermes(root: string, version: HermesVersion, release: string): HermesInstall {
  const remote = join(root, 'remote.git');
  const work = join(root, 'developers');
  const checkout = join(root, 'hermes-agent');
  const venv = join(checkout, 'venv');
  run(root, 'init', '--quiet', '--bare', '--initial-branch=main', remote);
  run(root, 'clone', '--quiet', remote, work);
  run(work, 'checkout', '--quiet', '-B', 'main');
  writeFileSync(join(work, '.gitignore'), 'venv/\n__pycache__/\n');
  const publish: HermesInstall['publish'] = (next, { subjects = [`release: ${next}`], isBroken = false } = {}) => {
    mkdirSync(join(work, 'hermes_cli'), { recursive: true });
    for (const [at, subject] of subjects.entries()) {
      const isLast = at === subjects.length - 1;
      if (isLast) writeFileSync(join(work, 'hermes_cli', '__init__.py'), `__version__ = "${next}"\n`);
      writeFileSync(join(work, 'pyproject.toml'), `[project]\nname = "hermes-agent"\nversion = "${next}"\n`);
      writeFileSync(join(work, 'CHANGES'), `${subject}\n`, { flag: 'a' });
      if (isLast && isBroken) writeFileSync(join(work, 'hermes_cli', 'BROKEN'), 'does not start\n');
      run(work, 'add', '--all');
      run(work, 'commit', '--quiet', '-m', subject);
    }
    run(work, 'push', '--quiet', 'origin', 'main');
    return run(work, 'rev-parse', 'HEAD');
  };
  publish(release);
  run(root, 'clone', '--quiet', remote, checkout);
  mkdirSync(join(venv, 'bin'), { recursive: true });
  const planFile = join(venv, 'stand-in.json');
  let plan: UpdatePlan = { version, root, fails: null, holds: [], skips: [] };
  const keep = () => writeFileSync(planFile, JSON.stringify(plan));
  keep();
  program(join(venv, 'bin', 'hermes'), `exec '${process.execPath}' '${STAND_IN}' '${checkout}' "$@"`);
  program(
    join(venv, 'bin', 'python'),
    [
      `if [ "$1" = -m ] && [ "$2" = hermes_cli.main ]; then shift 2; exec '${process.execPath}' '${STAND_IN}' '${checkout}' "$@"; fi`,
      // pip, which has nothing to install here: that it was asked is what counts.
      `printf '{"args":["%s"],"env":{}}\\n' "$*" >> '${join(venv, 'calls.log')}'`,
      `if [ -e '${join(venv, 'pip-fails')}' ]; then echo 'error: no space left on device' >&2; exit 1; fi`,
    ].join('\n'),
  );
  return {
    checkout,
    remote,
    head: () => run(checkout, 'rev-parse', 'HEAD'),
    git: (...args) => run(checkout, ...args),
    publish,
    plan(change) {
      plan = { ...plan, ...change };
      keep();
    },
    go: (hold) => writeFileSync(join(venv, `go-${hold}`), ''),
    calls() {
      const file = join(venv, 'calls.log');
      if (!existsSync(file)) return [];
      return readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line));
    },
  };
}

function program(path: string, text: string): void {
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
}

/** With a name of its own and none of the person's settings. */
function run(folder: string, ...args: readonly string[]): string {
  const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', '-c', 'commit.gpgsign=false'];
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' };
  return execFileSync('git', [...identity, ...args], { cwd: folder, encoding: 'utf8', env }).trim();
}
