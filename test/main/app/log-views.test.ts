import { describe, expect, it } from 'vitest';
import { EMPTY_EXTENT, type LogUpdate, NO_FILTER } from '../../../main/core/log-view';
import { UNIT } from '../../fixtures/build';
import { createRig, turn } from './rig';

async function running() {
  const rig = createRig();
  rig.systemd.define(UNIT);
  await rig.systemd.request('start', UNIT);
  rig.start();
  await turn();
  const told: LogUpdate[] = [];
  const endPage = rig.logViews.serve((update) => told.push(update));
  const open = (source: 'agent' | 'errors' | 'journal') =>
    rig.runCommand({ kind: 'open-log', unit: UNIT, source, filter: NO_FILTER });
  return { ...rig, told, endPage, open };
}

describe('the log that the window shows', () => {
  it('is one of the gateway’s home, or its journal', async () => {
    const rig = await running();
    expect(await rig.open('errors')).toMatchObject({ ok: true, value: { view: 1 } });
    expect(await rig.open('journal')).toMatchObject({ ok: true, value: { view: 2 } });
    expect(rig.logArchive.opened.map(({ what }) => what)).toEqual([
      '/home/ada/.hermes/logs/errors.log',
      `journal of ${UNIT}`,
    ]);
  });

  it('is closed by the next, by the view, and by the end of the page', async () => {
    const rig = await running();
    await rig.open('agent');
    await rig.open('errors');
    expect(rig.logArchive.opened.map(({ isClosed }) => isClosed)).toEqual([true, false]);
    await rig.runCommand({ kind: 'close-log', view: 1 });
    expect(rig.logArchive.opened[1]?.isClosed).toBe(false);
    await rig.runCommand({ kind: 'close-log', view: 2 });
    expect(rig.logArchive.opened[1]?.isClosed).toBe(true);
    await rig.open('agent');
    rig.endPage();
    expect(rig.logArchive.opened[2]?.isClosed).toBe(true);
  });

  it('tells the page what changes, as long as it is the one that is open', async () => {
    const rig = await running();
    await rig.open('agent');
    const [first] = rig.logArchive.opened;
    first?.listener.changed({ ...EMPTY_EXTENT, serial: 5 });
    await rig.open('errors');
    first?.listener.changed({ ...EMPTY_EXTENT, serial: 6 });
    expect(rig.told).toEqual([{ kind: 'changed', view: 1, extent: { ...EMPTY_EXTENT, serial: 5 } }]);
  });

  it('is asked only by the name that it has', async () => {
    const rig = await running();
    await rig.open('agent');
    await rig.open('errors');
    expect(await rig.runCommand({ kind: 'unfold-log', view: 1, entry: 0 })).toMatchObject({
      ok: false,
      reason: 'closed',
    });
    expect(await rig.runCommand({ kind: 'unfold-log', view: 2, entry: 0 })).toMatchObject({ ok: true });
    await rig.runCommand({ kind: 'filter-log', view: 2, filter: { ...NO_FILTER, text: 'x' } });
    expect(rig.logArchive.opened[1]?.filters.map(({ text }) => text)).toEqual(['', 'x']);
  });

  it('goes into the clipboard as it stands in the file, and into the file manager', async () => {
    const rig = await running();
    await rig.open('agent');
    expect(await rig.runCommand({ kind: 'copy-log', view: 1, revision: 1, from: -5, end: -2 })).toMatchObject({
      ok: true,
      value: { entries: 3, isWhole: true },
    });
    expect(rig.copied).toEqual(['rows -5 to -2 of /home/ada/.hermes/logs/agent.log']);
    await rig.runCommand({ kind: 'reveal-log', unit: UNIT, source: 'errors' });
    expect(rig.revealed).toEqual(['/home/ada/.hermes/logs/errors.log']);
  });

  it('leaves no trace in our own log when it is read', async () => {
    const rig = await running();
    const before = rig.logger.lines.length;
    await rig.open('agent');
    await rig.runCommand({ kind: 'read-log', view: 1, revision: 1, from: 0, count: 100 });
    expect(rig.logger.lines.length).toBe(before);
  });

  it('is offered where there is one: a journal without an entry is none', async () => {
    const rig = await running();
    expect(await rig.runCommand({ kind: 'list-logs', unit: UNIT })).toEqual({
      ok: true,
      value: [
        { source: 'agent', isThere: true },
        { source: 'gateway', isThere: false },
        { source: 'errors', isThere: false },
        { source: 'journal', isThere: false },
      ],
    });
  });

  it('says that it ends when its reader does, and can be opened anew', async () => {
    const rig = await running();
    await rig.open('agent');
    const [first] = rig.logArchive.opened;
    first?.listener.ended('the thread died');
    expect(rig.told).toEqual([{ kind: 'ended', view: 1, message: 'the thread died' }]);
    expect(first?.isClosed).toBe(true);
    expect(await rig.runCommand({ kind: 'unfold-log', view: 1, entry: 0 })).toMatchObject({ reason: 'closed' });
    expect(await rig.open('agent')).toMatchObject({ ok: true, value: { view: 2 } });
    first?.listener.ended('once more');
    expect(rig.told).toHaveLength(1);
  });

  it('tells which logs there are now, as long as one of them is open', async () => {
    const rig = await running();
    await rig.open('agent');
    rig.logArchive.tellFiles(['agent', 'errors']);
    await rig.open('errors');
    rig.logArchive.tellFiles(['errors']);
    await rig.runCommand({ kind: 'close-log', view: 2 });
    rig.logArchive.tellFiles([]);
    expect(rig.told).toEqual([
      { kind: 'files', view: 1, files: ['agent', 'errors'] },
      { kind: 'files', view: 2, files: ['errors'] },
    ]);
  });

  it('cannot be opened before its files were found', async () => {
    const rig = createRig();
    rig.systemd.define(UNIT);
    rig.start();
    await turn();
    const { ok } = await rig.runCommand({
      kind: 'open-log',
      unit: 'other.service',
      source: 'agent',
      filter: NO_FILTER,
    });
    expect(ok).toBe(false);
  });
});
