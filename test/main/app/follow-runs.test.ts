import { describe, expect, it } from 'vitest';
import { followRuns } from '../../../main/app/follow-runs';
import type { FlightRecorder } from '../../../main/app/ports/flight-recorder';
import type { GatewayLogs, LogListener } from '../../../main/app/ports/gateway-logs';
import type { Journal } from '../../../main/app/ports/journal';
import { createPast } from '../../../main/app/reconcile-runs';
import { createStore } from '../../../main/app/store';
import type { BusStatus } from '../../../main/core/bus-status';
import type { FlightEvent, FlightRecord } from '../../../main/core/flight-record';
import type { JournalEntry } from '../../../main/core/journal-entry';
import type { LogFinding } from '../../../main/core/log-finding';
import { failure, success } from '../../../main/core/result';
import type { UnitFacts } from '../../../main/core/unit-facts';
import { createFakeClock } from '../../fakes/fake-clock';
import { createFakeLogger } from '../../fakes/fake-logger';
import { home, PID, POLICY, processFacts, record, UNIT, unitFacts } from '../../fixtures/build';
import { restartRun } from '../../fixtures/restarts';
import { turn } from './rig';

const RUN_1 = 'a'.repeat(32);
const RUN_2 = 'b'.repeat(32);
const STOPPED_BY_SIGNAL: LogFinding = { kind: 'signal', signal: 'SIGTERM', as: 'unexpected' };

/** The use case on the smallest fakes that will do; `t` is milliseconds after the run's start. */
function createScene(
  options: { readonly past?: readonly FlightRecord[]; readonly journal?: readonly JournalEntry[] } = {},
) {
  const clock = createFakeClock();
  const store = createStore();
  const logger = createFakeLogger();
  const events: FlightEvent[] = [];
  const recorder: FlightRecorder = { append: (event) => void events.push(event), read: async () => [] };
  const journal: Journal = {
    read: async () =>
      options.journal === undefined ? failure('no-journal', 'there is no journal') : success(options.journal),
  };
  let listener: LogListener | null = null;
  const logs: GatewayLogs = {
    follow(_home, _since, given) {
      listener = given;
      return { settled: async () => {}, close: () => {} };
    },
  };
  const past = createPast({ records: options.past ?? [], store, journal, recorder, clock, logger, bootId: '' });
  const runs = followRuns({ store, logs, journal, recorder, clock, logger, past });
  const startedAt = clock.now();
  store.dispatch({ kind: 'bus-changed', bus: { kind: 'connected' } });

  function says(facts: Partial<UnitFacts>): void {
    const full = unitFacts({ execMainStartedAt: startedAt, stateChangedAt: clock.now(), ...facts });
    store.dispatch({ kind: 'unit-changed', facts: full, at: clock.now() });
    runs.observe(full);
  }

  return {
    clock,
    store,
    events,
    says,
    startedAt,
    runs,
    busIs: (bus: BusStatus) => store.dispatch({ kind: 'bus-changed', bus }),
    homeIsFound() {
      store.dispatch({
        kind: 'home-changed',
        unit: UNIT,
        home: home(record()),
        process: processFacts(),
        at: clock.now(),
      });
    },
    logs(finding: LogFinding) {
      listener?.found([{ at: clock.now(), file: 'agent', line: finding.kind, finding }]);
    },
    async judged() {
      clock.advance(400);
      await turn();
      await turn();
      return store.state().gateways[UNIT]?.exits ?? [];
    },
    ended: () => events.filter(({ kind }) => kind === 'run-ended').length,
  };
}

const gone = (at: number, change: Partial<UnitFacts> = {}): Partial<UnitFacts> => ({
  mainPid: 0,
  activeState: 'activating',
  subState: 'auto-restart',
  result: 'exit-code',
  execMainCode: 1,
  execMainStatus: 1,
  execMainExitedAt: at,
  ...change,
});

describe('followRuns', () => {
  it('judges a run by what systemd and its log said, once, and writes it down', async () => {
    const scene = createScene();
    scene.says({});
    scene.homeIsFound();
    scene.clock.advance(60_000);
    scene.logs(STOPPED_BY_SIGNAL);
    scene.clock.advance(500);
    scene.says(gone(scene.clock.now()));
    scene.says(gone(scene.clock.now(), { nRestarts: 1 }));
    const [exit, ...more] = await scene.judged();
    expect(more).toEqual([]);
    expect(exit).toMatchObject({ invocationId: RUN_1, pid: PID, isExpected: false, wasWatched: true });
    expect(exit?.verdict).toEqual({ kind: 'sigterm-from-outside' });
    expect(scene.events.map(({ kind }) => kind)).toEqual(['run-seen', 'run-ended']);
    expect(scene.store.state().gateways[UNIT]?.incident?.exits).toBe(1);
  });

  it('knows that we asked for a graceful restart, though systemd has no news until the end', async () => {
    const scene = createScene();
    scene.says({});
    scene.homeIsFound();
    scene.store.dispatch({ kind: 'restart-changed', unit: UNIT, run: restartRun(), at: scene.clock.now() });
    scene.clock.advance(500);
    scene.says(gone(scene.clock.now(), { execMainStatus: 75 }));
    const [exit] = await scene.judged();
    expect(exit?.verdict).toEqual({ kind: 'planned-restart', by: 'us' });

    // The restart is under way until the next run says that it runs; who asks that one to end is another matter.
    scene.says({ invocationId: RUN_2, mainPid: PID + 1, execMainStartedAt: scene.clock.now() });
    scene.clock.advance(60_000);
    scene.says(gone(scene.clock.now(), { invocationId: RUN_2, execMainStatus: 75 }));
    const [next] = await scene.judged();
    expect(next?.invocationId).toBe(RUN_2);
    expect(next?.verdict).toEqual({ kind: 'planned-restart', by: 'another-program' });
  });

  it('keeps the lines that tell why a run ended, however much work is logged after them', async () => {
    const scene = createScene();
    scene.says({});
    scene.homeIsFound();
    scene.clock.advance(1000);
    scene.logs(STOPPED_BY_SIGNAL);
    for (let count = 0; count < 500; count += 1) scene.logs({ kind: 'turn-ended', chat: `chat ${count}` });
    scene.clock.advance(60_000);
    scene.says(gone(scene.clock.now()));
    expect((await scene.judged())[0]?.verdict).toEqual({ kind: 'sigterm-from-outside' });
  });

  it('remembers the latest runs only, in a crash loop of days', () => {
    const logger = createFakeLogger();
    const recorder: FlightRecorder = { append: () => {}, read: async () => [] };
    const journal: Journal = { read: async () => success([]) };
    const past = createPast({
      records: [],
      store: createStore(),
      journal,
      recorder,
      clock: createFakeClock(),
      logger,
      bootId: '',
    });
    for (let count = 0; count < 5000; count += 1) {
      past.noteSeen(UNIT, `run ${count}`);
      past.noteEnded(UNIT, `run ${count}`);
    }
    expect([past.hasSeen(UNIT, 'run 4999'), past.hasEnded(UNIT, 'run 4999')]).toEqual([true, true]);
    expect([past.hasSeen(UNIT, 'run 0'), past.hasEnded(UNIT, 'run 0')]).toEqual([false, false]);
  });

  it('writes fewer and fewer of them down, and tells of each', async () => {
    const scene = createScene();
    const runs = 400;
    for (let nRestarts = 0; nRestarts < runs; nRestarts += 1) {
      const invocationId = nRestarts.toString(16).padStart(32, '0');
      const startedAt = scene.clock.now();
      scene.says({ invocationId, nRestarts, mainPid: PID + nRestarts, execMainStartedAt: startedAt });
      scene.clock.advance(1000);
      scene.says(gone(scene.clock.now(), { invocationId, nRestarts, execMainStartedAt: startedAt }));
      scene.clock.advance(5000);
      await turn();
      await turn();
    }
    await scene.judged();
    expect(scene.store.state().gateways[UNIT]?.incident?.exits).toBe(runs);
    // 0 to 20, the tens up to 200, then 300.
    expect(scene.ended()).toBe(21 + 18 + 1);
    expect(scene.events.filter(({ kind }) => kind === 'run-seen')).toHaveLength(scene.ended());
  });

  it('writes down a run that stood for days after a loop, however often systemd had restarted the unit', async () => {
    const scene = createScene();
    const startedAt = scene.clock.now();
    scene.says({ nRestarts: 27, execMainStartedAt: startedAt });
    expect(scene.events).toEqual([]);
    scene.clock.advance(5 * 24 * 60 * 60_000);
    scene.says(gone(scene.clock.now(), { nRestarts: 27, execMainStartedAt: startedAt }));
    await scene.judged();
    expect(scene.events).toMatchObject([
      { kind: 'run-seen', invocationId: RUN_1, startedAt },
      { kind: 'run-ended', exit: { startedAt } },
    ]);
  });

  it('remembers that the unit passed through stop-sigterm, though it was there for an instant', async () => {
    const scene = createScene();
    scene.says({});
    scene.says({ activeState: 'deactivating', subState: 'stop-sigterm', job: { id: 7, type: 'stop', isOurs: false } });
    scene.clock.advance(900);
    scene.says({ activeState: 'deactivating', subState: 'stop-sigterm', job: { id: 7, type: 'stop', isOurs: false } });
    scene.says(gone(scene.clock.now(), { activeState: 'failed', subState: 'failed' }));
    const [exit] = await scene.judged();
    expect(exit?.verdict).toEqual({ kind: 'stopped-on-request', by: 'another-program' });
    expect(scene.store.state().gateways[UNIT]?.incident).toBeNull();
  });

  it('does not take the restart job that started a run for one that ended it', async () => {
    const scene = createScene();
    scene.says({ job: { id: 7, type: 'restart', isOurs: false } });
    scene.says({ job: null });
    scene.clock.advance(900);
    scene.says(gone(scene.clock.now(), { execMainCode: 2, execMainStatus: 9, result: 'signal' }));
    const [exit] = await scene.judged();
    expect(exit?.verdict).toEqual({ kind: 'killed', signal: 9 });
  });

  it('does not take it for one that ended the start it makes, whose process fails before it is ready', async () => {
    const scene = createScene();
    const job = { id: 7, type: 'restart', isOurs: false };
    scene.says({});
    scene.homeIsFound();
    scene.says({ activeState: 'deactivating', subState: 'stop-sigterm', job });
    scene.clock.advance(500);
    scene.says(gone(scene.clock.now(), { activeState: 'inactive', subState: 'dead', job, execMainStatus: 0 }));
    const next = { invocationId: RUN_2, execMainStartedAt: scene.clock.now(), job };
    scene.says({ ...next, mainPid: 5000, activeState: 'activating', subState: 'start' });
    scene.clock.advance(3000);
    scene.says(gone(scene.clock.now(), { ...next, activeState: 'failed', subState: 'failed', execMainStatus: 78 }));
    const exits = await scene.judged();
    expect(exits.map(({ invocationId, verdict }) => [invocationId, verdict.kind])).toEqual([
      [RUN_2, 'fatal-configuration'],
      [RUN_1, 'restarted-on-request'],
    ]);
    expect(scene.store.state().gateways[UNIT]?.incident?.exits).toBe(1);
  });

  it('knows a restart whose job was read when systemd had made a start of it', async () => {
    const scene = createScene();
    const job = { id: 7, type: 'start', isOurs: false };
    scene.says({});
    scene.says({ activeState: 'deactivating', subState: 'stop-sigterm', job });
    scene.says(gone(scene.clock.now(), { activeState: 'inactive', subState: 'dead', job, result: 'success' }));
    const [exit] = await scene.judged();
    expect(exit?.verdict).toEqual({ kind: 'restarted-on-request', by: 'another-program' });
  });

  it('knows a restart whose job could not be read at all, by the run that it begins', async () => {
    const scene = createScene();
    const job = { id: 7, type: null, isOurs: false };
    scene.says({});
    scene.says({ activeState: 'deactivating', subState: 'stop-sigterm', job });
    scene.says(gone(scene.clock.now(), { activeState: 'inactive', subState: 'dead', job, result: 'success' }));
    scene.says({ invocationId: RUN_2, mainPid: 5000, activeState: 'activating', subState: 'start', job });
    const [exit] = await scene.judged();
    expect(exit?.verdict).toEqual({ kind: 'restarted-on-request', by: 'another-program' });
  });

  it.each([
    ['ours', true, 'us'],
    ['of somebody else in the middle of our graceful restart', false, 'another-program'],
  ] as const)('knows whose a stop is: %s', async (_, isOurs, by) => {
    const scene = createScene();
    const job = { id: 9, type: 'stop', isOurs };
    scene.says({});
    scene.store.dispatch({ kind: 'restart-changed', unit: UNIT, run: restartRun(), at: scene.clock.now() });
    scene.says({ activeState: 'deactivating', subState: 'stop-sigterm', job });
    scene.clock.advance(1000);
    scene.says(gone(scene.clock.now(), { activeState: 'failed', subState: 'failed', job }));
    expect((await scene.judged())[0]?.verdict).toEqual({ kind: 'stopped-on-request', by });
  });

  it('takes a stop of a unit that still starts for what it is', async () => {
    const scene = createScene();
    scene.says({ activeState: 'activating', subState: 'start', job: { id: 7, type: 'restart', isOurs: false } });
    scene.says({ activeState: 'deactivating', subState: 'stop-sigterm', job: { id: 8, type: 'stop', isOurs: false } });
    scene.clock.advance(500);
    scene.says(
      gone(scene.clock.now(), {
        activeState: 'failed',
        subState: 'failed',
        job: { id: 8, type: 'stop', isOurs: false },
      }),
    );
    const [exit] = await scene.judged();
    expect(exit).toMatchObject({ verdict: { kind: 'stopped-on-request' }, confidence: 'certain' });
  });

  it('knows the restart that was under way when it came', async () => {
    const scene = createScene();
    const job = { id: 7, type: 'restart', isOurs: false };
    scene.says({ activeState: 'deactivating', subState: 'stop-sigterm', job });
    scene.clock.advance(500);
    scene.says(gone(scene.clock.now(), { activeState: 'inactive', subState: 'dead', job }));
    const [exit] = await scene.judged();
    expect(exit?.verdict.kind).toBe('restarted-on-request');
  });

  it('does not read from a flash of `failed` that the unit stays down', async () => {
    const scene = createScene();
    scene.says({});
    scene.clock.advance(1000);
    const wait = gone(scene.clock.now(), { result: 'signal', execMainCode: 2, execMainStatus: 9 });
    scene.says(wait);
    scene.clock.advance(250);
    // The settler keeps it from the store.
    const flash = { activeState: 'failed', subState: 'failed', execMainStartedAt: scene.startedAt };
    scene.runs.observe(unitFacts({ ...wait, ...flash }));
    scene.clock.advance(50);
    await turn();
    scene.says({ invocationId: RUN_2, mainPid: 5000, execMainStartedAt: scene.clock.now() });
    const [exit] = await scene.judged();
    expect(exit?.consequence).toEqual({ kind: 'restarted' });
  });

  it('does not take the end of the next run for what became of this one', async () => {
    const scene = createScene();
    scene.says({});
    scene.clock.advance(1000);
    const killed = { result: 'signal', execMainCode: 2, execMainStatus: 9 };
    scene.says(gone(scene.clock.now(), killed));
    scene.clock.advance(100);
    scene.says({ invocationId: RUN_2, mainPid: 5000, execMainStartedAt: scene.clock.now() });
    scene.clock.advance(100);
    scene.says(gone(scene.clock.now(), { ...killed, invocationId: RUN_2, activeState: 'failed', subState: 'failed' }));
    const [, first] = await scene.judged();
    expect(first).toMatchObject({ invocationId: RUN_1, consequence: { kind: 'restarted' } });
  });

  it('does not take the end of the last run, which systemd goes on telling, for one of the next', async () => {
    const scene = createScene();
    scene.says({});
    scene.clock.advance(1000);
    const firstEnd = gone(scene.clock.now());
    scene.says(firstEnd);
    scene.clock.advance(5000);
    scene.says({ ...firstEnd, invocationId: RUN_2, activeState: 'activating', subState: 'start' });
    scene.says({ invocationId: RUN_2, mainPid: 5000, execMainStartedAt: scene.clock.now() });
    expect(await scene.judged()).toHaveLength(1);
  });

  it('sees a run whose process was never seen alive', async () => {
    const scene = createScene();
    scene.says({});
    scene.clock.advance(1000);
    scene.says(gone(scene.clock.now()));
    scene.clock.advance(5000);
    scene.says(
      gone(scene.clock.now(), { invocationId: RUN_2, execMainStatus: 203, execMainStartedAt: scene.clock.now() }),
    );
    const exits = await scene.judged();
    expect(exits.map(({ invocationId }) => invocationId)).toEqual([RUN_2, RUN_1]);
    expect(exits[0]?.verdict).toMatchObject({ kind: 'failed-to-start' });
  });

  it.each([
    ['of a unit that never ran', { execMainCode: 0, execMainStatus: 0, execMainExitedAt: null }],
    ['of one of whose last run systemd goes on telling', { execMainCode: 1, execMainStatus: 1 }],
  ])('sees a start that never got a main process, %s', async (_, told) => {
    const scene = createScene({ journal: [] });
    scene.says({});
    scene.clock.advance(1000);
    const end = gone(scene.clock.now(), {
      activeState: 'failed',
      subState: 'failed',
      job: { id: 7, type: 'stop', isOurs: false },
    });
    scene.says({ activeState: 'deactivating', subState: 'stop-sigterm', job: { id: 7, type: 'stop', isOurs: false } });
    scene.says(end);
    await scene.judged();
    expect(scene.store.state().gateways[UNIT]?.incident).toBeNull();
    scene.clock.advance(60_000);
    scene.logs({ kind: 'running', platforms: 1 });
    scene.says({ ...end, ...told, invocationId: RUN_2, job: null, result: 'resources' });
    const [exit, ...more] = await scene.judged();
    expect(exit).toMatchObject({ invocationId: RUN_2, pid: 0, isExpected: false, endedAt: scene.startedAt + 61_400 });
    expect(exit?.verdict).toEqual({ kind: 'failed-to-start', reason: 'Result=resources' });
    expect(more).toHaveLength(1);
    expect(scene.store.state().gateways[UNIT]?.incident?.phase).toEqual({ kind: 'down', hasGivenUp: false });
    expect(scene.ended()).toBe(2);
  });

  it('tells of each attempt that fails before there is a process, and of none that is not made', async () => {
    const scene = createScene({ journal: [] });
    scene.says({});
    scene.clock.advance(1000);
    const end = gone(scene.clock.now());
    scene.says(end);
    await scene.judged();
    for (const invocationId of [RUN_2, 'c'.repeat(32)]) {
      scene.says({ ...end, invocationId, activeState: 'activating', subState: 'start-pre' });
      scene.says({ ...end, invocationId, activeState: 'failed', subState: 'failed' });
      scene.says({ ...end, invocationId, activeState: 'activating', subState: 'auto-restart' });
      await scene.judged();
    }
    const exits = await scene.judged();
    expect(exits.map(({ verdict, consequence }) => [verdict.kind, consequence.kind])).toEqual([
      ['failed-to-start', 'systemd-restarts'],
      ['failed-to-start', 'systemd-restarts'],
      ['unknown', 'systemd-restarts'],
    ]);
  });

  it('asks the journal only about an end that nothing else explains', async () => {
    const spoken = {
      at: 0,
      message: "No module named 'hermes_cli'",
      from: 'process',
      pid: PID,
      bootId: '',
      event: null,
    } as const;
    const scene = createScene({ journal: [{ ...spoken, invocationId: RUN_1 }] });
    scene.says({});
    scene.clock.advance(100);
    scene.says(gone(scene.clock.now()));
    const [exit] = await scene.judged();
    expect(exit?.verdict).toEqual({ kind: 'failed-to-start', reason: "No module named 'hermes_cli'" });
  });

  it('says nothing again of a run that an earlier start of ours has judged', async () => {
    const first = createScene();
    first.says({});
    first.clock.advance(1000);
    first.says(gone(first.clock.now()));
    await first.judged();
    const past = first.events.map((event) => ({ at: first.clock.now(), ...event }));
    const second = createScene({ past });
    second.says(gone(first.startedAt + 1000));
    await second.judged();
    expect(second.ended()).toBe(0);
    expect(second.store.state().gateways[UNIT]?.exits).toHaveLength(1);
  });

  it('asks the journal whether a gateway was killed for want of memory', async () => {
    const scene = createScene({
      journal: [
        {
          at: createFakeClock().now() + 1000,
          message: 'A process of this unit has been killed by the OOM killer.',
          invocationId: RUN_1,
          from: 'systemd',
          pid: 1,
          bootId: '',
          event: { kind: 'out-of-memory' },
        },
      ],
    });
    scene.says({});
    scene.clock.advance(1000);
    scene.says(gone(scene.clock.now(), { execMainCode: 2, execMainStatus: 9, result: 'signal' }));
    expect((await scene.judged())[0]?.verdict).toEqual({ kind: 'out-of-memory', victim: 'gateway' });
  });

  it('asks the journal for the stop that it missed when the bus was lost', async () => {
    const entry = (event: JournalEntry['event'], at: number) =>
      ({ at, message: '', invocationId: RUN_1, from: 'systemd', pid: 1, bootId: '', event }) as const;
    const scene = createScene({
      journal: [
        entry({ kind: 'unit-started' }, 1),
        entry({ kind: 'unit-stopping' }, 2),
        entry({ kind: 'process-exited', code: 1, status: 1 }, 3),
        entry({ kind: 'unit-failed', result: 'exit-code' }, 4),
      ],
    });
    scene.says({});
    scene.homeIsFound();
    scene.clock.advance(60_000);
    scene.busIs({ kind: 'lost', reason: 'the bus closed the connection', since: 0, retryAt: 0 });
    scene.logs(STOPPED_BY_SIGNAL);
    scene.busIs({ kind: 'connected' });
    scene.says(gone(scene.clock.now(), { activeState: 'failed', subState: 'failed' }));
    const [exit] = await scene.judged();
    expect(exit).toMatchObject({ verdict: { kind: 'stopped-on-request' }, isExpected: true, wasWatched: false });
    expect(scene.store.state().gateways[UNIT]?.incident).toBeNull();
  });

  it('has watched nothing of a run that came and went while the bus was lost', async () => {
    const scene = createScene({ journal: [] });
    scene.says({});
    scene.says({ mainPid: 0, activeState: 'inactive', subState: 'dead', job: { id: 7, type: 'stop', isOurs: false } });
    scene.busIs({ kind: 'lost', reason: 'the bus closed the connection', since: 0, retryAt: 0 });
    scene.clock.advance(60_000);
    scene.busIs({ kind: 'connected' });
    scene.says(gone(scene.clock.now(), { invocationId: RUN_2, activeState: 'failed', subState: 'failed' }));
    const exits = await scene.judged();
    expect(exits.find(({ invocationId }) => invocationId === RUN_2)).toMatchObject({ wasWatched: false });
  });

  it('has seen the end of a run that it hears of again before it ends', async () => {
    const scene = createScene({ journal: [] });
    scene.says({});
    scene.busIs({ kind: 'lost', reason: 'the bus closed the connection', since: 0, retryAt: 0 });
    scene.busIs({ kind: 'connected' });
    // Nothing has changed, so nothing is announced.
    scene.clock.advance(60_000);
    scene.says(gone(scene.clock.now(), { execMainCode: 2, execMainStatus: 9, result: 'signal' }));
    expect((await scene.judged())[0]).toMatchObject({ verdict: { kind: 'killed' }, wasWatched: true });
  });

  it('remembers of a stop what it saw before the bus was lost', async () => {
    const scene = createScene({ journal: [] });
    const job = { id: 7, type: 'stop', isOurs: true };
    scene.says({});
    scene.says({ activeState: 'deactivating', subState: 'stop-sigterm', job });
    scene.busIs({ kind: 'lost', reason: 'the bus closed the connection', since: 0, retryAt: 0 });
    scene.busIs({ kind: 'connected' });
    const limited = { ...POLICY, restart: 'no' };
    scene.says(gone(scene.clock.now(), { activeState: 'failed', subState: 'failed', policy: limited }));
    expect((await scene.judged())[0]?.verdict).toEqual({ kind: 'stopped-on-request', by: 'us' });
  });

  it('finds out from the journal how a run ended while we were away', async () => {
    const seen: FlightRecord = { at: 1, kind: 'run-seen', unit: UNIT, invocationId: RUN_1, pid: PID, startedAt: 1 };
    const entry = (event: JournalEntry['event'], invocationId: string, at: number): JournalEntry => ({
      at,
      message: '',
      invocationId,
      from: 'systemd',
      pid: 1,
      bootId: '',
      event,
    });
    const scene = createScene({
      past: [seen],
      journal: [
        entry({ kind: 'unit-started' }, RUN_1, 1),
        entry({ kind: 'process-exited', code: 2, status: 9 }, RUN_1, 100),
        entry({ kind: 'unit-failed', result: 'signal' }, RUN_1, 101),
        entry({ kind: 'unit-started' }, RUN_2, 5000),
      ],
    });
    scene.says({ invocationId: RUN_2, mainPid: 5000 });
    scene.homeIsFound();
    const exits = await scene.judged();
    expect(exits.map(({ invocationId, verdict }) => [invocationId, verdict.kind])).toEqual([[RUN_1, 'killed']]);
    expect(scene.store.state().gateways[UNIT]?.incident).toBeNull();
  });
});
