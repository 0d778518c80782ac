import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createStore } from '../../../main/app/store';
import { watchSilence } from '../../../main/app/watch-silence';
import type { GatewayRecord } from '../../../main/core/gateway-record';
import type { HomeFacts } from '../../../main/core/home-facts';
import type { UnitFacts } from '../../../main/core/unit-facts';
import { createFakeClock } from '../../fakes/fake-clock';
import { createFakeControlSocket } from '../../fakes/fake-control-socket';
import { createFakeLogger } from '../../fakes/fake-logger';
import { CONNECTED, home, NOW, PID, processFacts, record, UNIT, unitFacts } from '../../fixtures/build';
import { turn } from './rig';

const SOCKET = '/home/ada/.hermes/gateway.sock';
const LIMIT_MS = 90_000;
const DEADLINE_MS = 2000;
const AGAIN_MS = 30_000;
const HANGS = { kind: 'hangs' } as const;
const UNREACHABLE = { kind: 'unreachable' } as const;

function createScene() {
  const clock = createFakeClock(NOW);
  const controlSocket = createFakeControlSocket(clock);
  const logger = createFakeLogger();
  const store = createStore();
  const seen: (number | null)[] = [];
  store.subscribe(({ gateways }) => {
    const since = gateways[UNIT]?.silentSince ?? null;
    if (since !== (seen.at(-1) ?? null)) seen.push(since);
  });
  store.dispatch({ kind: 'bus-changed', bus: CONNECTED });

  interface Shown {
    readonly unit?: string;
    readonly pid?: number;
    readonly beatAt?: number;
    readonly facts?: Partial<UnitFacts>;
    readonly record?: Partial<GatewayRecord>;
    readonly home?: Partial<HomeFacts>;
  }
  /** What systemd and the files say. */
  function show({ unit = UNIT, pid = PID, beatAt = clock.now(), ...more }: Shown = {}): void {
    const facts = unitFacts({ unit, mainPid: pid, invocationId: String(pid).repeat(8), ...more.facts });
    store.dispatch({ kind: 'unit-changed', facts, at: clock.now() });
    const files = home(record({ pid, ...more.record }), {
      heartbeat: { pid, at: beatAt },
      controlSocket: SOCKET,
      ...more.home,
    });
    const process = processFacts({ pid, cgroup: `/user.slice/${unit}` });
    store.dispatch({ kind: 'home-changed', unit, home: files, process, at: clock.now() });
  }

  return {
    clock,
    controlSocket,
    logger,
    store,
    show,
    /** Each value of silentSince of the first gateway, beginning with the first that is not null. */
    seen,
    silentSince: (unit = UNIT) => store.state().gateways[unit]?.silentSince,
    async pass(milliseconds: number): Promise<void> {
      clock.advance(milliseconds);
      await turn();
    },
    watch: (limitMs?: number) =>
      watchSilence({ store, controlSocket, clock, logger, ...(limitMs === undefined ? {} : { limitMs }) }),
  };
}

let scene: ReturnType<typeof createScene>;
let stop: () => void;
beforeEach(() => {
  scene = createScene();
  stop = scene.watch();
});
afterEach(() => {
  stop();
  expect(scene.clock.pending()).toBe(0);
});

describe('a gateway that beats', () => {
  it('is not asked, and costs one timer', async () => {
    for (let beat = 0; beat < 10; beat += 1) {
      scene.show();
      expect(scene.clock.pending()).toBe(1);
      await scene.pass(30_000);
    }
    expect(scene.controlSocket.asked).toEqual([]);
    expect(scene.seen).toEqual([]);
  });

  it('may be late by two beats', async () => {
    scene.show();
    await scene.pass(LIMIT_MS - 1);
    scene.show();
    await scene.pass(LIMIT_MS - 1);
    expect(scene.controlSocket.asked).toEqual([]);
    await scene.pass(1);
    expect(scene.controlSocket.asked).toEqual([SOCKET]);
  });

  it('is not disturbed by other news', async () => {
    scene.show({ beatAt: NOW });
    await scene.pass(50_000);
    scene.show({ beatAt: NOW, record: { activeAgents: 3 } });
    await scene.pass(LIMIT_MS - 50_000);
    expect(scene.controlSocket.asked).toEqual([SOCKET]);
  });

  it('has a heartbeat that a slow disk held up counted from when it came', async () => {
    scene.show({ home: { controlSocket: null } });
    await scene.pass(85_000);
    scene.show({ beatAt: NOW + 1000, home: { controlSocket: null } });
    await scene.pass(LIMIT_MS - 1);
    expect(scene.seen).toEqual([]);
    await scene.pass(1);
    expect(scene.seen).toEqual([NOW + 85_000]);
  });

  it('costs no timer where silence can’t be judged', () => {
    scene.show({ record: { gatewayState: 'starting' } });
    expect(scene.clock.pending()).toBe(0);
    scene.show({ home: { heartbeat: null } });
    expect(scene.clock.pending()).toBe(0);
  });
});

describe('a gateway whose heartbeat has stopped', () => {
  it('lives when it answers, and is asked again only after the limit', async () => {
    scene.controlSocket.behave(SOCKET, { kind: 'answers', pid: PID });
    scene.show();
    await scene.pass(LIMIT_MS);
    expect(scene.controlSocket.asked).toHaveLength(1);
    await scene.pass(LIMIT_MS - 1);
    expect(scene.controlSocket.asked).toHaveLength(1);
    await scene.pass(1);
    expect(scene.controlSocket.asked).toHaveLength(2);
    expect(scene.seen).toEqual([]);
  });

  it('lives when it answers that it does not know the question', async () => {
    scene.controlSocket.behave(SOCKET, { kind: 'answers', pid: null });
    scene.show();
    await scene.pass(LIMIT_MS);
    expect(scene.seen).toEqual([]);
  });

  it('is silent since its last beat when it does not answer in time', async () => {
    scene.controlSocket.behave(SOCKET, HANGS);
    scene.show({ beatAt: NOW - 10_000 });
    await scene.pass(LIMIT_MS - 10_000);
    expect(scene.seen).toEqual([]);
    await scene.pass(DEADLINE_MS);
    expect(scene.seen).toEqual([NOW - 10_000]);
    expect(scene.logger.lines.join('\n')).toContain(`${UNIT} (PID ${PID}) does not respond`);
  });

  it('is silent since its last answer when that came later', async () => {
    scene.controlSocket.behave(SOCKET, { kind: 'answers', pid: PID });
    scene.show();
    await scene.pass(LIMIT_MS);
    scene.controlSocket.behave(SOCKET, UNREACHABLE);
    await scene.pass(LIMIT_MS);
    expect(scene.seen).toEqual([NOW + LIMIT_MS]);
  });

  it.each([
    ['nobody listens', UNREACHABLE],
    ['a stranger answers', { kind: 'speaks-garbage' }],
    ['another process answers', { kind: 'answers', pid: PID + 1 }],
  ] as const)('is judged by it alone where %s', async (_what, behaviour) => {
    scene.controlSocket.behave(SOCKET, behaviour);
    scene.show();
    await scene.pass(LIMIT_MS);
    expect(scene.seen).toEqual([NOW]);
  });

  it('is judged by it alone where there is no socket, and then waits for it without a timer', async () => {
    scene.show({ home: { controlSocket: null } });
    await scene.pass(LIMIT_MS);
    expect(scene.seen).toEqual([NOW]);
    expect(scene.controlSocket.asked).toEqual([]);
    expect(scene.clock.pending()).toBe(0);
  });

  it('is asked at once where we come to a heartbeat that is old', async () => {
    scene.controlSocket.behave(SOCKET, HANGS);
    scene.show({ beatAt: NOW - 1_000_000 });
    await scene.pass(DEADLINE_MS);
    expect(scene.seen).toEqual([NOW - 1_000_000]);
  });

  it('has the limit from its start, whatever an earlier process of its number left', async () => {
    scene.show({ beatAt: NOW - 1_000_000, facts: { execMainStartedAt: NOW - 1000 } });
    await scene.pass(LIMIT_MS - 1001);
    expect(scene.seen).toEqual([]);
    await scene.pass(1);
    expect(scene.seen).toEqual([NOW - 1000]);
  });

  it('waits for the limit and no longer where its heartbeat is of the future', async () => {
    scene.show({ beatAt: NOW + 1_000_000 });
    await scene.pass(LIMIT_MS - 1);
    expect(scene.seen).toEqual([]);
    await scene.pass(1);
    expect(scene.seen).toEqual([NOW + LIMIT_MS]);
  });
});

describe('a silent gateway', () => {
  beforeEach(async () => {
    scene.controlSocket.behave(SOCKET, HANGS);
    scene.show();
    await scene.pass(LIMIT_MS);
    await scene.pass(DEADLINE_MS);
    expect(scene.seen).toEqual([NOW]);
  });

  it('is asked every 30 s, and told once', async () => {
    const before = scene.store.state();
    for (let times = 1; times <= 5; times += 1) {
      await scene.pass(AGAIN_MS);
      expect(scene.controlSocket.asked).toHaveLength(1 + times);
      await scene.pass(DEADLINE_MS);
    }
    expect(scene.store.state()).toBe(before);
  });

  it('is heard again when it answers, and has the limit from then', async () => {
    await scene.pass(AGAIN_MS);
    scene.controlSocket.behave(SOCKET, { kind: 'answers', pid: PID });
    await turn();
    expect(scene.seen).toEqual([NOW, null]);
    expect(scene.clock.pending()).toBe(1);
    const asked = scene.controlSocket.asked.length;
    await scene.pass(LIMIT_MS - 1);
    expect(scene.controlSocket.asked).toHaveLength(asked);
  });

  it('is heard again at its next heartbeat', async () => {
    scene.show();
    expect(scene.seen).toEqual([NOW, null]);
    expect(scene.clock.pending()).toBe(1);
  });

  it('is heard again by a heartbeat while it is asked, and what it answers then is dropped', async () => {
    await scene.pass(AGAIN_MS);
    scene.show();
    await scene.pass(DEADLINE_MS);
    expect(scene.seen).toEqual([NOW, null]);
    expect(scene.clock.pending()).toBe(1);
  });

  it('is forgotten when another process takes its place', () => {
    scene.show({ pid: PID + 1 });
    expect(scene.seen).toEqual([NOW, null]);
    expect(scene.clock.pending()).toBe(1);
  });

  it('is forgotten when it ends', () => {
    scene.show({ facts: { mainPid: 0, activeState: 'inactive', subState: 'dead' } });
    expect(scene.seen).toEqual([NOW, null]);
    expect(scene.clock.pending()).toBe(0);
  });

  it('is no longer judged when its folder can’t be read', () => {
    scene.show({ beatAt: NOW, home: { problem: 'the folder hangs' } });
    expect(scene.seen).toEqual([NOW, null]);
    expect(scene.clock.pending()).toBe(0);
  });

  it('stays silent while systemd is out of hearing, and is asked at once when it is back', async () => {
    scene.store.dispatch({ kind: 'bus-changed', bus: { kind: 'silent', reason: 'no answer', since: NOW } });
    expect(scene.clock.pending()).toBe(0);
    await scene.pass(1_000_000);
    scene.store.dispatch({ kind: 'bus-changed', bus: CONNECTED });
    expect(scene.controlSocket.asked).toHaveLength(2);
    await scene.pass(DEADLINE_MS);
    expect(scene.seen).toEqual([NOW]);
    expect(scene.clock.pending()).toBe(1);
  });

  it('that beat while systemd was out of hearing is heard when that is back', () => {
    scene.store.dispatch({ kind: 'bus-changed', bus: { kind: 'silent', reason: 'no answer', since: NOW } });
    scene.show();
    scene.store.dispatch({ kind: 'bus-changed', bus: CONNECTED });
    expect(scene.seen).toEqual([NOW, null]);
  });

  it('stays silent over a suspend until it is heard', async () => {
    await scene.pass(1_000_000);
    scene.store.dispatch({ kind: 'resumed', at: scene.clock.now() });
    await scene.pass(DEADLINE_MS);
    expect(scene.seen).toEqual([NOW]);
    scene.show();
    expect(scene.seen).toEqual([NOW, null]);
  });

  it('leaves no timer when it is taken away', () => {
    scene.store.dispatch({ kind: 'units-listed', units: [] });
    expect(scene.clock.pending()).toBe(0);
  });
});

describe('an answer that comes too late', () => {
  beforeEach(async () => {
    scene.controlSocket.behave(SOCKET, HANGS);
    scene.show();
    await scene.pass(LIMIT_MS);
    expect(scene.controlSocket.asked).toHaveLength(1);
  });

  it('says nothing of a gateway that has beaten meanwhile', async () => {
    scene.show();
    await scene.pass(DEADLINE_MS);
    expect(scene.seen).toEqual([]);
    expect(scene.clock.pending()).toBe(1);
  });

  it('says nothing of another process', async () => {
    scene.show({ pid: PID + 1 });
    await scene.pass(DEADLINE_MS);
    expect(scene.seen).toEqual([]);
  });

  it('says nothing of one that has ended', async () => {
    scene.show({ facts: { mainPid: 0, activeState: 'failed', subState: 'failed' } });
    await scene.pass(DEADLINE_MS);
    expect(scene.seen).toEqual([]);
    expect(scene.clock.pending()).toBe(0);
  });

  it('says nothing of one that was taken away', async () => {
    scene.store.dispatch({ kind: 'units-listed', units: [] });
    await scene.pass(DEADLINE_MS);
    expect(scene.clock.pending()).toBe(0);
  });

  it('says nothing once the watch is over', async () => {
    stop();
    await scene.pass(DEADLINE_MS);
    expect(scene.seen).toEqual([]);
    expect(scene.clock.pending()).toBe(0);
  });

  it('says nothing of one that slept with the machine', async () => {
    scene.store.dispatch({ kind: 'resumed', at: scene.clock.now() });
    await scene.pass(DEADLINE_MS);
    expect(scene.seen).toEqual([]);
  });
});

describe('a machine that sleeps', () => {
  it('makes no gateway silent: the limit begins anew', async () => {
    scene.show({ home: { controlSocket: null } });
    await scene.pass(LIMIT_MS - 20_000);
    scene.store.dispatch({ kind: 'resumed', at: scene.clock.now() });
    await scene.pass(LIMIT_MS - 1);
    expect(scene.seen).toEqual([]);
    await scene.pass(1);
    expect(scene.seen).toEqual([NOW + LIMIT_MS - 20_000]);
  });

  it('makes none silent where nothing tells of its waking but a timer that is late', async () => {
    stop();
    // The clock goes on through the suspend, the timer does not.
    let slept = 0;
    const clock = { now: () => scene.clock.now() + slept, after: scene.clock.after };
    stop = watchSilence({ store: scene.store, controlSocket: scene.controlSocket, clock, logger: scene.logger });
    scene.show({ home: { controlSocket: null } });
    await scene.pass(60_000);
    slept = 8 * 3_600_000;
    await scene.pass(30_000);
    expect(scene.seen).toEqual([]);
    await scene.pass(LIMIT_MS);
    expect(scene.seen).toEqual([NOW + 90_000 + slept]);
  });
});

describe('several gateways', () => {
  const OTHER = 'hermes-gateway-coder.service';

  it('are judged each for itself', async () => {
    const other = { unit: OTHER, pid: 77, home: { controlSocket: null } };
    scene.controlSocket.behave(SOCKET, HANGS);
    scene.show();
    scene.show(other);
    await scene.pass(60_000);
    scene.show(other);
    expect(scene.clock.pending()).toBe(2);
    await scene.pass(LIMIT_MS - 60_000);
    await scene.pass(DEADLINE_MS);
    expect([scene.silentSince(), scene.silentSince(OTHER)]).toEqual([NOW, null]);
    await scene.pass(60_000 - DEADLINE_MS);
    expect([scene.silentSince(), scene.silentSince(OTHER)]).toEqual([NOW, NOW + 60_000]);
    scene.show();
    expect([scene.silentSince(), scene.silentSince(OTHER)]).toEqual([null, NOW + 60_000]);
  });

  it('that beat together after a silence are heard together', async () => {
    scene.controlSocket.behave(SOCKET, UNREACHABLE);
    scene.show();
    scene.show({ unit: OTHER, pid: 77 });
    await scene.pass(LIMIT_MS);
    expect([scene.silentSince(), scene.silentSince(OTHER)]).toEqual([NOW, NOW]);
    scene.store.dispatch({ kind: 'bus-changed', bus: { kind: 'connecting' } });
    scene.show();
    scene.show({ unit: OTHER, pid: 77 });
    scene.store.dispatch({ kind: 'bus-changed', bus: CONNECTED });
    expect([scene.silentSince(), scene.silentSince(OTHER)]).toEqual([null, null]);
    expect(scene.clock.pending()).toBe(2);
  });

  it('leave nothing behind where the news of one takes another away', async () => {
    scene.show();
    scene.show({ unit: OTHER, pid: 77 });
    await scene.pass(LIMIT_MS);
    scene.store.dispatch({ kind: 'bus-changed', bus: { kind: 'connecting' } });
    scene.store.subscribe(({ bus, gateways }) => {
      const isHeard = bus.kind === 'connected' && gateways[UNIT]?.silentSince === null;
      if (isHeard) scene.store.dispatch({ kind: 'units-listed', units: [UNIT] });
    });
    scene.show();
    scene.show({ unit: OTHER, pid: 77 });
    scene.store.dispatch({ kind: 'bus-changed', bus: CONNECTED });
    expect(scene.clock.pending()).toBe(1);
  });

  it('that were there before the watch began are watched', async () => {
    stop();
    scene.show();
    scene.show({ unit: OTHER, pid: 77 });
    stop = scene.watch(1000);
    expect(scene.clock.pending()).toBe(2);
    await scene.pass(1000);
    expect(scene.controlSocket.asked).toHaveLength(2);
  });
});
