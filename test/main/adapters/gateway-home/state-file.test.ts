import { execFile } from 'node:child_process';
import { appendFile, mkdir, open, rm, truncate, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { HomeSighting } from '../../../../main/app/ports/gateway-home';
import { lastGood } from '../../../../main/core/home-facts';
import { createFilesRig, type FilesRig, replaceFile, stateText } from './rig';

const run = promisify(execFile);

let rig: FilesRig;
let state: string;

beforeEach(async () => {
  rig = await createFilesRig();
  await mkdir(rig.root);
  state = `${rig.root}/gateway_state.json`;
});

afterEach(() => rig.dispose());

it('takes a write in place that pauses in its middle for one change', async () => {
  await writeFile(state, stateText('starting'));
  const { seen } = rig.follow();
  await seen.next('starting', inState('starting'));
  const text = stateText('running');
  const file = await open(state, 'w');
  await file.write(text.slice(0, 20));
  // The retry's timer shows that the torn half was read.
  await until(() => rig.timers().some((delay) => delay === 30 || delay === 80));
  await file.write(text.slice(20));
  await file.close();
  await seen.next('running', inState('running'));
  expect(seen.all.map(({ home }) => home.stateFile.kind)).toEqual(['read', 'read']);
});

it.each([
  ['empty', '', 'it is empty'],
  ['half written', '{"pid": 1, "gateway_st', 'it is not complete JSON'],
  ['no object', '[1]', 'it is JSON, but no object'],
])('tells that a file stays %s after a few tries, and keeps the last good value', async (_what, text, reason) => {
  await writeFile(state, stateText('running'));
  const { seen } = rig.follow();
  await seen.next('running', inState('running'));
  await writeFile(state, text);
  const sighting = await seen.next('unreadable', ({ home }) => home.stateFile.kind === 'unreadable');
  expect(sighting.home.stateFile).toMatchObject({ reason, lastGood: { value: { gatewayState: 'running' } } });
  expect(sighting.home.problem).toBeNull();
  expect(rig.timers()).toEqual([]);
  await writeFile(state, stateText('stopped'));
  await seen.next('stopped', inState('stopped'));
});

it('tells that a first reading is torn only after a few tries', async () => {
  await writeFile(state, '{');
  const { seen } = rig.follow();
  const first = await seen.next('the first sighting', () => true);
  expect(first.home.stateFile).toEqual({ kind: 'unreadable', reason: 'it is not complete JSON', lastGood: null });
});

it('forgets the last good value of a file that was deleted', async () => {
  await writeFile(state, stateText('running'));
  const { seen } = rig.follow();
  await seen.next('running', inState('running'));
  await rm(state);
  await seen.next('absent', ({ home }) => home.stateFile.kind === 'absent');
  await writeFile(state, '{');
  const torn = await seen.next('unreadable', ({ home }) => home.stateFile.kind === 'unreadable');
  expect(lastGood(torn.home.stateFile)).toBeNull();
});

it('announces the last of a burst of 1000 writes, and far fewer than 1000 times', async () => {
  const { seen } = rig.follow();
  await seen.next('the first sighting', () => true);
  for (let index = 0; index < 500; index += 1) {
    await writeFile(state, stateText(`written-${index}`));
    await replaceFile(state, stateText(`renamed-${index}`));
  }
  await seen.next('the last', inState('renamed-499'));
  expect(seen.all.length).toBeLessThan(200);
  expect(rig.timers()).toEqual([]);
});

it('does not read a state file of 50 MB, says how large it is, and reads the next one', async () => {
  await writeFile(state, stateText('running'));
  const { seen } = rig.follow();
  await seen.next('running', inState('running'));
  await truncate(state, 50 * 1024 ** 2);
  const large = await seen.next('unreadable', ({ home }) => home.stateFile.kind === 'unreadable');
  expect(large.home.stateFile).toMatchObject({ reason: expect.stringContaining('50.0 MB') });
  expect(lastGood(large.home.stateFile)?.gatewayState).toBe('running');
  await replaceFile(state, stateText('stopped'));
  await seen.next('stopped', inState('stopped'));
});

it.each([
  ['a named pipe', (path: string) => run('mkfifo', [path])],
  ['a folder', (path: string) => mkdir(path)],
])('does not hang on %s in place of the file', async (what, make) => {
  await make(state);
  const { seen } = rig.follow();
  const first = await seen.next('the first sighting', () => true);
  expect(first.home.stateFile).toEqual({ kind: 'unreadable', reason: `it is ${what}, not a file`, lastGood: null });
  await rm(state, { recursive: true });
  await writeFile(state, stateText('running'));
  await seen.next('running', inState('running'));
});

it('tolerates a byte order mark, invalid UTF-8, unknown keys and wrong types', async () => {
  const json = '{"pid":"7","gateway_state":"running","exit_reason":"caf\xe9","platforms":[1],"later":{}}';
  await writeFile(state, Buffer.concat([Buffer.from('\ufeff', 'utf8'), Buffer.from(json, 'latin1')]));
  const { seen } = rig.follow();
  const first = await seen.next('running', inState('running'));
  expect(lastGood(first.home.stateFile)).toMatchObject({ pid: null, exitReason: 'caf\ufffd', platforms: [] });
});

it('reads the latest forty starts and passes over junk', async () => {
  const { seen } = rig.follow();
  await seen.next('the first sighting', () => true);
  const log = `${rig.root}/gateway-starts.log`;
  await writeFile(log, 'junk\n\n-5\nNaN\n1e999\n1764000000.25\n');
  await seen.next('one start', ({ home }) => home.starts.length === 1 && home.starts[0] === 1_764_000_000_250);
  await appendFile(log, Array.from({ length: 60 }, (_, index) => `${1_764_000_001 + index}\n`).join(''));
  const all = await seen.next('forty', ({ home }) => home.starts.length === 40);
  expect(all.home.starts.at(-1)).toBe(1_764_000_060_000);
});

it('is not woken by the other files of a busy home', async () => {
  const { seen } = rig.follow();
  await seen.next('the first sighting', () => true);
  for (let index = 0; index < 50; index += 1) await appendFile(`${rig.root}/state.db-wal`, 'x');
  // Events come in order: when the folder's next child is there, those of the other files were delivered before.
  expect(rig.timers()).toEqual([]);
  await writeFile(state, stateText('running'));
  await seen.next('running', inState('running'));
  expect(seen.all).toHaveLength(2);
});

function inState(gatewayState: string): (sighting: HomeSighting) => boolean {
  return ({ home }) => home.stateFile.kind === 'read' && home.stateFile.value.gatewayState === gatewayState;
}

async function until(is: () => boolean): Promise<void> {
  const deadline = Date.now() + 4000;
  while (!is()) {
    if (Date.now() > deadline) throw new Error('waited 4 s in vain');
    await new Promise((resolve) => setImmediate(resolve));
  }
}
