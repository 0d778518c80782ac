import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createPathWatcher } from '../../../../main/adapters/path-watcher/path-watcher';
import { createSettingsStore } from '../../../../main/adapters/settings/settings-store';
import type { SettingsRead } from '../../../../main/app/ports/settings-store';
import { DEFAULT_SETTINGS, type IconTheme } from '../../../../main/core/settings';
import { createFakeLogger } from '../../../fakes/fake-logger';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hermes-tray-settings-'));
  file = `${folder}/settings.json`;
});

afterEach(() => rm(folder, { recursive: true }));

const UNWATCHED = { watch: () => () => {} };
const store = (at = folder) => createSettingsStore(at, UNWATCHED);

async function read(text: string) {
  await writeFile(file, text);
  const result = await store().read();
  expect(await readFile(file, 'utf8')).toBe(text);
  return result;
}

it('takes the defaults where there is no file, and no folder, without a word', async () => {
  const nothing = { settings: DEFAULT_SETTINGS, problems: [], isUnderstood: true };
  expect(await store().read()).toEqual(nothing);
  expect(await store(`${folder}/none`).read()).toEqual(nothing);
});

it('reads every setting', async () => {
  const text = '\ufeff{"$schema":"x","units":["hermes-gateway"],"iconTheme":"dark","logLevel":"debug"}';
  expect(await read(text)).toEqual({
    settings: { ...DEFAULT_SETTINGS, units: ['hermes-gateway.service'], iconTheme: 'dark', logLevel: 'debug' },
    problems: [],
    isUnderstood: true,
  });
});

it('loses only the field that is wrong, and names file, field and what is allowed', async () => {
  expect(await read('{"iconTheme":"blue","logLevel":"warn","unit":"x"}')).toEqual({
    settings: { ...DEFAULT_SETTINGS, logLevel: 'warn' },
    problems: [
      `${file}: "iconTheme" is "blue"; allowed is "auto", "dark" or "light". The default, "auto", is used.`,
      `${file}: there is no setting "unit"; there are ${Object.keys(DEFAULT_SETTINGS).join(', ')}.`,
    ],
    isUnderstood: true,
  });
});

it.each([
  ['', 'is empty'],
  ['[]', 'has to hold one JSON object'],
  ['null', 'has to hold one JSON object'],
  ['{\n  "iconTheme": "dark"\n  "logLevel": "info"\n}', 'the mistake is at line 3, column 3'],
  ['{\n  // a comment\n}', 'the mistake is at line 2, column 3'],
  ['{"iconTheme": "dark",}', 'the mistake is at line 1, column 22'],
  ['{"iconTheme": dark}', 'the mistake is at line 1, column 15'],
  ['{\n  "iconTheme": "dark",\n  "log', 'it ends too early, at line 3, column 7'],
  ['{"a": 1}\nx', 'the mistake is at line 2, column 1'],
])('takes the defaults for %j and says where it is wrong', async (text, problem) => {
  const { settings, problems } = await read(text);
  expect(settings).toEqual(DEFAULT_SETTINGS);
  expect(problems).toEqual([expect.stringContaining(problem)]);
  expect(problems[0]).toContain(file);
});

it.each([
  ['a named pipe', (path: string) => promisify(execFile)('mkfifo', [path])],
  ['a folder', (path: string) => mkdir(path)],
  [
    '50 MB',
    async (path: string) => {
      await writeFile(path, '');
      await truncate(path, 50 * 1024 ** 2);
    },
  ],
])('does not read %s', async (_what, make) => {
  await make(file);
  const { settings, problems } = await store().read();
  expect(settings).toEqual(DEFAULT_SETTINGS);
  expect(problems).toEqual([expect.stringContaining(`${file} cannot be read: `)]);
});

describe('a watched file', () => {
  async function watched() {
    const reads: SettingsRead[] = [];
    const one = createSettingsStore(folder, createPathWatcher({ logger: createFakeLogger() }));
    onTestFinished(one.watch((read) => reads.push(read)));
    const comesTo = (iconTheme: IconTheme) =>
      vi.waitUntil(() => reads.at(-1)?.settings.iconTheme === iconTheme, { timeout: 5000, interval: 5 });
    await comesTo('auto');
    return { one, reads, comesTo };
  }

  it('is read whenever somebody saves it, as editors do', async () => {
    const { comesTo } = await watched();
    await writeFile(file, '{"iconTheme":"dark"}');
    await comesTo('dark');
    await writeFile(`${file}~`, '{"iconTheme":"light"}');
    await rename(`${file}~`, file);
    await comesTo('light');
    await rm(file);
    await comesTo('auto');
  });

  it('never tells what is older than what was asked for', async () => {
    const { one, reads, comesTo } = await watched();
    reads.splice(0);
    const writes = (['dark', 'light', 'dark', 'light'] as const).map((value) => one.set({ name: 'iconTheme', value }));
    expect(await Promise.all(writes)).toEqual(Array(4).fill({ ok: true, value: null }));
    await comesTo('light');
    expect(new Set(reads.map(({ settings }) => settings.iconTheme))).toEqual(new Set(['light']));
  });
});

it('writes a list of units, and leaves what it does not know', async () => {
  await writeFile(file, '{"later":[1],"units":null}');
  await store().set({ name: 'units', value: ['hermes-gateway.service'] });
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ later: [1], units: ['hermes-gateway.service'] });
  await store().set({ name: 'units', value: null });
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ later: [1], units: null });
});

it('does not write over what is no JSON', async () => {
  await writeFile(file, '{"units":');
  expect(await store().set({ name: 'iconTheme', value: 'dark' })).toMatchObject({ ok: false, reason: 'broken' });
  expect(await readFile(file, 'utf8')).toBe('{"units":');
});
