import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AFTERWARDS, WAY_BACK } from '../../../../main/adapters/update-process/scripts';
import { type HermesInstall, installHermes } from '../../../hermes-cli/install';

const ID = '20261125T143000-4711';
const REF = `refs/hermes-tray/${ID}`;

let folder: string;
let root: string;
let hermes: HermesInstall;
let before: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'way-back-'));
  root = join(folder, 'Ada "Countess" 100% $HOME');
  mkdirSync(root);
  hermes = installHermes(root, '0.19', '0.22.5');
  before = hermes.head();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const path = (name: string) => join(hermes.checkout, name);
const text = (name: string) => readFileSync(path(name), 'utf8');
const git = (...args: readonly string[]) => hermes.git(...args);

/** What `hermes update` does to the code. */
function update(): string {
  const after = hermes.publish('0.23.0', { subjects: ['one', 'two'] });
  git('pull', '--quiet', '--ff-only', 'origin', 'main');
  return after;
}

function goBack({ commit = before, branch = 'main', checkout = hermes.checkout, env = {} } = {}) {
  const { status, stdout, stderr } = spawnSync(
    '/bin/sh',
    ['-c', WAY_BACK, 'hermes-tray-way-back', checkout, ID, commit, branch, root],
    { encoding: 'utf8', env: { PATH: process.env['PATH'], HOME: folder, GIT_CONFIG_GLOBAL: '/dev/null', ...env } },
  );
  return { status, output: stdout + stderr };
}

const lastLine = ({ output }: { readonly output: string }) => output.trim().split('\n').at(-1);
const pips = () => hermes.calls().map(({ args }) => args.join(' '));

describe('the way back', () => {
  it('brings back the code, and loses nothing', () => {
    const after = update();
    writeFileSync(path('CHANGES'), 'mine\n');
    writeFileSync(path(`it's "new"`), 'new\n');
    mkdirSync(path('hermes_cli/__pycache__'));
    writeFileSync(path('hermes_cli/__pycache__/old.pyc'), '');
    mkdirSync(path('venv/lib/__pycache__'), { recursive: true });
    const { status, output } = goBack();
    expect(output).toContain(`✓ Back at ${before}`);
    expect(status).toBe(0);
    expect([hermes.head(), git('rev-parse', '--abbrev-ref', 'HEAD')]).toEqual([before, 'main']);
    expect(text('hermes_cli/__init__.py')).toBe('__version__ = "0.22.5"\n');
    expect(git('status', '--porcelain')).toBe('');
    expect(git('rev-parse', REF)).toBe(after);
    expect(git('stash', 'list')).toContain(`hermes-tray: before the way back ${ID}`);
    expect(git('show', 'stash@{0}:CHANGES')).toBe('mine');
    expect(git('show', `stash@{0}^3:it's "new"`)).toBe('new');
    expect(existsSync(path('hermes_cli/__pycache__'))).toBe(false);
    expect(existsSync(path('venv/lib/__pycache__'))).toBe(true);
    expect(pips()).toEqual(['-m pip install -e .[all]']);
  });

  it('says last where it has put what it kept, and again when it is begun again', () => {
    update();
    writeFileSync(path('CHANGES'), 'mine\n');
    const kept = `Kept: ${REF}, stash “hermes-tray: before the way back ${ID}”`;
    expect(lastLine(goBack())).toBe(kept);
    expect(lastLine(goBack())).toBe(kept);
  });

  it('says nothing of what it kept where that is nothing', () => {
    const { status, output } = goBack();
    expect([status, output]).toEqual([0, expect.not.stringContaining('Kept:')]);
    expect(lastLine({ output })).toBe(`✓ Back at ${before}`);
  });

  it('can be begun again, and keeps where the first began', () => {
    const after = update();
    expect(goBack().status).toBe(0);
    expect(goBack().status).toBe(0);
    expect(git('rev-parse', REF)).toBe(after);
    expect(hermes.head()).toBe(before);
    expect(git('stash', 'list')).toBe('');
  });

  it('leaves main alone where HEAD was detached before', () => {
    const after = update();
    expect(goBack({ branch: '' }).status).toBe(0);
    expect(hermes.head()).toBe(before);
    expect(git('rev-parse', '--abbrev-ref', 'HEAD')).toBe('HEAD');
    expect(git('rev-parse', 'main')).toBe(after);
  });

  it('returns to the branch of before, and keeps what that holds by now', () => {
    git('checkout', '--quiet', '-b', 'feature');
    git('checkout', '--quiet', 'main');
    const after = update();
    git('checkout', '--quiet', 'feature');
    git('commit', '--quiet', '--allow-empty', '-m', 'Since');
    const since = hermes.head();
    git('checkout', '--quiet', 'main');
    const went = goBack({ branch: 'feature' });
    expect(went.status).toBe(0);
    expect([hermes.head(), git('rev-parse', '--abbrev-ref', 'HEAD')]).toEqual([before, 'feature']);
    expect([git('rev-parse', REF), git('rev-parse', `${REF}-branch`)]).toEqual([after, since]);
    expect(git('rev-parse', 'main')).toBe(after);
    expect(lastLine(went)).toBe(`Kept: ${REF}, ${REF}-branch`);
  });

  it('makes a branch again that is gone', () => {
    update();
    expect(goBack({ branch: 'gone' }).status).toBe(0);
    expect([hermes.head(), git('rev-parse', '--abbrev-ref', 'HEAD')]).toEqual([before, 'gone']);
  });

  it('fetches the commit where a shallow clone lacks it', () => {
    hermes.publish('0.23.0');
    rmSync(hermes.checkout, { recursive: true });
    const url = `file://${hermes.remote.replaceAll('%', '%25')}`;
    spawnSync('git', ['-C', hermes.remote, 'config', 'uploadpack.allowAnySHA1InWant', 'true']);
    spawnSync('git', ['clone', '--quiet', '--depth=1', url, hermes.checkout]);
    fakePython('exit 0');
    const { status, output } = goBack();
    expect(output).toContain('Fetching');
    expect([status, hermes.head()]).toEqual([0, before]);
  });

  it('keeps files that are in conflict', () => {
    update();
    writeFileSync(path('CHANGES'), 'mine\n');
    git('commit', '--quiet', '--all', '-m', 'Mine');
    git('checkout', '--quiet', '-b', 'other', 'HEAD~1');
    writeFileSync(path('CHANGES'), 'theirs\n');
    git('commit', '--quiet', '--all', '-m', 'Theirs');
    expect(() => git('merge', '--quiet', 'main')).toThrow();
    const { status } = goBack();
    expect([status, hermes.head(), git('status', '--porcelain')]).toEqual([0, before, '']);
    expect(git('show', 'stash@{0}:CHANGES')).toMatch(/<<<<<<<.*mine.*>>>>>>>/s);
  });

  it('moves a lock aside whose git was killed, but not one of a git at work', async () => {
    update();
    const lock = path('.git/index.lock');
    writeFileSync(lock, 'left');
    symlinkSync('/bin/sleep', join(folder, 'git'));
    const other = spawn(join(folder, 'git'), ['60'], { cwd: hermes.checkout, stdio: 'ignore' });
    try {
      await new Promise((resolve) => other.once('spawn', resolve));
      const refused = goBack();
      expect(refused.output).toMatch(/✗ Another git is at work in .*: let it end/);
      expect([refused.status, existsSync(lock)]).toEqual([1, true]);
    } finally {
      other.kill('SIGKILL');
    }
    await new Promise((resolve) => other.once('exit', resolve));
    expect(goBack().status).toBe(0);
    expect(text(`.git/hermes-tray/${ID}/index.lock`)).toBe('left');
  });

  it.each(['main', 'feature/one'])('leaves git able to work after a killed pull’s lock of %s', (branch) => {
    if (branch !== 'main') git('checkout', '--quiet', '-b', branch);
    update();
    writeFileSync(path(`.git/refs/heads/${branch}.lock`), '');
    const { status, output } = goBack({ branch });
    expect([status, output]).toEqual([0, expect.stringContaining(`hermes-tray/${ID}/refs/heads/${branch}.lock`)]);
    expect(existsSync(path(`.git/hermes-tray/${ID}/refs/heads/${branch}.lock`))).toBe(true);
    git('fetch', '--quiet', 'origin');
    git('gc', '--quiet');
    git('clone', '--quiet', hermes.checkout, join(folder, 'clone'));
    git('pull', '--quiet', '--ff-only', 'origin', 'main');
    expect(text('hermes_cli/__init__.py')).toContain('0.23.0');
  });

  it('does without the extras where they can’t be installed', () => {
    update();
    fakePython(`case "$*" in *'[all]'*) echo 'error: no wheel'; exit 1 ;; esac`);
    const { status, output } = goBack();
    expect(output).toContain('Not with all of its extras');
    expect(status).toBe(0);
  });

  it('says which step failed, and ends with its code', () => {
    update();
    fakePython('echo "error: no space left on device"; exit 23');
    const failed = goBack();
    expect(failed.status).toBe(23);
    expect(failed.output.trim().split('\n').slice(-2)).toEqual([
      '✗ The Python dependencies could not be installed by pip',
      `Kept: ${REF}`,
    ]);
    rmSync(path('venv'), { recursive: true });
    expect(goBack()).toMatchObject({ status: 127, output: expect.stringContaining('neither uv nor') });
    expect(goBack({ commit: 'f'.repeat(40) })).toMatchObject({
      output: expect.stringMatching(/✗ f{40} could not be fetched\n/),
    });
    const nowhere = goBack({ checkout: join(folder, 'nowhere') });
    expect(nowhere.output).toContain('is no folder that can be entered');
    expect(nowhere.status).not.toBe(0);
  });

  it('changes nothing where the commit can’t be had', () => {
    const after = update();
    writeFileSync(path('CHANGES'), 'mine\n');
    expect(goBack({ commit: 'f'.repeat(40) }).status).not.toBe(0);
    expect([hermes.head(), text('CHANGES'), git('stash', 'list')]).toEqual([after, 'mine\n', '']);
  });

  it('installs by uv where that is', () => {
    update();
    const uv = join(root, 'bin/uv');
    mkdirSync(join(root, 'bin'));
    writeFileSync(uv, `#!/bin/sh\nprintf '%s|' "$@" "$VIRTUAL_ENV" > '${join(folder, 'uv-calls')}'\n`);
    chmodSync(uv, 0o755);
    expect(goBack().status).toBe(0);
    expect(readFileSync(join(folder, 'uv-calls'), 'utf8')).toBe(`pip|install|-e|.[all]|${path('venv')}|`);
    expect(pips()).toEqual([]);
  });

  it('does not take a repository around it for the checkout', () => {
    rmSync(path('.git'), { recursive: true });
    spawnSync('git', ['init', '--quiet', root]);
    const { status, output } = goBack();
    expect(output).toContain('✗ git cannot read what');
    expect(status).not.toBe(0);
  });
});

describe('after the end', () => {
  const run = (exit: string, requests: readonly string[], env: Readonly<Record<string, string>>) =>
    spawnSync('/bin/sh', ['-c', AFTERWARDS, 'afterwards', exit, ...requests], {
      encoding: 'utf8',
      env: { PATH: '/nowhere', ...env },
    });

  it('writes how it ended, and removes what is ours', () => {
    const [ours, foreign, link, torn, missing] = ['ours', 'foreign', 'link', 'torn', 'missing'].map((name) =>
      join(root, name),
    ) as [string, string, string, string, string];
    const request = '{"action":"drain","requested_at":"2026-11-25T14:30:00.000+00:00","principal":"hermes-tray"}';
    writeFileSync(ours, `${request}\n`);
    writeFileSync(foreign, '{"action":"drain","principal":"hermes-tray-2"}\n');
    writeFileSync(torn, '{"action":"drain","principal":"hermes-tr');
    writeFileSync(join(root, 'elsewhere'), request);
    symlinkSync(join(root, 'elsewhere'), link);
    const exit = join(root, 'update.exit');
    const ended = { EXIT_CODE: 'exited', EXIT_STATUS: '1', SERVICE_RESULT: 'exit-code' };
    const { status, stderr } = run(exit, [ours, foreign, link, torn, missing], ended);
    expect([status, stderr]).toEqual([0, '']);
    expect(readFileSync(exit, 'utf8')).toBe('exited 1 exit-code\n');
    expect([ours, foreign, link, torn].map((file) => existsSync(file))).toEqual([false, true, true, true]);
    unlinkSync(exit);
    run(exit, [], { EXIT_CODE: 'killed', EXIT_STATUS: 'KILL', SERVICE_RESULT: 'oom-kill' });
    expect(readFileSync(exit, 'utf8')).toBe('killed KILL oom-kill\n');
  });
});

function fakePython(script: string): void {
  mkdirSync(path('venv/bin'), { recursive: true });
  writeFileSync(path('venv/bin/python'), `#!/bin/sh\n${script}\n`);
  chmodSync(path('venv/bin/python'), 0o755);
}
