import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createUpdateFolder } from '../../../../main/adapters/update-folder/update-folder';
import { updateFolderContract } from '../../../contracts/update-folder.contract';
import { createFakeLogger } from '../../../fakes/fake-logger';
import { UPDATE_PHASES, wholeRun } from '../../../fixtures/updates';

updateFolderContract('the update folder', () => {
  const parent = mkdtempSync(join(tmpdir(), 'updates-'));
  const folder = join(parent, 'state', 'updates');
  return {
    open: () => createUpdateFolder({ folder, logger: createFakeLogger() }),
    // Not a mode: root may write anywhere.
    refuse: () => writeFileSync(join(parent, 'state'), 'in the way'),
    close: () => rmSync(parent, { recursive: true }),
  };
});

describe('the update folder, beyond the contract', () => {
  const ID = '20261125T120000-7';
  let parent: string;
  let folder: string;
  const logger = createFakeLogger();
  const open = () => createUpdateFolder({ folder, logger });
  const done = { ok: true, value: null };

  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), `it's "updates" `));
    folder = join(parent, 'updates');
  });
  afterEach(() => rmSync(parent, { recursive: true }));

  const idOf = (day: number) => `202611${String(day).padStart(2, '0')}T120000-7`;
  const modeOf = (...path: readonly string[]) => (statSync(join(folder, ...path)).mode & 0o777).toString(8);

  it('keeps a run in every phase', async () => {
    for (const phase of UPDATE_PHASES) {
      const run = wholeRun(ID, phase);
      expect(open().save(run)).toEqual(done);
      expect(await open().read()).toEqual([run]);
    }
  });

  it('lets nobody else read it, and leaves no other file', () => {
    const umask = process.umask(0);
    try {
      open().save(wholeRun(ID));
    } finally {
      process.umask(umask);
    }
    expect([modeOf('.'), modeOf(ID), modeOf(ID, 'run.json')]).toEqual(['700', '700', '600']);
    expect(readdirSync(join(folder, ID))).toEqual(['run.json']);
  });

  it.each([
    ['that is torn', (file: string) => writeFileSync(file, readFileSync(file, 'utf8').slice(0, 100))],
    ['of another form', (file: string) => writeFileSync(file, '{"id":"20261125T120000-7","phase":{"kind":"dancing"}}')],
    ['of another run', (file: string) => writeFileSync(file, JSON.stringify(wholeRun('20261124T120000-1')))],
    ['that is a named pipe', (file: string) => makePipe(file)],
    ['that is gone', (file: string) => rmSync(file)],
  ])('leaves out one %s, and reads the others', async (_, harm) => {
    open().save(wholeRun(ID));
    open().save(wholeRun('20261124T120000-2'));
    harm(join(folder, ID, 'run.json'));
    expect(await open().read()).toMatchObject([{ id: '20261124T120000-2' }]);
  });

  it('keeps the last 20, and what it has not made', async () => {
    const update = open();
    const end = { kind: 'done', at: 2, wasCurrent: true } as const;
    for (let day = 1; day <= 20; day += 1) update.save(wholeRun(idOf(day), day === 2 ? undefined : end));
    for (const other of ['notes', '20261101', '.hidden']) mkdirSync(join(folder, other));
    writeFileSync(join(folder, '20261001T120000-7'), 'no folder');
    symlinkSync(parent, join(folder, '20261002T120000-7'));
    update.save(wholeRun(idOf(21)));
    await vi.waitFor(() => expect(existsSync(join(folder, idOf(1)))).toBe(false));
    update.save(wholeRun(idOf(22)));
    update.save(wholeRun(idOf(23)));
    // The second is still under way.
    await vi.waitFor(() => expect(existsSync(join(folder, idOf(3)))).toBe(false));
    const left = readdirSync(folder);
    expect(left).toEqual(expect.arrayContaining([idOf(2), idOf(4), idOf(23), 'notes', '20261101', '.hidden']));
    expect(left).toEqual(expect.arrayContaining(['20261001T120000-7', '20261002T120000-7']));
    expect(existsSync(folder)).toBe(true);
  });

  it('copies what a person may need, under names of its own', async () => {
    const homes = ['a/.hermes', 'b/.hermes'].map((home) => join(parent, home));
    for (const [at, home] of homes.entries()) {
      mkdirSync(home, { recursive: true });
      writeFileSync(join(home, 'config.yaml'), `home: ${at}\n`);
    }
    const files = [...homes.map((home) => join(home, 'config.yaml')), join(parent, 'missing.yaml')];
    expect(await open().keepCopies(ID, files)).toEqual(done);
    const copies = readdirSync(join(folder, ID, 'before')).sort();
    expect(copies).toEqual(['.hermes-config.yaml', '.hermes-config.yaml.2']);
    expect(copies.map((name) => readFileSync(join(folder, ID, 'before', name), 'utf8'))).toEqual([
      'home: 0\n',
      'home: 1\n',
    ]);
    expect(modeOf(ID, 'before', '.hermes-config.yaml')).toBe('600');
  });

  it('copies the rest where one can’t be, and says which', async () => {
    const pipe = join(parent, 'pipe');
    const unit = join(parent, 'hermes-gateway.service');
    makePipe(pipe);
    writeFileSync(unit, '[Service]\n');
    expect(await open().keepCopies(ID, [pipe, unit])).toMatchObject({
      ok: false,
      message: expect.stringMatching(/No copy of .*pipe could be put into .*no regular file/),
    });
    expect(readdirSync(join(folder, ID, 'before'))).toHaveLength(1);
  });

  it('gives all of what was printed, first by the update, then by the way back', async () => {
    open().save(wholeRun(ID));
    writeFileSync(join(folder, ID, 'update.log'), '⚕ Updating\n');
    expect(await open().readOutput(ID)).toBe('⚕ Updating\n');
    writeFileSync(join(folder, ID, 'way-back.log'), '→ Back\n');
    expect(await open().readOutput(ID)).toBe('⚕ Updating\n\n→ Back\n');
    expect(await open().readOutput('../../etc')).toBe('');
  });

  it('gives the end of more than 4 MB, from a whole character on', async () => {
    open().save(wholeRun(ID));
    writeFileSync(join(folder, ID, 'update.log'), `begin${'→'.repeat(2_000_000)}end`);
    const output = await open().readOutput(ID);
    expect(Buffer.byteLength(output)).toBeLessThanOrEqual(4 * 1024 ** 2);
    expect(output.endsWith('→end')).toBe(true);
    expect(output).not.toContain('\ufffd');
  });
});

function makePipe(path: string): void {
  rmSync(path, { force: true });
  execFileSync('mkfifo', [path]);
}
