import { execFile } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { chmod, mkdir, open, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HomeSighting } from '../../../../main/app/ports/gateway-home';
import { lastGood } from '../../../../main/core/home-facts';
import { subjectOf } from '../../../contracts/gateway-homes.contract';
import { createFakeClock } from '../../../fakes/fake-clock';
import { createFilesRig, type FilesRig, stateText } from './rig';

let rig: FilesRig;

beforeEach(async () => {
  rig = await createFilesRig();
});

afterEach(() => rig.dispose());

it('has no timer while nothing happens, neither with a folder nor without', async () => {
  const waiting = rig.follow();
  await waiting.seen.next('the first sighting', () => true);
  await settled();
  expect(rig.timers()).toEqual([]);
  await rig.writeState(rig.root, 'running');
  await waiting.seen.next('running', inState('running'));
  await settled();
  expect(rig.timers()).toEqual([]);
});

it('finds a home that is made level by level, long after', async () => {
  const home = `${rig.userHome}/a/b/c`;
  const { seen } = rig.follow({ environment: [`HERMES_HOME=${home}`] });
  await seen.next('the first sighting', () => true);
  for (const folder of ['a', 'a/b', 'a/b/c']) await mkdir(`${rig.userHome}/${folder}`);
  await writeFile(`${home}/gateway_state.json`, stateText('running'));
  await seen.next('running', inState('running'));
});

it('follows a home that is deleted and made again twenty times', async () => {
  const { seen } = rig.follow();
  for (let round = 0; round < 20; round += 1) {
    await rig.writeState(rig.root, `round-${round}`);
    await seen.next(`round ${round}`, inState(`round-${round}`));
    await rm(rig.root, { recursive: true });
    // Half of the time it is back before anybody could look.
    if (round % 2 === 0) await seen.next('nothing', ({ home }) => home.stateFile.kind === 'absent');
    seen.forget();
  }
});

it('sees a home that is renamed away, and another one put in its place', async () => {
  await rig.writeState(rig.root, 'running');
  await rig.writeState(`${rig.userHome}/other`, 'draining');
  const { seen } = rig.follow();
  await seen.next('running', inState('running'));
  await rename(rig.root, `${rig.userHome}/away`);
  await seen.next('nothing', ({ home }) => home.stateFile.kind === 'absent');
  await rename(`${rig.userHome}/other`, rig.root);
  await seen.next('draining', inState('draining'));
  await rig.writeState(`${rig.userHome}/away`, 'stopped');
  await rig.writeState(rig.root, 'starting');
  await seen.next('starting', inState('starting'));
  expect(seen.all.some(inState('stopped'))).toBe(false);
});

it('sees the folder above the home of a profile renamed', async () => {
  const coder = `${rig.root}/profiles/coder`;
  await rig.writeState(coder, 'running');
  const { seen } = rig.follow({ execStart: ['hermes', '--profile', 'coder', 'gateway', 'run'] });
  await seen.next('running', inState('running'));
  await rename(`${rig.root}/profiles`, `${rig.root}/profiles.old`);
  await seen.next('nothing', ({ home }) => home.stateFile.kind === 'absent');
  await rename(`${rig.root}/profiles.old`, `${rig.root}/profiles`);
  await seen.next('running again', ({ home }) => home.stateFile.kind === 'read');
});

it('follows a home behind a symbolic link, and the link when it is turned elsewhere', async () => {
  await rig.writeState(`${rig.userHome}/disk/one`, 'one');
  await rig.writeState(`${rig.userHome}/disk/two`, 'two');
  await symlink('disk/one', rig.root);
  const { seen } = rig.follow();
  expect((await seen.next('one', inState('one'))).home.home).toBe(rig.root);
  await rig.writeState(`${rig.userHome}/disk/one`, 'one again');
  await seen.next('one again', inState('one again'));
  await symlink('disk/two', `${rig.root}.new`);
  await rename(`${rig.root}.new`, rig.root);
  await seen.next('two', inState('two'));
});

it('waits for the target of a link that leads nowhere', async () => {
  await symlink('disk/one', rig.root);
  const { seen } = rig.follow();
  await seen.next('nothing', ({ home }) => home.stateFile.kind === 'absent' && home.problem === null);
  await rig.writeState(`${rig.userHome}/disk/one`, 'one');
  await seen.next('one', inState('one'));
});

describe('a folder that cannot be read', () => {
  it('is told with path, reason and advice: a link to itself', async () => {
    await symlink(rig.root, rig.root);
    const { seen } = rig.follow();
    const first = await seen.next('a problem', ({ home }) => home.problem !== null);
    expect(first.home.problem).toContain(`${rig.root} leads to itself (ELOOP)`);
    await rm(rig.root);
    await rig.writeState(rig.root, 'running');
    expect((await seen.next('running', inState('running'))).home.problem).toBeNull();
  });

  it('is told: a file in its place', async () => {
    await writeFile(rig.root, 'not a folder');
    const { seen } = rig.follow();
    const first = await seen.next('a problem', ({ home }) => home.problem !== null);
    expect(first.home.problem).toContain(`${rig.root} is no folder (ENOTDIR)`);
    await rm(rig.root);
    await rig.writeState(rig.root, 'running');
    await seen.next('running', inState('running'));
  });

  it('is told: a relative HERMES_HOME', async () => {
    const { seen } = rig.follow({ environment: ['HERMES_HOME=hermes'] });
    const first = await seen.next('a problem', () => true);
    expect(first.home.problem).toContain('HERMES_HOME is no absolute path');
  });

  it.each([
    ['the home itself', ''],
    ['a folder above it', '/..'],
  ])('is told, keeps what was known, and is read when it may be again: no right to %s', async (_what, above) => {
    const home = `${rig.userHome}/srv/gateway`;
    await rig.writeState(home, 'running');
    const locked = `${rig.userHome}/srv/gateway${above}`;
    await asOrdinaryUser(rig.userHome, async (asRoot) => {
      const subject = subjectOf({ environment: [`HERMES_HOME=${home}`] });
      const { seen, followed } = rig.follow(subject);
      await seen.next('running', inState('running'));
      await asRoot(() => chmod(locked, 0));
      // Folders above are not watched while all is well: the next thing systemd says brings it to light.
      if (above !== '') followed.update(subject);
      const blocked = await seen.next('a problem', (one) => one.home.problem !== null);
      expect(blocked.home.problem).toMatch(/this user may not enter \S+ \(EACCES\)\. Check .* ls -ld/);
      expect(lastGood(blocked.home.stateFile)?.gatewayState).toBe('running');
      await asRoot(() => chmod(locked, 0o755));
      expect((await seen.next('running', (one) => one.home.problem === null)).home.stateFile.kind).toBe('read');
    });
  });
});

it('tells of a file system that does not answer within 5 s, and reads it when it does', async () => {
  const clock = createFakeClock();
  const own = await createFilesRig({ clock });
  await own.writeState(own.root, 'running');
  const pipe = `${own.userHome}/pipe`;
  await promisify(execFile)('mkfifo', [pipe]);
  // To open a pipe without a writer blocks a thread of the pool: with all four blocked, every file "hangs".
  const blockers = Array.from({ length: 4 }, () => open(pipe, 'r'));
  const { seen, followed } = own.follow();
  followed.update(subjectOf({}));
  clock.advance(4999);
  expect(seen.all).toEqual([]);
  clock.advance(1);
  expect(seen.all.at(-1)?.home).toMatchObject({ home: own.root, stateFile: { kind: 'absent' } });
  expect(seen.all.at(-1)?.home.problem).toContain('has not answered for 5 s');
  // To write alone would fail (ENXIO) while none of them has come as far as its open.
  const writer = openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK);
  for (const handle of await Promise.all(blockers)) await handle.close();
  closeSync(writer);
  const ticking = setInterval(() => clock.advance(25), 5);
  try {
    expect((await seen.next('running', inState('running'))).home.problem).toBeNull();
  } finally {
    clearInterval(ticking);
    await own.dispose();
  }
});

/** Root may enter everything, so a root who tests puts its rights down for a while. */
async function asOrdinaryUser(folder: string, test: (asRoot: typeof withRights) => Promise<void>): Promise<void> {
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) await chmod(folder, 0o755);
  const setUser = (uid: number) => isRoot && process.seteuid?.(uid);
  async function withRights(action: () => Promise<void>): Promise<void> {
    setUser(0);
    await action();
    setUser(65534);
  }
  setUser(65534);
  try {
    await test(withRights);
  } finally {
    setUser(0);
  }
}

function inState(gatewayState: string): (sighting: HomeSighting) => boolean {
  return ({ home }) => home.stateFile.kind === 'read' && home.stateFile.value.gatewayState === gatewayState;
}

/** Until a look that has announced has also ended. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
