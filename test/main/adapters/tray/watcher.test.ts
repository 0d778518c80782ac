import { beforeEach, describe, expect, it } from 'vitest';
import { followHost } from '../../../../main/adapters/tray/watcher';
import type { BusCall, SessionBus, SessionBusStatus } from '../../../../main/app/ports/session-bus';
import { failure, type Result, success } from '../../../../main/core/result';
import { createFakeClock } from '../../../fakes/fake-clock';
import { createFakeLogger } from '../../../fakes/fake-logger';

// Watchers that the test host does not play: they fail, stay silent, or lack what the specification asks for.

type Answers = Readonly<Record<string, Result<readonly unknown[]>>>;

const GOOD: Answers = {
  GetNameOwner: success([':1.7']),
  IsStatusNotifierHostRegistered: success([true]),
  RegisterStatusNotifierItem: success([]),
  RegisteredStatusNotifierItems: success([[':1.42/StatusNotifierItem']]),
};
const RETRY_MS = 5000;

describe('followHost', () => {
  let answers: Answers;
  let calls: string[];
  let seen: boolean[];
  let clock: ReturnType<typeof createFakeClock>;
  let logger: ReturnType<typeof createFakeLogger>;
  let say: (status: SessionBusStatus) => void;

  beforeEach(() => {
    answers = GOOD;
    calls = [];
    seen = [];
    clock = createFakeClock();
    logger = createFakeLogger();
  });

  function follow(): () => void {
    const bus: SessionBus = {
      onStatus(listener) {
        say = listener;
        listener({ kind: 'up', name: ':1.42' });
        return () => {};
      },
      async call({ member, body }: BusCall) {
        const question = member === 'Get' ? String(body?.[1]) : member;
        calls.push(question);
        return answers[question] ?? failure('org.freedesktop.DBus.Error.UnknownMethod', `no ${question}`);
      },
      onSignal: () => () => {},
      handle: () => () => {},
      reconnect() {},
      emit() {},
      close() {},
    };
    return followHost({ bus, clock, logger, hostSeen: (shown) => void seen.push(shown) });
  }

  /** Lets the answers, which come at once, take their turns. */
  async function settle(): Promise<void> {
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  }

  it('registers, and checks that it is listed', async () => {
    follow();
    await settle();
    expect(calls).toEqual([
      'GetNameOwner',
      'IsStatusNotifierHostRegistered',
      'RegisterStatusNotifierItem',
      'RegisteredStatusNotifierItems',
    ]);
    expect(seen).toEqual([true]);
    expect(logger.lines).toEqual([]);
  });

  it.each([
    ['does not answer', { IsStatusNotifierHostRegistered: failure('timeout', 'late') }],
    ['refuses the item', { RegisterStatusNotifierItem: failure('org.freedesktop.DBus.Error.Failed', 'no') }],
  ])('tries again when the watcher %s', async (_, change) => {
    answers = { ...GOOD, ...change };
    follow();
    await settle();
    expect(seen).toEqual([false]);
    answers = GOOD;
    clock.advance(RETRY_MS);
    await settle();
    expect(seen).toEqual([false, true]);
    expect(clock.pending()).toBe(0);
  });

  it('takes a watcher that does not know of hosts for one that has one', async () => {
    const unknown = failure('org.freedesktop.DBus.Error.UnknownProperty', 'no such property');
    answers = { ...GOOD, IsStatusNotifierHostRegistered: unknown, RegisteredStatusNotifierItems: unknown };
    follow();
    await settle();
    expect(seen).toEqual([true]);
    expect(logger.lines).toEqual([]);
  });

  it.each([[[':1.421/StatusNotifierItem', ':1.4']], [[]]])(
    'says when the watcher lists %j without us',
    async (items) => {
      answers = { ...GOOD, RegisteredStatusNotifierItems: success([items]) };
      follow();
      await settle();
      expect(seen).toEqual([true]);
      expect(logger.lines).toEqual([expect.stringContaining('warn the panel does not list our tray icon')]);
    },
  );

  it('has no host without a bus, and forgets what it asked before', async () => {
    follow();
    say({ kind: 'down', reason: 'gone', retryAt: 0 });
    await settle();
    expect(seen).toEqual([false]);
    say({ kind: 'up', name: ':1.43' });
    await settle();
    expect(seen).toEqual([false, true]);
  });

  it('is silent once it was stopped', async () => {
    answers = { ...GOOD, IsStatusNotifierHostRegistered: failure('timeout', 'late') };
    const stop = follow();
    await settle();
    stop();
    clock.advance(RETRY_MS);
    await settle();
    expect(seen).toEqual([false]);
  });
});
