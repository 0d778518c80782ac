import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it, vi } from 'vitest';
import { createPathWatcher } from '../../../../main/adapters/path-watcher/path-watcher';
import { createFakeLogger } from '../../../fakes/fake-logger';

let folder: string;
const stops: (() => void)[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hermes-tray-watch-'));
});

afterEach(async () => {
  for (const stop of stops.splice(0)) stop();
  await rm(folder, { recursive: true });
});

/** Watches, and gives what waits for the next call that comes after an act. */
async function watching(path: string) {
  let calls = 0;
  const watcher = createPathWatcher({ logger: createFakeLogger() });
  stops.push(
    watcher.watch([path], () => {
      calls += 1;
    }),
  );
  const called = (before: number) => vi.waitUntil(() => calls > before, { timeout: 5000, interval: 5 });
  // It has begun.
  await called(0);
  return async (act: () => Promise<unknown>) => {
    const before = calls;
    await act();
    await called(before);
  };
}

describe('a watched path', () => {
  it('tells when it comes, is written to, replaced and goes', async () => {
    const file = join(folder, 'settings.json');
    const tells = await watching(file);
    await tells(() => writeFile(file, '{}'));
    await tells(() => writeFile(file, '{"a":1}'));
    await writeFile(join(folder, 'draft'), '{"a":2}');
    await tells(() => rename(join(folder, 'draft'), file));
    await tells(() => rm(file));
  });

  it('tells though its folders come later, and again when they are made anew', async () => {
    const file = join(folder, 'a', 'b', 'settings.json');
    const tells = await watching(file);
    await tells(() => mkdir(join(folder, 'a', 'b'), { recursive: true }));
    await tells(() => writeFile(file, '{}'));
    await tells(() => rm(join(folder, 'a'), { recursive: true }));
    await tells(async () => {
      await mkdir(join(folder, 'a', 'b'), { recursive: true });
      await writeFile(file, '{}');
    });
    await tells(() => writeFile(file, '{"a":1}'));
  });

  it('tells of what a link leads to, and of another link', async () => {
    await mkdir(join(folder, 'dotfiles'));
    const target = join(folder, 'dotfiles', 'one.json');
    await writeFile(target, '{}');
    const file = join(folder, 'settings.json');
    await symlink('dotfiles/one.json', file);
    const tells = await watching(file);
    await tells(() => writeFile(target, '{"a":1}'));
    await tells(async () => {
      await rm(file);
      await symlink('dotfiles/two.json', file);
    });
    await tells(() => writeFile(join(folder, 'dotfiles', 'two.json'), '{}'));
  });
});
