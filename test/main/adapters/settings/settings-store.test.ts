import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createSettingsStore } from '../../../../main/adapters/settings/settings-store';
import { DEFAULT_SETTINGS } from '../../../../main/core/settings';

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
