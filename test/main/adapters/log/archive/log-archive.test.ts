import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createLogArchive, type ReaderThread } from '../../../../../main/adapters/log/archive/log-archive';
import type { ReaderStart } from '../../../../../main/adapters/log/archive/protocol';
import { serveReader } from '../../../../../main/adapters/log/archive/serve-reader';
import { NO_FILTER } from '../../../../../main/core/log-view';
import { until } from '../../../../desktop/lib/until.mjs';
import { createFakeLogger } from '../../../../fakes/fake-logger';
import { logLine } from '../../../../fixtures/log-lines';

const endings: (() => void)[] = [];
afterEach(() => {
  for (const end of endings.splice(0)) end();
});

/** The thread's program on the other end of a channel: messages are copied as between threads. */
function startThread(start: ReaderStart): ReaderThread {
  const { port1, port2 } = new MessageChannel();
  const reader = serveReader(port2, start);
  const end = () => {
    reader.close();
    port1.close();
  };
  endings.push(end);
  return {
    on: (event: string, listener: (value: unknown) => void) => {
      if (event === 'message') port1.on('message', listener);
    },
    postMessage: (message) => port1.postMessage(message),
    terminate: async () => end(),
  };
}

function homeWith(content: string): string {
  const home = mkdtempSync(join(tmpdir(), 'hermes-tray-archive-'));
  mkdirSync(join(home, 'logs'));
  writeFileSync(join(home, 'logs', 'agent.log'), content);
  endings.push(() => rmSync(home, { recursive: true, force: true }));
  return home;
}

const quiet = { changed: () => undefined, ended: () => undefined };
const at = Date.UTC(2026, 10, 23, 20);

describe('the archive of logs', () => {
  it('opens, filters, reads, finds, unfolds and copies through its thread', async () => {
    const home = homeWith(`${logLine('one', { at })}\nmore\n${logLine('two', { at: at + 1000 })}\n`);
    const archive = createLogArchive({ startThread, logger: createFakeLogger() });
    const reader = archive.open(home, 'agent', NO_FILTER, quiet);
    const opening = await reader.opened();
    expect(opening).toMatchObject({ ok: true, value: { extent: { first: -2, end: 0, revision: 1 } } });
    expect(await reader.read(1, -2, 5)).toMatchObject({
      ok: true,
      value: { from: -2, rows: [{ message: 'one', more: 1 }, {}] },
    });
    expect(await reader.find(at + 1)).toEqual({ ok: true, value: -1 });
    expect(await reader.unfold(-2)).toMatchObject({ ok: true, value: { lines: [{}, 'more'], isWhole: true } });
    expect(await reader.text(1, -1, 0)).toMatchObject({
      ok: true,
      value: { text: `${logLine('two', { at: at + 1000 })}\n` },
    });
    expect(await reader.filter({ ...NO_FILTER, text: 'two' })).toMatchObject({
      ok: true,
      value: { extent: { revision: 2 }, page: { rows: [{ message: 'two' }] } },
    });
    reader.close();
  });

  it('tells which logs there are', async () => {
    const archive = createLogArchive({ startThread, logger: createFakeLogger() });
    expect(await archive.list(homeWith(''))).toEqual(['agent']);
    expect(await archive.list('/nowhere')).toEqual([]);
  });

  it('tells when a log comes, and when one goes, but not what is written into it', async () => {
    const home = mkdtempSync(join(tmpdir(), 'hermes-tray-archive-'));
    endings.push(() => rmSync(home, { recursive: true, force: true }));
    const told: string[] = [];
    const unfollow = createLogArchive({ startThread, logger: createFakeLogger() }).followList(home, (files) =>
      told.push(files.join()),
    );
    endings.push(unfollow);
    await until('the first list', async () => told.length === 1);
    const file = (name: string) => join(home, 'logs', `${name}.log`);
    mkdirSync(join(home, 'logs'));
    writeFileSync(file('agent'), '');
    await until('one to come', async () => told.at(-1) === 'agent');
    writeFileSync(file('agent'), 'more');
    writeFileSync(file('errors'), '');
    await until('another to come', async () => told.at(-1) === 'agent,errors');
    rmSync(file('agent'));
    await until('one to go', async () => told.at(-1) === 'errors');
    expect(told).toEqual(['', 'agent', 'agent,errors', 'errors']);
    rmSync(join(home, 'logs'), { recursive: true });
    await until('all to go', async () => told.at(-1) === '');
  });

  it('fails what is asked of it when it was closed, and what was asked before', async () => {
    const archive = createLogArchive({ startThread, logger: createFakeLogger() });
    const reader = archive.open(homeWith(''), 'agent', NO_FILTER, quiet);
    const before = reader.opened();
    reader.close();
    expect(await before).toMatchObject({ ok: false, reason: 'closed' });
    expect(await reader.read(1, 0, 1)).toMatchObject({ ok: false, reason: 'closed' });
  });

  it('survives a thread that cannot be started, one that fails, and one that talks nonsense', async () => {
    const logger = createFakeLogger();
    const none = createLogArchive({
      startThread() {
        throw new Error('no threads left');
      },
      logger,
    });
    const ends: string[] = [];
    const listener = { changed: () => undefined, ended: (reason: string) => ends.push(reason) };
    expect(await none.open('/x', 'agent', NO_FILTER, listener).opened()).toMatchObject({
      ok: false,
      message: 'What read the log has failed: no threads left',
    });

    let fail = (_error: Error) => {};
    let say = (_message: unknown) => {};
    const frail = createLogArchive({
      startThread: () => ({
        on(event: string, listener: (value: never) => void) {
          if (event === 'error') fail = listener as (error: Error) => void;
          if (event === 'message') say = listener as (message: unknown) => void;
        },
        postMessage: () => undefined,
        terminate: async () => undefined,
      }),
      logger,
    });
    const reader = frail.open('/x', 'agent', NO_FILTER, listener);
    const asked = reader.opened();
    say({ kind: 'answer' });
    say({ kind: 'answer', id: 1, value: { extent: 'none' } });
    expect(await asked).toMatchObject({ ok: false, reason: 'internal' });
    const again = reader.opened();
    fail(new Error('boom'));
    expect(await again).toMatchObject({ ok: false, message: 'What read the log has failed: boom' });
    // Where it could not be opened, the answer says it.
    expect(ends).toEqual(['What read the log has failed: boom']);
    reader.close();
    fail(new Error('once more'));
    expect(ends).toHaveLength(1);
    expect(logger.lines.filter((line) => line.startsWith('error'))).toHaveLength(3);
  });

  it('gives up on a thread that a drive holds fast', async () => {
    vi.useFakeTimers();
    endings.push(() => vi.useRealTimers());
    const stuck = createLogArchive({
      startThread: () => ({ on: () => undefined, postMessage: () => undefined, terminate: async () => undefined }),
      logger: createFakeLogger(),
    });
    const reader = stuck.open('/x', 'agent', NO_FILTER, quiet);
    const [opened, found] = [reader.opened(), reader.find(at)];
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await opened).toMatchObject({ ok: false, reason: 'timeout' });
    await vi.advanceTimersByTimeAsync(50_000);
    expect(await found).toMatchObject({ ok: false, reason: 'timeout' });
  });
});
