import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSessionBus } from '../../../main/adapters/session-bus/session-bus';
import type { BusSignal, SessionBus, SessionBusStatus } from '../../../main/app/ports/session-bus';
import { variant } from '../../../main/core/dbus';
import { createFakeLogger, type FakeLogger } from '../../fakes/fake-logger';
import { type Announcements, createAnnouncements } from '../announcements';
import { type BusProxy, createBusProxy } from './bus-proxy';
import { realClock } from './real-clock';

const BUS = {
  destination: 'org.freedesktop.DBus',
  path: '/org/freedesktop/DBus',
  interface: 'org.freedesktop.DBus',
} as const;
const OBJECT = '/org/hermes_tray/test';
const INTERFACE = 'org.hermes_tray.Test';

interface Peer {
  readonly bus: SessionBus;
  readonly statuses: Announcements<SessionBusStatus>;
  readonly name: string;
}

describe('the session bus', () => {
  let folder: string;
  let logger: FakeLogger;
  let proxy: BusProxy;
  let closing: SessionBus[];
  const escaped: unknown[] = [];
  const note = (error: unknown) => escaped.push(error);

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'session-bus-'));
    logger = createFakeLogger();
    closing = [];
    proxy = await createBusProxy(join(folder, 'a bus, with=odd:characters;%'));
    process.on('unhandledRejection', note);
    process.on('uncaughtException', note);
  });

  afterEach(async () => {
    for (const bus of closing) bus.close();
    await proxy.close();
    rmSync(folder, { recursive: true });
    process.off('unhandledRejection', note);
    process.off('uncaughtException', note);
    expect(escaped.splice(0)).toEqual([]);
  });

  function open(address = encodeURI(proxy.address).replaceAll(',', '%2c').replaceAll(';', '%3b')) {
    const bus = createSessionBus({
      environment: { DBUS_SESSION_BUS_ADDRESS: address, XDG_RUNTIME_DIR: undefined },
      clock: realClock,
      logger,
      random: () => 0.5,
    });
    const statuses = createAnnouncements<SessionBusStatus>();
    bus.onStatus(statuses.add);
    closing.push(bus);
    return { bus, statuses };
  }

  async function connected(address?: string): Promise<Peer> {
    const { bus, statuses } = open(address);
    const up = await statuses.next('a connection', (status) => status.kind === 'up');
    return { bus, statuses, name: up.kind === 'up' ? up.name : '' };
  }

  /** A second program on the bus, which the proxy doesn't touch. */
  function neighbour(): Promise<Peer> {
    return connected(process.env['DBUS_SESSION_BUS_ADDRESS']);
  }

  const isDown = (status: SessionBusStatus) => status.kind === 'down';
  const isUp = (status: SessionBusStatus) => status.kind === 'up';
  const ping = (bus: SessionBus) => bus.call({ ...BUS, member: 'GetId' });

  function requestName(bus: SessionBus, name: string, flags = 0) {
    return bus.call({ ...BUS, member: 'RequestName', signature: 'su', body: [name, flags] });
  }

  /** How many rules the bus holds for a connection. */
  async function ruleCount(name: string): Promise<unknown> {
    const peer = await neighbour();
    const stats = await peer.bus.call({
      ...BUS,
      interface: 'org.freedesktop.DBus.Debug.Stats',
      member: 'GetConnectionStats',
      signature: 's',
      body: [name],
    });
    if (!stats.ok) throw new Error(stats.message);
    return (stats.value[0] as Record<string, unknown>)['MatchRules'];
  }

  it('tells its unique name once it is connected', async () => {
    const { name, statuses } = await connected();
    expect(name).toMatch(/^:\d+\.\d+$/);
    expect(statuses.all.map((status) => status.kind)).toEqual(['connecting', 'up']);
  });

  it('gives calls the values that the other side sent, as plain values', async () => {
    const one = await connected();
    const other = await neighbour();
    const signature = 'ybnqiuxtdsoagayas(si)a{sv}a{us}v';
    const sent = [
      255,
      true,
      -3,
      65535,
      -70000,
      4_000_000_000,
      -9_000_000_000,
      9_000_000_000,
      0.5,
      'ünïcode',
      '/a/b',
      ['s', 'a{sv}'],
      Uint8Array.of(0, 1, 254),
      ['a', 'b'],
      ['s', 1],
      {
        number: variant('u', 5),
        nested: variant('a{sv}', { deep: variant('as', ['x']) }),
        struct: variant('(iv)', [1, variant('s', 'v')]),
      },
      { 7: 'seven' },
      variant('t', 2n ** 64n - 1n),
    ];
    other.bus.handle(OBJECT, ({ body }) => ({ signature, body: [...body.slice(0, 15), ...sent.slice(15)] }));
    const reply = await one.bus.call({
      destination: other.name,
      path: OBJECT,
      interface: INTERFACE,
      member: 'Echo',
      signature,
      body: sent,
    });
    expect(reply).toEqual({
      ok: true,
      value: [...sent.slice(0, 15), { number: 5, nested: { deep: ['x'] }, struct: [1, 'v'] }, { 7: 'seven' }, null],
    });
  });

  it('carries a message of several megabytes', async () => {
    const one = await connected();
    const other = await neighbour();
    const text = 'x'.repeat(8 << 20);
    other.bus.handle(OBJECT, ({ body }) => ({ signature: 's', body }));
    const reply = await one.bus.call({
      destination: other.name,
      path: OBJECT,
      interface: INTERFACE,
      member: 'Echo',
      signature: 's',
      body: [text],
    });
    expect(reply.ok && reply.value[0] === text).toBe(true);
  });

  it('fails a call by the name and text of the error that came back', async () => {
    const { bus } = await connected();
    const reply = await bus.call({ ...BUS, member: 'GetNameOwner', signature: 's', body: ['org.nobody.has.this'] });
    expect(reply).toMatchObject({ ok: false, reason: 'org.freedesktop.DBus.Error.NameHasNoOwner' });
    expect(reply).toHaveProperty('message', expect.stringContaining('org.nobody.has.this'));
  });

  it.each([
    ['a missing value', { signature: 'ss', body: ['one'] }],
    ['a value of the wrong type', { signature: 'u', body: ['text'] }],
    ['a variant that is none', { signature: 'v', body: ['text'] }],
    ['a path that is none', { signature: 'o', body: ['not/a/path'] }],
    ['a signature that is none', { signature: 'a', body: [[]] }],
    ['a member that is none', { member: 'Get-Id' }],
  ])('fails a call with %s without harm to the connection', async (_, wrong) => {
    const { bus } = await connected();
    expect(await bus.call({ ...BUS, member: 'GetId', ...wrong })).toMatchObject({ ok: false, reason: 'invalid-call' });
    expect(await ping(bus)).toMatchObject({ ok: true });
  });

  it('ends a call that nobody answers at its deadline', async () => {
    const { bus } = await connected();
    proxy.freeze();
    expect(await bus.call({ ...BUS, member: 'GetId', deadlineMs: 50 })).toMatchObject({ ok: false, reason: 'timeout' });
    await proxy.restore();
    expect(await ping(bus)).toMatchObject({ ok: true });
  });

  it('ends calls that are under way when the connection is lost, and those made without one', async () => {
    const { bus, statuses } = await connected();
    proxy.freeze();
    const underWay = ping(bus);
    await proxy.cut();
    expect(await underWay).toMatchObject({ ok: false, reason: 'disconnected' });
    await statuses.next('the loss', isDown);
    expect(await ping(bus)).toMatchObject({ ok: false, reason: 'disconnected' });
  });

  it('comes back by itself, with its subscriptions and objects', async () => {
    const { bus, statuses } = await connected();
    const heard = createAnnouncements<BusSignal>();
    bus.onSignal({ interface: INTERFACE }, heard.add);
    bus.handle(OBJECT, () => ({ signature: 's', body: ['here'] }));
    await proxy.cut();
    const down = await statuses.next('the loss', isDown);
    expect(down).toMatchObject({ retryAt: expect.any(Number), reason: expect.stringContaining(folder) });
    await proxy.restore();
    statuses.forget();
    const up = await statuses.next('the return', isUp);

    const other = await neighbour();
    const destination = up.kind === 'up' ? up.name : '';
    expect(await other.bus.call({ destination, path: OBJECT, interface: INTERFACE, member: 'Where' })).toEqual({
      ok: true,
      value: ['here'],
    });
    other.bus.emit({ path: OBJECT, interface: INTERFACE, member: 'Moved', signature: 'u', body: [1] });
    expect(await heard.next('the signal', () => true)).toMatchObject({ sender: other.name, body: [1] });
  });

  it('delivers only signals that match, and none after the end of a subscription', async () => {
    const { bus } = await connected();
    const other = await neighbour();
    const heard = createAnnouncements<BusSignal>();
    const end = bus.onSignal({ path: OBJECT, interface: INTERFACE, member: 'Moved', arg0: 'mine' }, heard.add);
    const last = createAnnouncements<BusSignal>();
    bus.onSignal({ interface: INTERFACE, member: 'Last' }, last.add);
    const emit = (member: string, arg0: string, path = OBJECT) =>
      other.bus.emit({ path, interface: INTERFACE, member, signature: 's', body: [arg0] });
    await ping(bus);

    emit('Moved', 'other');
    emit('Stayed', 'mine');
    emit('Moved', 'mine', '/elsewhere');
    emit('Moved', 'mine');
    await heard.next('the one that matches', () => true);
    end();
    emit('Moved', 'mine');
    emit('Last', 'mine');
    await last.next('the last', () => true);
    expect(heard.all).toHaveLength(1);
  });

  it('follows a well-known sender to its next owner, and hears nobody else under that name', async () => {
    const { bus } = await connected();
    const first = await neighbour();
    const second = await neighbour();
    const heard = createAnnouncements<BusSignal>();
    const say = (peer: Peer, text: string) =>
      peer.bus.emit({ path: OBJECT, interface: INTERFACE, member: 'Said', signature: 's', body: [text] });

    await requestName(first.bus, 'org.hermes_tray.Test', 1);
    bus.onSignal({ sender: 'org.hermes_tray.Test', interface: INTERFACE }, heard.add);
    // A wider rule lets the impostor's signals reach this connection.
    bus.onSignal({ interface: INTERFACE }, () => {});
    await ping(bus);
    say(second, 'impostor');
    await ping(second.bus);
    say(first, 'first owner');
    await heard.next('the first owner', ({ body }) => body[0] === 'first owner');

    await requestName(second.bus, 'org.hermes_tray.Test', 2);
    say(second, 'second owner');
    await heard.next('the second owner', ({ body }) => body[0] === 'second owner');
    expect(heard.all.map(({ body }) => body[0])).toEqual(['first owner', 'second owner']);
  });

  it('loses no signal that is sent right after the subscription', async () => {
    const { bus } = await connected();
    const other = await neighbour();
    await requestName(other.bus, 'org.hermes_tray.Early');
    other.bus.handle(OBJECT, () => {
      other.bus.emit({ path: OBJECT, interface: INTERFACE, member: 'Early' });
      return { signature: '', body: [] };
    });
    const heard = createAnnouncements<BusSignal>();
    bus.onSignal({ sender: 'org.hermes_tray.Early', path: OBJECT }, heard.add);
    void bus.call({ destination: other.name, path: OBJECT, interface: INTERFACE, member: 'Emit' });
    await heard.next('the early signal', () => true);
  });

  it('hands a reply over before a signal that was sent behind it', async () => {
    const { bus } = await connected();
    const other = await neighbour();
    const order: string[] = [];
    const heard = createAnnouncements<BusSignal>();
    bus.onSignal({ interface: INTERFACE, path: OBJECT }, (signal) => {
      order.push('signal');
      heard.add(signal);
    });
    other.bus.handle(OBJECT, () => {
      queueMicrotask(() => other.bus.emit({ path: OBJECT, interface: INTERFACE, member: 'Behind' }));
      return { signature: '', body: [] };
    });
    await bus.call({ destination: other.name, path: OBJECT, interface: INTERFACE, member: 'Go' });
    await Promise.resolve();
    order.push('reply');
    await heard.next('the signal', () => true);
    expect(order).toEqual(['reply', 'signal']);
  });

  it('holds one rule for many equal subscriptions and none after the last', async () => {
    const { bus, name } = await connected();
    const before = await ruleCount(name);
    for (let round = 0; round < 200; round += 1) {
      const ends = [1, 2].map(() => bus.onSignal({ sender: 'org.hermes_tray.Test', interface: INTERFACE }, () => {}));
      for (const end of ends) end();
    }
    await ping(bus);
    expect(await ruleCount(name)).toBe(before);
    bus.onSignal({ interface: INTERFACE }, () => {});
    bus.onSignal({ interface: INTERFACE }, () => {});
    await ping(bus);
    expect(await ruleCount(name)).toBe(Number(before) + 1);
  });

  it('goes on after a listener that throws', async () => {
    const { bus } = await connected();
    const other = await neighbour();
    const heard = createAnnouncements<BusSignal>();
    bus.onSignal({ interface: INTERFACE }, () => {
      throw new Error('a bug');
    });
    bus.onSignal({ interface: INTERFACE }, heard.add);
    await ping(bus);
    other.bus.emit({ path: OBJECT, interface: INTERFACE, member: 'Said' });
    await heard.next('the signal', () => true);
    expect(logger.lines).toEqual([expect.stringContaining('error a listener')]);
  });

  it('answers what it does not know, or fails at, with an error that shows nothing of itself', async () => {
    const { bus, name } = await connected();
    const other = await neighbour();
    bus.handle(OBJECT, ({ member }) => {
      if (member === 'Throw') throw new Error('a secret at /home/somebody');
      if (member === 'Refuse') return { error: 'org.hermes_tray.No', message: 'not today' };
      if (member === 'Wrong') return { signature: 'u', body: ['text'] };
      return null;
    });
    const call = (member: string, path = OBJECT) =>
      other.bus.call({ destination: name, path, interface: INTERFACE, member });
    expect(await call('Refuse')).toEqual({ ok: false, reason: 'org.hermes_tray.No', message: 'not today' });
    expect(await call('Other')).toMatchObject({ reason: 'org.freedesktop.DBus.Error.UnknownMethod' });
    expect(await call('Refuse', '/elsewhere')).toMatchObject({ reason: 'org.freedesktop.DBus.Error.UnknownObject' });
    for (const member of ['Throw', 'Wrong']) {
      const reply = await call(member);
      expect(reply).toMatchObject({ ok: false, reason: 'org.freedesktop.DBus.Error.Failed' });
      expect(JSON.stringify(reply)).not.toMatch(/secret|home|\.ts/);
    }
  });

  it('says where it looked when there is no bus, and when it tries again', async () => {
    const { statuses } = open('unix:path=/nowhere/bus');
    const down = await statuses.next('a failure', isDown);
    expect(down).toMatchObject({
      reason: expect.stringMatching(
        /unix:path=\/nowhere\/bus: .*ENOENT.*DBUS_SESSION_BUS_ADDRESS=unix:path=\/nowhere\/bus, XDG_RUNTIME_DIR is not set/,
      ),
      retryAt: expect.any(Number),
    });
  });

  it('takes the next address when the first leads nowhere', async () => {
    await connected(`unix:path=/nowhere/bus;${process.env['DBUS_SESSION_BUS_ADDRESS']}`);
  });

  it('says that it cannot use an address', async () => {
    const { statuses } = open('unixexec:path=/bin/true');
    expect(await statuses.next('a failure', isDown)).toHaveProperty(
      'reason',
      expect.stringContaining('unixexec:path=/bin/true'),
    );
  });

  it('says that what answered is no bus, or refused us', async () => {
    for (const [answer, words] of [
      ['HTTP/1.1 400 Bad Request\r\n\r\n', 'answered the handshake with'],
      ['REJECTED ANONYMOUS\r\n', 'does not accept user'],
      ['OK 123\r\nnot a message, but many bytes', 'not a D-Bus message'],
    ] as const) {
      const path = join(folder, 'impostor');
      const server = net.createServer((socket) => void socket.resume().end(answer)).listen(path);
      const { statuses, bus } = open(`unix:path=${path}`);
      const down = await statuses.next('a failure', isDown);
      expect(down).toHaveProperty('reason', expect.stringContaining(words));
      bus.close();
      await new Promise((resolve) => server.close(resolve));
    }
  });

  it('gives up on a socket that takes the connection and says nothing', async () => {
    const path = join(folder, 'mute');
    const server = net.createServer().listen(path);
    const { statuses } = open(`unix:path=${path}`);
    const down = await statuses.next('a failure', isDown);
    expect(down).toHaveProperty('reason', expect.stringContaining('did not answer within 5 s'));
    server.close();
  });

  it('says that a file is no socket', async () => {
    const path = join(folder, 'file');
    writeFileSync(path, '');
    const { statuses } = open(`unix:path=${path}`);
    await statuses.next('a failure', isDown);
    const long = open(`unix:path=/${'long'.repeat(100)}`);
    await long.statuses.next('a failure', isDown);
  });

  it('loads no native module', () => {
    const shared = process.report.getReport() as unknown as { sharedObjects: string[] };
    expect(shared.sharedObjects.filter((file) => /usocket|dbus/.test(file))).toEqual([]);
  });
});
