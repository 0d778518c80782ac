import { describe, expect, it } from 'vitest';
import { type PageContents, servePage } from '../../../../main/adapters/ipc/serve-page';
import type { Command } from '../../../../main/core/commands';
import { IPC_CHANNELS } from '../../../../main/core/ipc-contract';
import { EMPTY_EXTENT, type LogUpdate } from '../../../../main/core/log-view';
import { type Result, success } from '../../../../main/core/result';
import { INITIAL_STATE } from '../../../../main/core/state';
import { UNIT } from '../../../fixtures/build';

const ORIGIN = 'app://hermes-tray';
const GET_STATE = IPC_CHANNELS.getState.name;
const RUN_COMMAND = IPC_CHANNELS.runCommand.name;
const RESTART: Command = { kind: 'restart', unit: UNIT, mode: 'graceful', isConfirmed: false };

type Frame = PageContents['mainFrame'];

/** A page as Electron gives it, its calls made by hand. */
function fakePage() {
  const handlers = new Map<string, (event: { senderFrame: Frame | null }, ...args: unknown[]) => unknown>();
  const mainFrame: Frame = { origin: ORIGIN };
  const sent: (readonly [string, unknown])[] = [];
  const contents: PageContents = {
    mainFrame,
    ipc: {
      handle: (channel, handler) => handlers.set(channel, handler),
      removeHandler: (channel) => handlers.delete(channel),
    },
    send: (channel, value) => sent.push([channel, value]),
    isDestroyed: () => false,
  };
  return {
    contents,
    handlers,
    sent,
    callFrom: async (senderFrame: Frame | null, channel: string, ...args: unknown[]) =>
      handlers.get(channel)?.({ senderFrame }, ...args),
    call: async (channel: string, ...args: unknown[]) => handlers.get(channel)?.({ senderFrame: mainFrame }, ...args),
  };
}

function served(run: (command: Command) => Promise<Result<null>> = async () => success(null)) {
  const page = fakePage();
  const commands: Command[] = [];
  const errors: string[] = [];
  const logListeners: ((update: LogUpdate) => void)[] = [];
  const quiet = () => undefined;
  const connection = servePage({
    page: page.contents,
    origin: ORIGIN,
    source: {
      state: () => INITIAL_STATE,
      run(command) {
        commands.push(command);
        return run(command);
      },
      serveLogs(listener) {
        logListeners.push(listener);
        return () => logListeners.pop();
      },
    },
    logger: { error: (message) => errors.push(message), warn: quiet, info: quiet, debug: quiet },
  });
  return { page, commands, errors, logListeners, connection };
}

describe('servePage', () => {
  it('answers with the state and runs a command', async () => {
    const { page, commands } = served();
    expect(await page.call(GET_STATE)).toBe(INITIAL_STATE);
    expect(await page.call(RUN_COMMAND, RESTART)).toEqual(success(null));
    expect(commands).toEqual([RESTART]);
  });

  it.each<[string, unknown[]]>([
    ['no command', []],
    ['an unknown kind', [{ kind: 'format-disk' }]],
    ['a unit that is no service name', [{ kind: 'stop', unit: '../../etc/passwd' }]],
    ['a unit with a newline', [{ kind: 'stop', unit: 'a\nb.service' }]],
    ['no unit', [{ kind: 'stop' }]],
    ['an object in place of a name', [{ kind: 'stop', unit: { toString: () => UNIT } }]],
    ['a second argument', [RESTART, RESTART]],
    ['a string', ['quit']],
  ])('refuses and logs a command that is %s', async (_what, args) => {
    const { page, commands, errors } = served();
    await expect(page.call(RUN_COMMAND, ...args)).rejects.toThrow('refused');
    expect(commands).toEqual([]);
    expect(errors).toHaveLength(1);
  });

  it('passes on only what the contract names', async () => {
    const { page, commands } = served();
    await page.call(RUN_COMMAND, { ...RESTART, jobMode: 'isolate' });
    expect(commands).toEqual([RESTART]);
  });

  it.each<[string, Frame | null]>([
    ['a frame that is gone', null],
    ['another frame of the same origin', { origin: ORIGIN }],
    [
      'a frame that goes while it is looked at',
      {
        get origin(): string {
          throw new Error('Render frame was disposed before WebFrameMain could be accessed');
        },
      },
    ],
  ])('refuses a call from %s', async (_who, frame) => {
    const { page, errors } = served();
    await expect(page.callFrom(frame, GET_STATE)).rejects.toThrow('refused');
    expect(errors).toHaveLength(1);
  });

  it.each(['https://example.org', 'null', 'app://hermes-tray.example.org', 'file://'])(
    'refuses a page that now stands on %s',
    async (origin) => {
      const { page } = served();
      Object.assign(page.contents.mainFrame, { origin });
      await expect(page.call(GET_STATE)).rejects.toThrow('refused');
      await expect(page.call(RUN_COMMAND, RESTART)).rejects.toThrow('refused');
    },
  );

  it('answers a command that broke down with a failure, and goes on', async () => {
    const { page, errors } = served(() => Promise.reject(new Error('boom')));
    expect(await page.call(RUN_COMMAND, RESTART)).toMatchObject({ ok: false, reason: 'internal' });
    expect(errors).toHaveLength(1);
    expect(await page.call(GET_STATE)).toBe(INITIAL_STATE);
  });

  it('sends states on the contract’s channel, and nothing after it was closed', () => {
    const { page, connection } = served();
    connection.push(INITIAL_STATE);
    connection.close();
    connection.push({ ...INITIAL_STATE, revision: 1 });
    expect(page.sent).toEqual([[IPC_CHANNELS.stateChanged.name, INITIAL_STATE]]);
    expect(page.handlers.size).toBe(0);
  });

  it('tells of the open log on its channel, and closes it with the page', () => {
    const { page, logListeners, connection } = served();
    const update: LogUpdate = { kind: 'changed', view: 1, extent: EMPTY_EXTENT };
    logListeners[0]?.(update);
    expect(page.sent).toEqual([[IPC_CHANNELS.logLines.name, update]]);
    expect(IPC_CHANNELS.logLines.argument.parse(update)).toEqual(update);
    connection.close();
    expect(logListeners).toEqual([]);
  });
});
