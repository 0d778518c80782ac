import { beforeEach, describe, expect, it } from 'vitest';
import { MANAGER, MANAGER_PATH, PROPERTIES, SERVICE, SYSTEMD, UNIT } from '../../../../main/adapters/systemd/calls';
import { createSystemd } from '../../../../main/adapters/systemd/systemd';
import { unitPath } from '../../../../main/adapters/systemd/unit-path';
import type { BusCall } from '../../../../main/app/ports/session-bus';
import type { Systemd } from '../../../../main/app/ports/systemd';
import type { BusStatus } from '../../../../main/core/bus-status';
import { failure, type Result, success } from '../../../../main/core/result';
import type { UnitFacts } from '../../../../main/core/unit-facts';
import { createFakeClock, type FakeClock } from '../../../fakes/fake-clock';
import { createFakeLogger, type FakeLogger } from '../../../fakes/fake-logger';
import { createFakeSessionBus, type FakeSessionBus } from '../../../fakes/fake-session-bus';

// What no systemd can be made to do on demand: late or early messages, later versions, odd values, silence.
// All else is in test/contracts/systemd.contract.ts, on a real one.

const NAME = 'hermes-gateway.service';
const PATH = unitPath(NAME);
const JOB_PATH = '/org/freedesktop/systemd1/job/7';
const TIMEOUT = failure('timeout', 'Get of org.freedesktop.systemd1 was not answered within 5 s');
const GONE = failure('org.freedesktop.DBus.Error.UnknownObject', 'Unknown object');

type Answers = Partial<Record<string, Result<readonly unknown[]> | Promise<Result<readonly unknown[]>>>>;

describe('the systemd adapter', () => {
  let bus: FakeSessionBus;
  let clock: FakeClock;
  let logger: FakeLogger;
  let systemd: Systemd;
  let answers: Answers;
  let unitProperties: Record<string, unknown>;
  let serviceProperties: Record<string, unknown>;
  let statuses: BusStatus[];
  let lists: (readonly string[])[];
  let announced: UnitFacts[];

  beforeEach(() => {
    clock = createFakeClock();
    logger = createFakeLogger();
    answers = {};
    statuses = [];
    lists = [];
    announced = [];
    unitProperties = { LoadState: 'loaded', ActiveState: 'active', SubState: 'running', Job: [0, '/'] };
    serviceProperties = {
      MainPID: 42,
      Restart: 'always',
      RestartUSec: 5e6,
      TimeoutStopUSec: 1e6,
      TimeoutStartUSec: 1e6,
    };
    bus = createFakeSessionBus(answer);
    systemd = createSystemd({ bus, clock, logger });
  });

  function answer({ member, body = [] }: BusCall): Result<readonly unknown[]> | Promise<Result<readonly unknown[]>> {
    const key = member === 'Get' ? `Get ${body[1]}` : member;
    const given = answers[key];
    if (given !== undefined) return given;
    switch (key) {
      case 'NameHasOwner':
        return success([true]);
      case 'GetAll':
        return success([body[0] === UNIT ? unitProperties : serviceProperties]);
      case 'ListUnitsByPatterns':
        return success([[[NAME, '', 'loaded', 'active', 'running']]]);
      case 'ListUnitFilesByPatterns':
        return success([[]]);
      default:
        return success([]);
    }
  }

  /** Lets everything that is under way come to its end. */
  const settle = () => new Promise<void>((resolve) => setImmediate(() => setImmediate(resolve)));

  async function connect(): Promise<void> {
    systemd.start({
      busChanged: (status) => statuses.push(status),
      unitsListed: (units) => lists.push(units),
      unitChanged: (facts) => announced.push(facts),
    });
    systemd.follow(NAME);
    bus.become({ kind: 'up', name: ':1.9' });
    await settle();
  }

  function change(iface: string, changed: Record<string, unknown>): void {
    bus.signal({
      sender: SYSTEMD,
      path: PATH,
      interface: PROPERTIES,
      member: 'PropertiesChanged',
      body: [iface, changed, []],
    });
  }

  function manager(member: string, ...body: readonly unknown[]): void {
    bus.signal({ sender: SYSTEMD, path: MANAGER_PATH, interface: MANAGER, member, body });
  }

  function ownerChanges(owner: string): void {
    const path = '/org/freedesktop/DBus';
    const sender = 'org.freedesktop.DBus';
    bus.signal({ sender, path, interface: sender, member: 'NameOwnerChanged', body: [SYSTEMD, ':1.0', owner] });
  }

  const callsOf = (member: string) => bus.calls.filter((call) => call.member === member);

  it('keeps the unit loaded before it reads it, and lets go of it at the end', async () => {
    await connect();
    const members = bus.calls.filter(({ path }) => path === PATH).map(({ member }) => member);
    expect(members).toEqual(['Ref', 'GetAll', 'GetAll']);
    systemd.close();
    expect(callsOf('Unref')).toHaveLength(1);
    expect(bus.matches).toEqual([]);
    expect(clock.pending()).toBe(0);
  });

  it('has no timer and makes no call while nothing happens', async () => {
    await connect();
    const before = bus.calls.length;
    clock.advance(3_600_000);
    await settle();
    expect(clock.pending()).toBe(0);
    expect(bus.calls).toHaveLength(before);
  });

  it('makes one announcement of a Service signal and the Unit signal behind it', async () => {
    await connect();
    change(SERVICE, { MainPID: 43 });
    change(UNIT, { SubState: 'reload' });
    await settle();
    expect(announced.slice(1)).toMatchObject([{ mainPid: 43, subState: 'reload' }]);
  });

  it('announces a Service signal that comes alone', async () => {
    await connect();
    change(SERVICE, { NRestarts: 3 });
    await settle();
    expect(announced.slice(1)).toMatchObject([{ nRestarts: 3 }]);
  });

  it('merges no state away, however fast they come', async () => {
    await connect();
    for (const SubState of ['stop-sigterm', 'stop-post', 'dead']) change(UNIT, { SubState });
    await settle();
    expect(announced.slice(1).map(({ subState }) => subState)).toEqual(['stop-sigterm', 'stop-post', 'dead']);
  });

  it('asks for a job’s type once, and tells of the job with its type', async () => {
    await connect();
    answers['Get JobType'] = success(['stop']);
    change(UNIT, { SubState: 'stop-sigterm', Job: [7, JOB_PATH] });
    change(UNIT, { SubState: 'dead' });
    expect(announced).toHaveLength(1);
    await settle();
    expect(announced.slice(1).map(({ job, subState }) => [subState, job?.type])).toEqual([
      ['stop-sigterm', 'stop'],
      ['dead', 'stop'],
    ]);
    expect(callsOf('Get')).toHaveLength(1);
  });

  it('tells of a job that is gone already without its type', async () => {
    await connect();
    answers['Get JobType'] = GONE;
    change(UNIT, { Job: [7, JOB_PATH] });
    await settle();
    expect(announced.at(-1)?.job).toEqual({ id: 7, type: null, isOurs: false });
  });

  it('does not let facts wait for a job’s type that does not come, and tells it when it does', async () => {
    await connect();
    let reply: (result: Result<readonly unknown[]>) => void = () => {};
    answers['Get JobType'] = new Promise((resolve) => {
      reply = resolve;
    });
    change(UNIT, { SubState: 'stop-sigterm', Job: [7, JOB_PATH] });
    clock.advance(20);
    expect(announced.at(-1)).toMatchObject({ subState: 'stop-sigterm', job: { id: 7, type: null, isOurs: false } });
    reply(success(['stop']));
    await settle();
    expect(announced.at(-1)?.job).toEqual({ id: 7, type: 'stop', isOurs: false });
  });

  it('asks a later systemd how long it waits before the next restart', async () => {
    serviceProperties['RestartUSecNext'] = 5e6;
    await connect();
    answers['Get RestartUSecNext'] = success([12e6]);
    change(UNIT, { ActiveState: 'activating', SubState: 'auto-restart' });
    await settle();
    expect(announced.at(-1)).toMatchObject({ subState: 'auto-restart', policy: { nextRestartDelayMs: 12_000 } });
  });

  it('reads the unit again with every new run, because its file may have been rewritten', async () => {
    await connect();
    serviceProperties = { ...serviceProperties, Environment: ['NEW=1'] };
    change(UNIT, { InvocationID: Uint8Array.of(1) });
    await settle();
    expect(announced.at(-1)?.policy.environment).toEqual(['NEW=1']);
  });

  it('takes a change that comes between the two answers it reads', async () => {
    let reply: (result: Result<readonly unknown[]>) => void = () => {};
    const service = new Promise<Result<readonly unknown[]>>((resolve) => {
      reply = resolve;
    });
    bus = createFakeSessionBus((call) =>
      call.member === 'GetAll' && call.body?.[0] === SERVICE ? service : answer(call),
    );
    systemd = createSystemd({ bus, clock, logger });
    await connect();
    change(UNIT, { SubState: 'stop-sigterm' });
    reply(success([serviceProperties]));
    await settle();
    expect(announced.map(({ subState }) => subState)).toEqual(['stop-sigterm']);
  });

  it('logs an odd value once', async () => {
    serviceProperties['NRestarts'] = 'three';
    await connect();
    for (let round = 0; round < 3; round += 1) change(UNIT, { SubState: `state${round}` });
    await settle();
    expect(logger.lines.filter((line) => line.includes('NRestarts'))).toHaveLength(1);
  });

  it('lists nothing anew in a reload, and once after it', async () => {
    await connect();
    const before = callsOf('ListUnitsByPatterns').length;
    manager('Reloading', true);
    for (const name of ['hermes-gateway-a.service', NAME]) {
      manager('UnitRemoved', name, '/');
      manager('UnitNew', name, '/');
    }
    expect(callsOf('ListUnitsByPatterns')).toHaveLength(before);
    manager('Reloading', false);
    await settle();
    expect(callsOf('ListUnitsByPatterns')).toHaveLength(before + 1);
  });

  it('reads everything when the end of a reload is never told', async () => {
    await connect();
    const before = callsOf('ListUnitsByPatterns').length;
    manager('Reloading', true);
    clock.advance(10_000);
    await settle();
    expect(callsOf('ListUnitsByPatterns')).toHaveLength(before + 1);
    expect(clock.pending()).toBe(0);
  });

  it('does not answer the coming and going of units that it knows', async () => {
    await connect();
    const before = bus.calls.length;
    manager('UnitNew', NAME, PATH);
    manager('UnitRemoved', NAME, PATH);
    manager('UnitNew', 'other.service', '/');
    await settle();
    expect(bus.calls).toHaveLength(before);
  });

  it('lists neither templates nor units that are only mentioned', async () => {
    answers['ListUnitsByPatterns'] = success([
      [['hermes-gateway-x.service', '', 'not-found', 'inactive', 'dead'], 'odd', []],
    ]);
    answers['ListUnitFilesByPatterns'] = success([
      [
        ['/a/hermes-gateway@.service', 'static'],
        [`/a/${NAME}`, 'enabled'],
      ],
    ]);
    await connect();
    expect(lists).toEqual([[NAME]]);
  });

  it('ends a job by a JobRemoved that comes before the reply', async () => {
    await connect();
    let reply: (result: Result<readonly unknown[]>) => void = () => {};
    answers['StartUnit'] = new Promise((resolve) => {
      reply = resolve;
    });
    const start = systemd.startUnit(NAME);
    manager('JobRemoved', 7, JOB_PATH, NAME, 'done');
    reply(success([JOB_PATH]));
    expect(await start).toEqual({ ok: true, value: null });
  });

  it('says in words how a job ended, what is known of the unit, and where to look', async () => {
    await connect();
    answers['StartUnit'] = success([JOB_PATH]);
    serviceProperties = { ...serviceProperties, Result: 'exit-code', ExecMainCode: 1, ExecMainStatus: 78 };
    const start = systemd.startUnit(NAME);
    await settle();
    manager('JobRemoved', 7, JOB_PATH, NAME, 'failed');
    expect(await start).toEqual({
      ok: false,
      reason: 'job-failed',
      message:
        'systemd could not start hermes-gateway.service: the unit failed. Its main process ended with status 78 (Result=exit-code). See `journalctl --user -u hermes-gateway.service`.',
    });
  });

  it('waits for a job as long as the unit may take, and no longer', async () => {
    await connect();
    answers['RestartUnit'] = success([JOB_PATH]);
    const restart = systemd.restartUnit(NAME);
    await settle();
    clock.advance(1_000 + 1_000 + 5_000 + 15_000);
    expect(await restart).toMatchObject({
      ok: false,
      reason: 'outcome-unknown',
      message: expect.stringContaining('22 s'),
    });
  });

  it('ends a job that ended while systemd was out of hearing', async () => {
    await connect();
    answers['StopUnit'] = success([JOB_PATH]);
    const stop = systemd.stopUnit(NAME);
    await settle();
    answers['Get JobType'] = GONE;
    systemd.resync();
    expect(await stop).toMatchObject({ ok: false, reason: 'outcome-unknown' });
  });

  it('is silent when a call is not answered, asks ever more rarely, and is connected once anything is heard', async () => {
    await connect();
    answers['GetAll'] = TIMEOUT;
    answers['ListUnitsByPatterns'] = TIMEOUT;
    answers['Get Version'] = TIMEOUT;
    answers['ListUnitFilesByPatterns'] = TIMEOUT;
    systemd.resync();
    await settle();
    expect(statuses.at(-1)).toMatchObject({ kind: 'silent', reason: TIMEOUT.message, since: clock.now() });

    const probes = () => callsOf('Get').filter(({ body }) => body?.[1] === 'Version').length;
    for (let second = 0; second < 60; second += 1) {
      clock.advance(1_000);
      await settle();
    }
    expect(probes()).toBeGreaterThan(4);
    expect(probes()).toBeLessThan(12);

    answers = {};
    unitProperties = { ...unitProperties, SubState: 'exited' };
    manager('JobNew', 7, JOB_PATH, 'other.service');
    await settle();
    expect(statuses.at(-1)).toEqual({ kind: 'connected' });
    expect(announced.at(-1)?.subState).toBe('exited');
    expect(clock.pending()).toBe(0);
  });

  it('survives the instant in which a re-executed systemd is off the bus', async () => {
    await connect();
    ownerChanges('');
    clock.advance(1_000);
    unitProperties = { ...unitProperties, SubState: 'exited' };
    ownerChanges(':1.22');
    await settle();
    expect(statuses.map(({ kind }) => kind)).toEqual(['connecting', 'connected']);
    expect(callsOf('Subscribe')).toHaveLength(2);
    expect(announced.at(-1)?.subState).toBe('exited');
  });

  it('says that there is no systemd on the bus, and connects when it comes', async () => {
    answers['NameHasOwner'] = success([false]);
    await connect();
    expect(statuses.at(-1)).toMatchObject({
      kind: 'lost',
      reason: expect.stringContaining('systemd is not on this session bus'),
      retryAt: null,
    });
    expect(callsOf('ListUnitsByPatterns')).toEqual([]);
    ownerChanges(':1.3');
    await settle();
    expect(statuses.at(-1)).toEqual({ kind: 'connected' });
  });

  it('says that systemd left the bus, for good', async () => {
    await connect();
    ownerChanges('');
    clock.advance(3_000);
    expect(statuses.at(-1)).toMatchObject({ kind: 'lost', reason: 'systemd left the session bus' });
  });

  it('keeps the time since when the bus is lost while it is tried again', async () => {
    await connect();
    const since = clock.now();
    bus.become({ kind: 'down', reason: 'gone', retryAt: since + 250 });
    clock.advance(250);
    bus.become({ kind: 'connecting' });
    bus.become({ kind: 'down', reason: 'gone', retryAt: since + 750 });
    expect(statuses.slice(2)).toEqual([
      { kind: 'lost', reason: 'gone', since, retryAt: since + 250 },
      { kind: 'lost', reason: 'gone', since, retryAt: since + 750 },
    ]);
  });

  it('tries again, ever more rarely, when systemd refuses to list its units', async () => {
    answers['ListUnitsByPatterns'] = failure('org.freedesktop.DBus.Error.AccessDenied', 'No');
    await connect();
    expect(statuses.at(-1)).toMatchObject({
      kind: 'lost',
      reason: expect.stringContaining('No'),
      retryAt: clock.now() + 1_000,
    });
    answers = {};
    clock.advance(1_000);
    await settle();
    expect(statuses.at(-1)).toEqual({ kind: 'connected' });
    expect(lists).toEqual([[NAME]]);
  });

  it('tells why a unit can’t be read, so that nobody waits for it', async () => {
    answers['GetAll'] = failure('org.freedesktop.DBus.Error.InvalidArgs', 'Unit name is not valid.');
    await connect();
    expect(announced).toMatchObject([{ unit: NAME, loadState: 'error', loadError: 'Unit name is not valid.' }]);
  });
});
