import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRig } from './rig';

let rig: ReturnType<typeof createRig>;

beforeEach(() => {
  rig = createRig();
});
afterEach(() => rig.close());

const git = (...args: readonly string[]) => rig.hermes.git(...args);
const check = () => rig.installations.check(rig.checkout);
const known = (...homes: readonly string[]) => rig.installations.readKnown(rig.checkout, homes);

/** Everything in the checkout's repository that an update would write to. */
function repositoryNow(): string {
  const folder = join(rig.checkout, '.git');
  const entries = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  return entries
    .map((entry) => {
      const { mtimeMs, size } = statSync(join(folder, entry));
      return `${entry} ${mtimeMs} ${size}`;
    })
    .join('\n');
}

describe('the code of a checkout', () => {
  it('is what is committed, whatever somebody is changing', async () => {
    rig.write('hermes_cli/__init__.py', '__version__ = "9.9.9"\n');
    expect(await rig.installations.readCode(rig.checkout)).toMatchObject({ value: { version: '0.22.5' } });
  });

  it('has no branch on a detached HEAD, and is compared all the same', async () => {
    git('checkout', '--quiet', '--detach');
    rig.hermes.publish('0.23.0');
    expect(await rig.installations.readCode(rig.checkout)).toMatchObject({ value: { branch: null } });
    expect(await check()).toMatchObject({ value: { behind: 1, version: '0.23.0' } });
  });

  it('takes the version of the project where the module names none', async () => {
    git('rm', '--quiet', '-r', 'hermes_cli');
    git('commit', '--quiet', '-m', 'Move the code');
    expect(await rig.installations.readCode(rig.checkout)).toMatchObject({ value: { version: '0.22.5' } });
  });

  it('is not that of a repository around it', async () => {
    rmSync(join(rig.checkout, '.git'), { recursive: true });
    mkdirSync(join(rig.checkout, '.git'));
    execFileSync('git', ['init', '--quiet', rig.root]);
    expect(await rig.installations.readCode(rig.checkout)).toMatchObject({
      ok: false,
      message: expect.stringMatching(/git says “fatal: not a git repository/),
    });
  });
});

describe('a look for an update', () => {
  it('writes nothing into the checkout, and takes no lock there', async () => {
    rig.hermes.publish('0.23.0', { subjects: ['one', 'two'] });
    const before = repositoryNow();
    writeFileSync(join(rig.checkout, '.git/index.lock'), '');
    expect(await check()).toMatchObject({ value: { behind: 2 } });
    const preFlight = await rig.installations.preFlight(rig.checkout, rig.root, []);
    expect(preFlight).toMatchObject({ broken: null, changedCount: 0 });
    rmSync(join(rig.checkout, '.git/index.lock'));
    expect(withoutFolder(repositoryNow())).toBe(withoutFolder(before));
  });

  it.each([
    ['shallow', ['--depth=1']],
    ['partial', ['--filter=blob:none']],
    ['treeless', ['--filter=tree:0']],
  ])('counts for a %s clone, again and again', async (_, args) => {
    execFileSync('git', ['-C', rig.hermes.remote, 'config', 'uploadpack.allowFilter', 'true']);
    rig.hermes.publish('0.22.6', { subjects: ['a', 'b', 'c'] });
    rig.clone(...args);
    expect(await check()).toMatchObject({ value: { behind: 0 } });
    rig.hermes.publish('0.23.0', { subjects: ['one', 'two', 'three'] });
    const before = repositoryNow();
    expect(await check()).toMatchObject({
      value: { behind: 3, version: '0.23.0', commits: [{ subject: 'three' }, { subject: 'two' }, { subject: 'one' }] },
    });
    rig.hermes.publish('0.23.1');
    expect(await check()).toMatchObject({ value: { behind: 4, version: '0.23.1' } });
    expect(repositoryNow()).toBe(before);
  });

  it('does not count what somebody has committed here', async () => {
    rig.write('mine', 'mine\n');
    git('add', '--all');
    git('commit', '--quiet', '-m', 'Mine');
    expect(await check()).toMatchObject({ value: { behind: 0, commits: [] } });
    rig.hermes.publish('0.23.0', { subjects: ['one', 'two'] });
    expect(await check()).toMatchObject({ value: { behind: 2, commits: [{ subject: 'two' }, { subject: 'one' }] } });
  });

  it('says that something is new where history was rewritten, without a number', async () => {
    rig.hermes.publish('0.23.0');
    const { remote } = rig.hermes;
    const tree = execFileSync('git', ['-C', remote, 'write-tree'], { encoding: 'utf8' }).trim();
    const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org'];
    const root = execFileSync('git', ['-C', remote, ...identity, 'commit-tree', tree, '-m', 'Begin anew'], {
      encoding: 'utf8',
    }).trim();
    execFileSync('git', ['-C', remote, 'update-ref', 'refs/heads/main', root]);
    expect(await check()).toMatchObject({
      value: { commit: root, behind: null, commits: [{ subject: 'Begin anew' }] },
    });
  });

  it('goes to `upstream` where there is no `origin`', async () => {
    git('remote', 'rename', 'origin', 'upstream');
    rig.hermes.publish('0.23.0');
    expect(await check()).toMatchObject({ value: { behind: 1 } });
  });

  it('follows a URL that is relative to the checkout', async () => {
    git('remote', 'set-url', 'origin', '../remote.git');
    rig.hermes.publish('0.23.0');
    expect(await check()).toMatchObject({ value: { behind: 1, version: '0.23.0' } });
  });

  it('makes its own repository anew when that is broken', async () => {
    rig.hermes.publish('0.23.0');
    await check();
    const [cache = ''] = readdirSync(join(rig.cache, 'code'));
    const folder = join(rig.cache, 'code', cache);
    for (const pack of readdirSync(join(folder, 'objects/pack'))) {
      rmSync(join(folder, 'objects/pack', pack));
    }
    writeFileSync(join(folder, 'shallow.lock'), '');
    rig.hermes.publish('0.23.1');
    expect(await check()).toMatchObject({ value: { behind: 2, version: '0.23.1' } });
  });

  it('knows that something is new where there is no room to fetch it', async () => {
    const tip = rig.hermes.publish('0.23.0');
    writeFileSync(rig.cache, 'in the way');
    expect(await check()).toMatchObject({ value: { commit: tip, behind: null, commits: [], version: null } });
  });

  it('says what to do where there is no remote', async () => {
    git('remote', 'remove', 'origin');
    expect(await check()).toMatchObject({ reason: 'no-remote', message: expect.stringContaining('remote add origin') });
    expect((await rig.installations.preFlight(rig.checkout, rig.root, [])).unreachable).toContain('no remote');
  });

  it('says so where the remote has no main', async () => {
    execFileSync('git', ['-C', rig.hermes.remote, 'branch', '--move', 'main', 'trunk']);
    expect(await check()).toMatchObject({ reason: 'no-branch', message: expect.stringContaining('no branch main') });
  });

  it('keeps a password to itself', async () => {
    git('remote', 'set-url', 'origin', 'https://ada:secret@127.0.0.1:1/hermes.git');
    const found = await check();
    expect(found).toMatchObject({ ok: false, message: expect.stringContaining('https://127.0.0.1:1/hermes.git') });
    expect(JSON.stringify(found)).not.toContain('secret');
  });
});

describe('what is known without the network', () => {
  const at = (seconds: number) => Date.now() / 1000 + seconds;
  const hermesSays = (home: string, said: unknown) => writeFileSync(join(home, '.update_check'), JSON.stringify(said));

  it('is what the checkout has fetched, with its subjects', async () => {
    rig.hermes.publish('0.23.0', { subjects: ['one', 'two'] });
    expect(await known()).toMatchObject({ behind: 0 });
    git('fetch', '--quiet', 'origin');
    expect(await known()).toMatchObject({
      behind: 2,
      version: '0.23.0',
      commits: [{ subject: 'two' }, { subject: 'one' }],
    });
    rmSync(rig.hermes.remote, { recursive: true });
    expect(await known()).toMatchObject({ behind: 2 });
  });

  it('has its subjects where Hermes has looked after that, too', async () => {
    rig.hermes.publish('0.23.0', { subjects: ['one', 'two'] });
    git('fetch', '--quiet', 'origin');
    const ts = at(60);
    hermesSays(rig.root, { ts, behind: 2 });
    expect(await known(rig.root)).toMatchObject({ behind: 2, checkedAt: Math.round(ts * 1000), commits: [{}, {}] });
    hermesSays(rig.root, { ts, behind: 5 });
    expect(await known(rig.root)).toMatchObject({ behind: 5, commit: null, commits: [] });
  });

  it('has no number where a shallow clone fetched no more than the tip', async () => {
    rig.clone('--depth=1');
    rig.hermes.publish('0.23.0', { subjects: ['one', 'two'] });
    git('fetch', '--quiet', '--depth=1', 'origin');
    expect(await known()).toMatchObject({ behind: null, version: '0.23.0', commits: [{ subject: 'two' }] });
  });

  it('counts in a shallow clone that fetched what is between', async () => {
    rig.clone('--depth=1');
    rig.hermes.publish('0.23.0', { subjects: ['one', 'two'] });
    git('fetch', '--quiet', 'origin');
    expect(await known()).toMatchObject({ behind: 2 });
  });

  it.each([
    ['of another commit', { behind: 7, rev: 'f'.repeat(40) }, 60],
    ['from before HEAD moved', { behind: 7 }, -3600],
    ['that says nothing', { behind: null }, 60],
    ['of another form', { behind: 'many' }, 60],
  ])('leaves out a look of Hermes %s', async (_, said, seconds) => {
    git('remote', 'remove', 'origin');
    hermesSays(rig.root, { ts: at(seconds), ...said });
    expect(await known(rig.root)).toBeNull();
  });

  it('is the newest look of all homes', async () => {
    const coder = join(rig.root, 'profiles/coder');
    mkdirSync(coder, { recursive: true });
    hermesSays(rig.root, { ts: at(60), behind: 1, rev: rig.hermes.head().slice(0, 8) });
    hermesSays(coder, { ts: at(90), behind: 2, rev: rig.hermes.head() });
    expect(await known(rig.root, coder)).toMatchObject({ behind: 2 });
    writeFileSync(join(coder, '.update_check'), '{"ts": 17');
    expect(await known(rig.root, coder)).toMatchObject({ behind: 1 });
  });
});

function withoutFolder(entries: string): string {
  return entries.replace(/^index\.lock.*\n/m, '');
}
