import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createGit } from '../../../../main/adapters/installations/git';
import { createInstallations } from '../../../../main/adapters/installations/installations';
import { realClock } from '../../../contracts/real/real-clock';
import { createRig } from './rig';

let rig: ReturnType<typeof createRig>;

beforeEach(() => {
  rig = createRig();
});
afterEach(() => rig.close());

const look = (...homes: readonly string[]) => rig.installations.preFlight(rig.checkout, rig.root, homes);

describe('the look before an update', () => {
  it('names the files that were changed here, by their own names', async () => {
    rig.write('CHANGES', 'mine\n');
    rig.write(`it's "new" — ü`, '');
    rig.write('hermes_cli/__init__.py', '');
    rig.hermes.git('add', 'hermes_cli/__init__.py');
    mkdirSync(join(rig.checkout, 'notes'));
    rig.write('notes/one', '');
    rig.write('venv/ignored', '');
    const { changed, changedCount } = await look();
    expect([...changed].sort()).toEqual(['CHANGES', 'hermes_cli/__init__.py', `it's "new" — ü`, 'notes/']);
    expect(changedCount).toBe(4);
  });

  it('counts all of many', async () => {
    for (let at = 0; at < 50; at += 1) rig.write(`file-${at}`, '');
    const { changed, changedCount } = await look();
    expect([changed.length, changedCount]).toEqual([20, 50]);
  });

  const lock = (pid: number, secondsAgo: number) =>
    writeFileSync(
      join(rig.root, '.hermes-update-in-progress'),
      `${pid}\n${Math.floor(Date.now() / 1000) - secondsAgo}\nruntime-restarts\n`,
    );

  it('sees another update for as long as it lives, and 20 minutes', async () => {
    const other = spawn('sleep', ['60'], { stdio: 'ignore' });
    try {
      lock(other.pid ?? 0, 60);
      expect((await look()).other).toEqual({ pid: other.pid });
      lock(other.pid ?? 0, 21 * 60);
      expect((await look()).other).toBeNull();
    } finally {
      other.kill('SIGKILL');
    }
    const { pid } = spawnSync('true');
    lock(pid, 60);
    expect((await look()).other).toBeNull();
    writeFileSync(join(rig.root, '.hermes-update-in-progress'), 'not a number');
    expect((await look()).other).toBeNull();
  });

  it('sees one that a chat asked for, for half an hour', async () => {
    const coder = join(rig.root, 'profiles/coder');
    mkdirSync(coder, { recursive: true });
    const file = join(coder, '.update_pending.json');
    writeFileSync(file, '{}');
    expect((await look(coder)).other).toEqual({ pid: null });
    const longAgo = Date.now() / 1000 - 31 * 60;
    utimesSync(file, longAgo, longAgo);
    expect((await look(coder)).other).toBeNull();
  });

  it('says that there is nothing to run Hermes with', async () => {
    rmSync(join(rig.checkout, 'venv/bin/hermes'));
    expect((await look()).broken).toBeNull();
    rmSync(join(rig.checkout, 'venv/bin/python'));
    expect((await look()).broken).toMatch(/neither hermes nor python in .*venv\/bin/);
  });

  it('says that an index can’t be read', async () => {
    rig.write('.git/index', 'garbage');
    expect((await look()).broken).toMatch(/could not be read: git says “(fatal|error): .*index/);
  });

  it('says that there is no git', async () => {
    const installations = createInstallations({
      environment: { PATH: join(rig.folder, 'nowhere') },
      folder: rig.cache,
      clock: realClock,
    });
    expect(await installations.readCode(rig.checkout)).toMatchObject({
      reason: 'not-installed',
      message: expect.stringContaining('no git in PATH'),
    });
    expect((await installations.preFlight(rig.checkout, rig.root, [])).broken).toContain('no git in PATH');
    expect(await installations.check(rig.checkout)).toMatchObject({ reason: 'not-installed' });
  });
});

describe('git', () => {
  const program = (text: string) => {
    const folder = join(rig.folder, 'programs');
    mkdirSync(folder);
    writeFileSync(join(folder, 'git'), `#!/bin/sh\n${text}\n`);
    chmodSync(join(folder, 'git'), 0o755);
    return createGit({ PATH: `${folder}:${process.env['PATH']}`, HOME: rig.folder, GIT_DIR: '/elsewhere' });
  };
  const isAlive = (pid: number) => {
    try {
      process.kill(pid, 0);
      return true;
    } catch {
      return false;
    }
  };

  it('is killed at its deadline with all that it has started', async () => {
    const pids = join(rig.folder, 'pids');
    const git = program(`sleep 600 & echo $! > '${pids}'; echo $$ >> '${pids}'; trap '' TERM; wait`);
    const ended = await git.run(['status'], { folder: rig.checkout, deadlineMs: 300 });
    expect(ended).toEqual({ kind: 'timeout', afterMs: 300 });
    const started = spawnSync('cat', [pids], { encoding: 'utf8' }).stdout.trim().split('\n').map(Number);
    expect(started).toHaveLength(2);
    await vi.waitFor(() => expect(started.filter(isAlive)).toEqual([]), 5_000);
  });

  it('is asked nothing, writes nothing in passing and knows none of our variables', async () => {
    // It would wait for ever for somebody who types.
    const output = await program('cat; env').run(['status'], { folder: rig.checkout, deadlineMs: 5_000 });
    const told = output.kind === 'output' ? output.text.split('\n') : [output.kind];
    expect(told).toEqual(expect.arrayContaining(['GIT_OPTIONAL_LOCKS=0', 'GIT_TERMINAL_PROMPT=0', 'LC_ALL=C']));
    expect(told.filter((line) => line.startsWith('GIT_DIR='))).toEqual([]);
  });
});

describe('where the code lies', () => {
  const make = (...parts: readonly string[]) => {
    const path = join(rig.folder, ...parts);
    mkdirSync(join(path, 'hermes_cli'), { recursive: true });
    return path;
  };
  const find = (...candidates: readonly string[]) => rig.installations.find(candidates);

  it('is the first folder that holds it', async () => {
    mkdirSync(join(rig.folder, 'empty'));
    expect(await find(join(rig.folder, 'nowhere'), join(rig.folder, 'empty'), 'relative', rig.checkout)).toEqual({
      checkout: rig.checkout,
      method: 'git',
    });
    expect(await find(join(rig.folder, 'empty'))).toBeNull();
  });

  it('is known by its project, too', async () => {
    const folder = join(rig.folder, 'project');
    mkdirSync(folder);
    writeFileSync(join(folder, 'pyproject.toml'), '[project]\nname = "hermes-agent"\n');
    expect(await find(folder)).toEqual({ checkout: folder, method: 'unknown' });
    writeFileSync(join(folder, 'pyproject.toml'), '[project]\nname = "hermes-agent-plugin"\n');
    expect(await find(folder)).toBeNull();
  });

  it('is of Homebrew, of pip, of a worktree, or of what the stamp says', async () => {
    expect(await find(make('Cellar', 'hermes-agent', '0.22'))).toMatchObject({ method: 'homebrew' });
    expect(await find(make('lib', 'site-packages'))).toMatchObject({ method: 'pip' });
    const linked = join(rig.folder, 'linked');
    symlinkSync(make('homebrew', 'opt'), linked);
    expect(await find(linked)).toEqual({ checkout: linked, method: 'homebrew' });
    const worktree = make('worktree');
    writeFileSync(join(worktree, '.git'), 'gitdir: elsewhere\n');
    expect(await find(worktree)).toMatchObject({ method: 'git' });
    writeFileSync(join(worktree, '.install_method'), 'docker\n');
    expect(await find(worktree)).toMatchObject({ method: 'docker' });
    writeFileSync(join(worktree, '.install_method'), 'snap\n');
    expect(await find(worktree)).toMatchObject({ method: 'git' });
  });
});
