import { describe, expect, it } from 'vitest';
import type { Command } from '../../main/core/commands';
import { EMPTY_EXTENT, type LogExtent, type LogRow, type LogUpdate, NO_FILTER } from '../../main/core/log-view';
import { failure, type Result, success } from '../../main/core/result';
import { LogStore } from '../../renderer/logs/log-store';

const rowOf = (entry: number): LogRow => ({
  entry,
  time: null,
  level: null,
  session: null,
  logger: null,
  message: `row ${entry}`,
  more: 0,
  bytes: 10,
  isCut: false,
});

/** A main process with a log of rows `first` to `end - 1`. */
function mainProcess(first: number, end: number) {
  const state = { serial: 1, revision: 1, first, end };
  const commands: Command[] = [];
  const listeners: ((update: LogUpdate) => void)[] = [];
  const extent = (): LogExtent => ({ ...EMPTY_EXTENT, ...state, entries: state.end - state.first, isComplete: true });
  const rows = (from: number, to: number) => {
    const begin = Math.max(from, state.first);
    const count = Math.max(0, Math.min(to, state.end) - begin);
    return {
      revision: state.revision,
      from: begin,
      rows: Array.from({ length: count }, (_, index) => rowOf(begin + index)),
    };
  };
  return {
    state,
    commands,
    extent,
    reads: () => commands.filter(({ kind }) => kind === 'read-log'),
    tell: (update: LogUpdate) => {
      for (const listener of listeners) listener(update);
    },
    push: (change: Partial<LogExtent> = {}) => {
      state.serial += 1;
      for (const listener of listeners)
        listener({ kind: 'changed', view: 7, extent: { ...extent(), changedFrom: state.end, ...change } });
    },
    parts: {
      unit: 'x.service',
      source: 'agent' as const,
      filter: NO_FILTER,
      listen(listener: (update: LogUpdate) => void) {
        listeners.push(listener);
        return () => void listeners.splice(listeners.indexOf(listener), 1);
      },
      async runCommand(command: Command): Promise<Result<never>> {
        commands.push(command);
        const answer = (value: unknown) => success(value) as Result<never>;
        switch (command.kind) {
          case 'open-log':
            return answer({ kind: 'changed', view: 7, extent: extent(), page: rows(state.end - 5, state.end) });
          case 'filter-log':
            state.revision += 1;
            state.serial += 1;
            return answer({ extent: extent(), page: rows(state.end - 5, state.end) });
          case 'read-log':
            return answer(
              command.revision === state.revision
                ? rows(command.from, command.from + command.count)
                : { revision: state.revision, from: command.from, rows: [] },
            );
          default:
            return failure('unknown', command.kind);
        }
      },
    },
    listeners,
  };
}

const turn = () => new Promise((resolve) => setTimeout(resolve));

describe('the store of a log', () => {
  it('has the newest rows with the answer that opens it, and asks for others when somebody would show them', async () => {
    const main = mainProcess(-1000, 0);
    const store = new LogStore(main.parts);
    expect(store.phase().kind).toBe('opening');
    await turn();
    expect(store.phase().kind).toBe('open');
    expect(store.row(-1)?.message).toBe('row -1');
    store.need(-1);
    await turn();
    expect(main.reads()).toEqual([]);
    expect(store.row(-500)).toBeNull();
    store.need(-500);
    await turn();
    expect(store.row(-500)?.message).toBe('row -500');
    expect(main.reads()).toHaveLength(1);
  });

  it('reads what comes, and keeps showing what it has meanwhile', async () => {
    const main = mainProcess(-10, 0);
    const store = new LogStore(main.parts);
    await turn();
    store.need(-1);
    store.need(0);
    main.state.end = 3;
    main.push({ changedFrom: -1 });
    expect(store.row(-1)).not.toBeNull();
    await turn();
    expect(store.row(0)?.message).toBe('row 0');
    expect(store.extent().end).toBe(3);
  });

  it('never takes an older extent for a newer one', async () => {
    const main = mainProcess(-10, 0);
    const store = new LogStore(main.parts);
    await turn();
    main.state.end = 5;
    main.push();
    const old = main.extent();
    main.state.end = 6;
    main.push();
    for (const listener of main.listeners) listener({ kind: 'changed', view: 7, extent: { ...old, serial: 1 } });
    expect(store.extent().end).toBe(6);
    for (const listener of main.listeners) listener({ kind: 'changed', view: 6, extent: { ...old, serial: 99 } });
    expect(store.extent().end).toBe(6);
  });

  it('forgets all rows with another filter', async () => {
    const main = mainProcess(-1000, 0);
    const store = new LogStore(main.parts);
    await turn();
    store.need(-500);
    await turn();
    main.state.first = -8;
    await store.filter({ ...NO_FILTER, text: 'x' });
    expect(store.extent()).toMatchObject({ revision: 2, first: -8 });
    expect(store.row(-500)).toBeNull();
    expect(store.row(-2)?.message).toBe('row -2');
  });

  it('keeps the filter that was set while it opens', async () => {
    const main = mainProcess(-10, 0);
    const store = new LogStore(main.parts);
    const filter = { ...NO_FILTER, text: 'x' };
    await store.filter(filter);
    await turn();
    expect(main.commands).toContainEqual({ kind: 'filter-log', view: 7, filter });
    expect(store.extent().revision).toBe(2);
  });

  it('reads only what is still to be shown', async () => {
    const main = mainProcess(-100_000, 0);
    const store = new LogStore(main.parts);
    await turn();
    const takeBack = Array.from({ length: 50 }, (_, index) => store.need(-50_000 + index * 100));
    for (const take of takeBack.slice(0, 48)) take();
    await turn();
    expect(main.reads()).toHaveLength(2);
  });

  it('knows which logs there are, as it was told last', async () => {
    const main = mainProcess(-10, 0);
    const store = new LogStore(main.parts);
    // Before it knows what its view is called.
    main.tell({ kind: 'files', view: 7, files: ['agent'] });
    await turn();
    expect(store.files()).toEqual(['agent']);
    main.tell({ kind: 'files', view: 6, files: [] });
    expect(store.files()).toEqual(['agent']);
    main.tell({ kind: 'files', view: 7, files: ['agent', 'errors'] });
    expect(store.files()).toEqual(['agent', 'errors']);
  });

  it('says what a log ended with that was open', async () => {
    const main = mainProcess(-10, 0);
    const store = new LogStore(main.parts);
    await turn();
    main.tell({ kind: 'ended', view: 6, message: 'another' });
    expect(store.phase()).toEqual({ kind: 'open' });
    main.tell({ kind: 'ended', view: 7, message: 'the thread died' });
    expect(store.phase()).toEqual({ kind: 'ended', message: 'the thread died' });
  });

  it('closes its log, also when that was opened too late', async () => {
    const main = mainProcess(-10, 0);
    const store = new LogStore(main.parts);
    store.close();
    await turn();
    expect(main.commands.at(-1)).toEqual({ kind: 'close-log', view: 7 });
    expect(main.listeners).toEqual([]);
  });

  it('says why it could not be opened', async () => {
    const main = mainProcess(-10, 0);
    const store = new LogStore({ ...main.parts, runCommand: async () => failure('closed', 'no such log') });
    await turn();
    expect(store.phase()).toEqual({ kind: 'failed', message: 'no such log' });
  });
});
