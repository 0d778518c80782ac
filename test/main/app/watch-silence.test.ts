import { afterEach, describe, expect, it } from 'vitest';
import { createStore } from '../../../main/app/store';
import { watchSilence } from '../../../main/app/watch-silence';
import { gatewayStatus } from '../../../main/core/gateway-status';
import { SILENCE_LIMIT_MS } from '../../../main/core/silence';
import { createFakeClock } from '../../fakes/fake-clock';
import { createFakeControlSocket } from '../../fakes/fake-control-socket';
import { createFakeLogger } from '../../fakes/fake-logger';
import { home, PID, processFacts, record, UNIT, unitFacts } from '../../fixtures/build';
import { turn } from './rig';

const SOCKET = '/home/ada/.hermes/gateway.sock';
const BEAT_EVERY_MS = 30_000;

function createWatch({ controlSocket = null as string | null, unit = UNIT } = {}) {
  const clock = createFakeClock();
  const store = createStore();
  const socket = createFakeControlSocket();
  const logger = createFakeLogger();
  const stop = watchSilence({ store, controlSocket: socket, clock, logger });
  store.dispatch({ kind: 'bus-changed', bus: { kind: 'connected' } });

  const show = (of: string, beatAt: number, pid = PID) => {
    const facts = unitFacts({ unit: of, mainPid: pid, execMainStartedAt: beatAt - 1000, invocationId: `${pid}` });
    store.dispatch({ kind: 'unit-changed', facts, at: clock.now() });
    store.dispatch({
      kind: 'home-changed',
      unit: of,
      home: home(record({ pid }), {
        heartbeat: { pid, at: beatAt },
        controlSocket,
        pidFile: { kind: 'read', value: { pid, startTicks: 1000 }, writtenAt: beatAt },
      }),
      process: processFacts({ pid, cgroup: `/user.slice/user-1000.slice/user@1000.service/app.slice/${of}` }),
      at: clock.now(),
    });
  };
  const watch = {
    clock,
    store,
    socket,
    logger,
    stop,
    beat: (of = unit) => show(of, clock.now()),
    replaced: () => show(unit, clock.now(), PID + 1),
    silentSince: (of = unit) => store.state().gateways[of]?.silentSince ?? null,
    async pass(milliseconds: number) {
      clock.advance(milliseconds);
      await turn();
    },
  };
  watch.beat();
  return watch;
}

describe('watching for silence', () => {
  const watches: { stop(): void; clock: { pending(): number } }[] = [];
  const create = (options?: Parameters<typeof createWatch>[0]) => {
    const watch = createWatch(options);
    watches.push(watch);
    return watch;
  };
  afterEach(() => {
    for (const { stop, clock } of watches.splice(0)) {
      stop();
      expect(clock.pending()).toBe(0);
    }
  });

  it('finds nothing wrong with one whose heart beats, and keeps one timer for it', async () => {
    const watch = create();
    for (let beats = 0; beats < 20; beats += 1) {
      await watch.pass(BEAT_EVERY_MS);
      watch.beat();
      expect(watch.clock.pending()).toBe(1);
    }
    expect(watch.silentSince()).toBeNull();
    expect(watch.logger.lines).toEqual([]);
  });

  it('finds one frozen whose heart stands still, since its last beat, and no timer runs for it', async () => {
    const watch = create();
    const beatAt = watch.clock.now();
    await watch.pass(SILENCE_LIMIT_MS - 1);
    expect(watch.silentSince()).toBeNull();
    await watch.pass(1);
    expect(watch.silentSince()).toBe(beatAt);
    const { gateways, bus } = watch.store.state();
    const [one] = Object.values(gateways);
    expect(one && gatewayStatus(one, bus, watch.clock.now())).toEqual({ kind: 'frozen', since: beatAt });
    expect(watch.clock.pending()).toBe(0);
    watch.beat();
    expect(watch.silentSince()).toBeNull();
    expect(watch.logger.lines).toHaveLength(2);
  });

  it('believes the control socket more than a heartbeat that nobody could write', async () => {
    const watch = create({ controlSocket: SOCKET });
    watch.socket.answers(SOCKET, PID);
    await watch.pass(SILENCE_LIMIT_MS);
    expect(watch.socket.asked).toEqual([SOCKET]);
    expect(watch.silentSince()).toBeNull();
    await watch.pass(SILENCE_LIMIT_MS);
    expect(watch.socket.asked).toHaveLength(2);
    expect(watch.silentSince()).toBeNull();
  });

  it('takes an answer of another process for none', async () => {
    const watch = create({ controlSocket: SOCKET });
    watch.socket.answers(SOCKET, PID + 7);
    await watch.pass(SILENCE_LIMIT_MS);
    expect(watch.silentSince()).not.toBeNull();
  });

  it.each(['hangs', 'is gone'])('finds one frozen whose socket %s, and asks again until it answers', async (how) => {
    const watch = create({ controlSocket: SOCKET });
    const beatAt = watch.clock.now();
    if (how === 'hangs') watch.socket.hangs(SOCKET);
    await watch.pass(SILENCE_LIMIT_MS);
    watch.socket.timeOut();
    await turn();
    expect(watch.silentSince()).toBe(beatAt);
    await watch.pass(30_000);
    watch.socket.timeOut();
    await turn();
    expect(watch.socket.asked).toHaveLength(2);
    expect(watch.silentSince()).toBe(beatAt);
    watch.socket.answers(SOCKET, PID);
    await watch.pass(30_000);
    expect(watch.silentSince()).toBeNull();
  });

  it('drops an answer about a process that is not the one any more', async () => {
    const watch = create({ controlSocket: SOCKET });
    watch.socket.hangs(SOCKET);
    await watch.pass(SILENCE_LIMIT_MS);
    watch.replaced();
    watch.socket.timeOut();
    await turn();
    expect(watch.silentSince()).toBeNull();
    expect(watch.clock.pending()).toBe(1);
  });

  it('asks at once about one that was frozen when the app started', async () => {
    const watch = create();
    const { clock, store, socket, logger } = watch;
    watch.stop();
    clock.advance(10 * SILENCE_LIMIT_MS);
    const stop = watchSilence({ store, controlSocket: socket, clock, logger });
    await watch.pass(0);
    expect(watch.silentSince()).not.toBeNull();
    stop();
  });

  it('makes nobody silent who slept with the machine', async () => {
    const watch = create();
    await watch.pass(80_000);
    // Eight hours in which no timer moves, neither ours nor the gateway's.
    watch.stop();
    watch.clock.advance(8 * 3_600_000);
    watch.store.dispatch({ kind: 'resumed', at: watch.clock.now() });
    const { clock, store, socket, logger } = watch;
    const stop = watchSilence({ store, controlSocket: socket, clock, logger });
    await watch.pass(BEAT_EVERY_MS);
    expect(watch.silentSince()).toBeNull();
    watch.beat();
    expect(watch.silentSince()).toBeNull();
    stop();
  });

  it('waits no longer for a heartbeat from the future, which a clock that was set back makes', async () => {
    const watch = create();
    const beatAt = watch.clock.now() + 3_600_000;
    const facts = unitFacts({ execMainStartedAt: beatAt });
    watch.store.dispatch({ kind: 'unit-changed', facts, at: watch.clock.now() });
    await watch.pass(SILENCE_LIMIT_MS);
    expect(watch.silentSince()).not.toBeNull();
  });

  it('tells one gateway from the other', async () => {
    const other = 'hermes-gateway-coder.service';
    const watch = create();
    watch.beat(other);
    await watch.pass(BEAT_EVERY_MS);
    watch.beat(other);
    expect(watch.clock.pending()).toBe(2);
    await watch.pass(SILENCE_LIMIT_MS - BEAT_EVERY_MS);
    expect(watch.silentSince()).not.toBeNull();
    expect(watch.silentSince(other)).toBeNull();
  });

  it('keeps what it knew while systemd is not heard, and forgets a process that has ended', async () => {
    const watch = create();
    await watch.pass(SILENCE_LIMIT_MS);
    watch.store.dispatch({ kind: 'bus-changed', bus: { kind: 'connecting' } });
    expect(watch.silentSince()).not.toBeNull();
    watch.store.dispatch({ kind: 'bus-changed', bus: { kind: 'connected' } });
    await watch.pass(0);
    expect(watch.silentSince()).not.toBeNull();
    const dead = unitFacts({ mainPid: 0, activeState: 'inactive', subState: 'dead' });
    watch.store.dispatch({ kind: 'unit-changed', facts: dead, at: watch.clock.now() });
    expect(watch.silentSince()).toBeNull();
    expect(watch.clock.pending()).toBe(0);
  });
});
