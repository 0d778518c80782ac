import { describe, expect, it } from 'vitest';
import type { FlightRecord } from '../../../main/core/flight-record';
import type { JournalEntry, JournalEvent } from '../../../main/core/journal-entry';
import type { LogFact, LogFinding } from '../../../main/core/log-finding';
import { failure } from '../../../main/core/result';
import type { UnitFacts } from '../../../main/core/unit-facts';
import { home, POLICY, processFacts, record, UNIT } from '../../fixtures/build';
import { BOOT, createRig, turn } from './rig';

// What happened while hermes-tray was not running: told once, written down once.

const HOUR_MS = 3_600_000;
const HOME = '/home/ada/.hermes';
const START = Date.UTC(2026, 10, 23, 20, 0, 0);
const RUN_1 = 'a'.repeat(32);
const RUN_2 = 'b'.repeat(32);
const POLICY_0_11 = { ...POLICY, restart: 'on-failure' };

/** The state of the unit at some hour, and whether a gateway runs in it. */
interface Seen {
  readonly hour: number;
  readonly facts: Partial<UnitFacts>;
  readonly journal?: readonly JournalEntry[] | 'unreadable';
  readonly log?: readonly LogFact[];
}

/** Starts of the app, one after the other, on one flight recorder. */
function createStarts() {
  const records: FlightRecord[] = [];

  async function start({ hour, facts, journal = [], log = [] }: Seen) {
    const before = records.length;
    const rig = createRig(null, 'status-notifier', records);
    rig.clock.advance(hour * HOUR_MS);
    if (journal === 'unreadable') rig.journal.fail(failure('no-journal', 'there is no journal'));
    else rig.journal.write(UNIT, ...journal);
    rig.logs.write(HOME, ...log);
    rig.systemd.define(UNIT);
    rig.systemd.change(UNIT, facts);
    const pid = facts.mainPid ?? 0;
    const sighting =
      pid === 0
        ? { home: home(null, { pidFile: { kind: 'absent' } as const }), process: null }
        : {
            home: home(record({ pid, startTicks: pid }), {
              pidFile: { kind: 'read', value: { pid, startTicks: pid }, writtenAt: START } as const,
            }),
            process: processFacts({ pid, startTicks: pid }),
          };
    rig.homes.show(HOME, sighting);
    const stop = rig.start();
    await settle(rig);
    const started = {
      rig,
      stop,
      /** What this start has written so far, without the moments. */
      written: () => records.slice(before).filter(({ kind }) => kind !== 'run-seen'),
      told: () => rig.notifications.shown.map(({ title }) => title),
      headline: () => rig.tray.labels()[0],
      /** What a glance at the panel shows. */
      glance: () => [rig.tray.view?.icon, rig.tray.view?.needsAttention],
      exits: () => rig.store.state().gateways[UNIT]?.exits ?? [],
      verdicts: () => (rig.store.state().gateways[UNIT]?.exits ?? []).map(({ verdict }) => verdict.kind),
    };
    return started;
  }

  return { start, records };
}

async function settle(rig: ReturnType<typeof createRig>): Promise<void> {
  for (let round = 0; round < 3; round += 1) {
    await turn();
    rig.clock.advance(400);
  }
  await turn();
}

function runs(invocationId: string, pid: number, startedAt: number): Partial<UnitFacts> {
  const times = { execMainStartedAt: startedAt, stateChangedAt: startedAt, execMainExitedAt: null };
  const lives = { activeState: 'active', subState: 'running', execMainCode: 0, execMainStatus: 0, result: 'success' };
  return { invocationId, mainPid: pid, ...times, ...lives };
}

function lies(invocationId: string, endedAt: number, change: Partial<UnitFacts>): Partial<UnitFacts> {
  return {
    ...runs(invocationId, 0, START),
    activeState: 'inactive',
    subState: 'dead',
    execMainCode: 1,
    execMainExitedAt: endedAt,
    stateChangedAt: endedAt,
    ...change,
  };
}

const WAITS = { activeState: 'activating', subState: 'auto-restart' } as const;

/** What systemd tells of a unit that nobody refers to, once it has unloaded it. */
const UNLOADED: Partial<UnitFacts> = {
  ...runs('', 0, START),
  activeState: 'inactive',
  subState: 'dead',
  execMainStartedAt: null,
  stateChangedAt: null,
};

function entry(invocationId: string, at: number, event: JournalEvent): JournalEntry {
  return { at, message: event.kind, invocationId, from: 'systemd', pid: 1, bootId: BOOT, event };
}

const AT_WORK: Seen = { hour: 0, facts: runs(RUN_1, 4000, START) };
const DIED_AT = START + HOUR_MS;

describe('while hermes-tray was not running', () => {
  it('its start at login never got a process: it is told once, with systemd’s reason', async () => {
    const starts = createStarts();
    (await starts.start(AT_WORK)).stop();
    const failed = lies(RUN_2, DIED_AT, { activeState: 'failed', subState: 'failed', result: 'resources' });
    const facts = { ...failed, execMainCode: 0, execMainExitedAt: null, execMainStartedAt: null };
    const journal = [
      { ...entry(RUN_2, DIED_AT, { kind: 'unit-starting' }), event: null, message: `${UNIT}: Failed to load it` },
      entry(RUN_2, DIED_AT, { kind: 'unit-failed', result: 'resources' }),
    ];
    const second = await starts.start({ hour: 2, facts, journal });
    expect(second.told()).toEqual(['Hermes gateway is down']);
    expect(second.written()).toMatchObject([
      { exit: { invocationId: RUN_2, verdict: { kind: 'failed-to-start', reason: 'Failed to load it' } } },
      { kind: 'incident', phase: 'down' },
    ]);
    second.stop();
    const third = await starts.start({ hour: 3, facts, journal });
    expect(third.written()).toEqual([]);
  });

  it('a gateway fell over for good: it is told at the next start, and not at the one after', async () => {
    const starts = createStarts();
    const facts = lies(RUN_1, DIED_AT, { policy: POLICY_0_11 });
    (await starts.start(AT_WORK)).stop();
    const second = await starts.start({ hour: 2, facts });
    expect(second.told()).toEqual(['Hermes gateway is down']);
    expect(second.written()).toMatchObject([
      { kind: 'run-ended', exit: { invocationId: RUN_1, verdict: { kind: 'clean-exit' }, wasWatched: false } },
      { kind: 'incident', phase: 'down' },
    ]);
    second.stop();

    const third = await starts.start({ hour: 3, facts });
    expect(third.told()).toEqual([]);
    expect(third.written()).toEqual([]);
    expect(third.headline()).toBe('✕ Exited by itself (exit code 0) · systemd will not revive it');
    expect(third.verdicts()).toEqual(['clean-exit']);

    // What comes of it is news.
    third.rig.systemd.change(UNIT, runs(RUN_2, 5000, third.rig.clock.now()));
    third.rig.homes.show(HOME, {
      home: home(record({ pid: 5000, startTicks: 5000 })),
      process: processFacts({ pid: 5000, startTicks: 5000 }),
    });
    await settle(third.rig);
    expect(third.told()).toHaveLength(1);
    expect(third.told()[0]).toMatch(/^Hermes gateway is back after 2 h/);
  });

  it('a gateway had just been revived when the app was killed: its fall is not forgotten', async () => {
    const starts = createStarts();
    const first = await starts.start(AT_WORK);
    const { clock, systemd } = first.rig;
    const diedAt = clock.now();
    systemd.change(UNIT, {
      ...lies(RUN_1, diedAt, { execMainCode: 2, execMainStatus: 9, result: 'signal' }),
      ...WAITS,
    });
    systemd.change(UNIT, runs(RUN_2, 5000, diedAt + 10));
    // Killed before the first was judged.
    first.stop();
    expect(starts.records.map(({ kind }) => kind)).toEqual(['run-seen', 'run-seen']);
    const second = await starts.start({
      hour: 2,
      facts: runs(RUN_2, 5000, diedAt + 10),
      journal: [
        entry(RUN_1, START, { kind: 'unit-started' }),
        entry(RUN_1, diedAt, { kind: 'process-exited', code: 2, status: 9 }),
        entry(RUN_1, diedAt + 1, { kind: 'unit-failed', result: 'signal' }),
        entry(RUN_1, diedAt + 2, { kind: 'restart-scheduled', restarts: 1 }),
        entry(RUN_2, diedAt + 10, { kind: 'unit-started' }),
      ],
    });
    expect(second.verdicts()).toEqual(['killed']);
    expect(second.told()).toEqual([]);
  });

  it('a gateway fell over and was revived: it is written down once, and nobody is called', async () => {
    const starts = createStarts();
    (await starts.start(AT_WORK)).stop();
    const after: Seen = {
      hour: 2,
      facts: runs(RUN_2, 5000, DIED_AT + 5000),
      journal: [
        entry(RUN_1, START, { kind: 'unit-started' }),
        entry(RUN_1, DIED_AT, { kind: 'process-exited', code: 2, status: 9 }),
        entry(RUN_1, DIED_AT + 1, { kind: 'unit-failed', result: 'signal' }),
        entry(RUN_1, DIED_AT + 2, { kind: 'restart-scheduled', restarts: 1 }),
        entry(RUN_2, DIED_AT + 5000, { kind: 'unit-started' }),
      ],
    };
    const second = await starts.start(after);
    expect(second.told()).toEqual([]);
    expect(second.verdicts()).toEqual(['killed']);
    expect(second.written()).toMatchObject([{ kind: 'run-ended', exit: { invocationId: RUN_1 } }]);
    second.stop();
    const third = await starts.start({ ...after, hour: 3 });
    expect(third.told()).toEqual([]);
    expect(third.written()).toEqual([]);
    expect(third.verdicts()).toEqual(['killed']);
  });

  describe('systemd has unloaded the unit since', () => {
    it('a gateway fell over for good: it is told that nobody will start it', async () => {
      const starts = createStarts();
      (await starts.start(AT_WORK)).stop();
      const policy = { ...POLICY, restart: 'no' };
      const second = await starts.start({
        hour: 2,
        facts: { ...UNLOADED, policy },
        journal: [
          entry(RUN_1, START, { kind: 'unit-started' }),
          entry(RUN_1, DIED_AT, { kind: 'process-exited', code: 2, status: 9 }),
          entry(RUN_1, DIED_AT + 1, { kind: 'unit-failed', result: 'signal' }),
        ],
      });
      expect(second.told()).toEqual(['Hermes gateway is down']);
      expect(second.rig.notifications.standing[0]?.body).toBe(
        'Killed (SIGKILL).\nIt will stay down: its unit has no Restart=.',
      );
    });

    it('a gateway fell over and was stopped in its wait: no alarm', async () => {
      const starts = createStarts();
      (await starts.start(AT_WORK)).stop();
      const second = await starts.start({
        hour: 2,
        facts: UNLOADED,
        journal: [
          entry(RUN_1, START, { kind: 'unit-started' }),
          entry(RUN_1, DIED_AT, { kind: 'process-exited', code: 2, status: 9 }),
          entry(RUN_1, DIED_AT + 1, { kind: 'unit-failed', result: 'signal' }),
          entry(RUN_1, DIED_AT + 2000, { kind: 'unit-stopped', job: 'stop' }),
        ],
      });
      expect(second.told()).toEqual([]);
      expect(second.verdicts()).toEqual(['killed']);
    });

    it('a gateway fell over, was revived and then stopped: no alarm', async () => {
      const starts = createStarts();
      (await starts.start(AT_WORK)).stop();
      const second = await starts.start({
        hour: 2,
        facts: UNLOADED,
        journal: [
          entry(RUN_1, START, { kind: 'unit-started' }),
          entry(RUN_1, DIED_AT, { kind: 'process-exited', code: 2, status: 9 }),
          entry(RUN_1, DIED_AT + 1, { kind: 'unit-failed', result: 'signal' }),
          entry(RUN_1, DIED_AT + 2, { kind: 'restart-scheduled', restarts: 1 }),
          entry(RUN_2, DIED_AT + 5000, { kind: 'unit-started' }),
          entry(RUN_2, DIED_AT + 60_000, { kind: 'unit-stopping' }),
          entry(RUN_2, DIED_AT + 61_000, { kind: 'unit-stopped', job: 'stop' }),
        ],
      });
      expect(second.told()).toEqual([]);
      expect(second.verdicts()).toEqual(['stopped-on-request', 'killed']);
      expect(second.exits()[1]?.consequence).toEqual({ kind: 'restarted' });
    });
  });

  it.each([
    ['stopped, and started hours after: that was a stop', 'stop', 3, 'stopped-on-request'],
    ['restarted: that was a restart', 'restart', 0, 'restarted-on-request'],
  ])('somebody had a gateway %s', async (_what, job, hours, verdict) => {
    const starts = createStarts();
    (await starts.start(AT_WORK)).stop();
    const startedAt = DIED_AT + 10 + hours * HOUR_MS;
    const second = await starts.start({
      hour: 6,
      facts: runs(RUN_2, 5000, startedAt),
      journal: [
        entry(RUN_1, START, { kind: 'unit-started' }),
        entry(RUN_1, DIED_AT - 10, { kind: 'unit-stopping' }),
        entry(RUN_1, DIED_AT, { kind: 'unit-stopped', job }),
        entry(RUN_2, startedAt, { kind: 'unit-started' }),
      ],
    });
    expect(second.told()).toEqual([]);
    expect(second.verdicts()).toEqual([verdict]);
    expect(second.exits()[0]?.consequence).toEqual({ kind: 'restarted' });
  });

  describe('a gateway that had fallen over before came back', () => {
    /** The app tells of the fall, and ends while systemd waits for the restart. */
    async function startAndFall(starts: ReturnType<typeof createStarts>) {
      const first = await starts.start(AT_WORK);
      const fellAt = first.rig.clock.now();
      const killed = { execMainCode: 2, execMainStatus: 9, result: 'signal' };
      first.rig.systemd.change(UNIT, { ...lies(RUN_1, fellAt, killed), ...WAITS });
      await settle(first.rig);
      expect(first.told()).toEqual(['Hermes gateway stopped unexpectedly']);
      first.stop();
      return fellAt;
    }

    it('hours ago: that is written down, and nobody is called', async () => {
      const starts = createStarts();
      const fellAt = await startAndFall(starts);
      const second = await starts.start({ hour: 14, facts: runs(RUN_2, 5000, fellAt + 5000) });
      expect(second.told()).toEqual([]);
      expect(second.written()).toMatchObject([{ kind: 'incident', phase: 'recovered' }]);
      const { incident } = second.rig.store.state().gateways[UNIT] ?? {};
      expect(incident?.phase).toEqual({ kind: 'recovered', at: fellAt + 5000, pid: 5000, tookMs: 5000 });
    });

    it('a moment ago: it is told how long it was gone', async () => {
      const starts = createStarts();
      const fellAt = await startAndFall(starts);
      const second = await starts.start({ hour: 0.05, facts: runs(RUN_2, 5000, fellAt + 5000) });
      expect(second.told()).toEqual(['Hermes gateway is back after 5 s']);
    });
  });

  it('somebody stopped a gateway: no alarm, and no second look', async () => {
    const starts = createStarts();
    (await starts.start(AT_WORK)).stop();
    const after: Seen = {
      hour: 2,
      facts: lies(RUN_1, DIED_AT, {
        activeState: 'failed',
        subState: 'failed',
        result: 'exit-code',
        execMainStatus: 1,
      }),
      journal: [
        entry(RUN_1, START, { kind: 'unit-started' }),
        entry(RUN_1, DIED_AT - 10, { kind: 'unit-stopping' }),
        entry(RUN_1, DIED_AT, { kind: 'process-exited', code: 1, status: 1 }),
        entry(RUN_1, DIED_AT + 1, { kind: 'unit-failed', result: 'exit-code' }),
        entry(RUN_1, DIED_AT + 2, { kind: 'unit-stopped', job: 'stop' }),
      ],
    };
    const second = await starts.start(after);
    expect(second.told()).toEqual([]);
    expect(second.verdicts()).toEqual(['stopped-on-request']);
    expect(second.headline()).toBe('○ Stopped on request of another program');
    expect(second.glance()).toEqual(['stopped', false]);
    second.stop();
    const third = await starts.start({ ...after, hour: 3 });
    expect(third.told()).toEqual([]);
    expect(third.written()).toEqual([]);
    expect(third.headline()).toBe('○ Stopped on request of another program');
    expect(third.glance()).toEqual(['stopped', false]);
  });

  /** What systemd says of an inactive unit that it has unloaded: it was never started. */
  const forgotten = (change: Partial<UnitFacts> = {}) =>
    lies('', START, {
      execMainCode: 0,
      execMainStartedAt: null,
      execMainExitedAt: null,
      stateChangedAt: null,
      ...change,
    });

  it('somebody stopped a gateway, and systemd has forgotten it: it is known from the journal, each time', async () => {
    const starts = createStarts();
    (await starts.start(AT_WORK)).stop();
    const after: Seen = {
      hour: 2,
      facts: forgotten(),
      journal: [
        entry(RUN_1, START, { kind: 'unit-started' }),
        entry(RUN_1, DIED_AT - 10, { kind: 'unit-stopping' }),
        entry(RUN_1, DIED_AT, { kind: 'unit-stopped', job: 'stop' }),
      ],
    };
    const second = await starts.start(after);
    expect(second.told()).toEqual([]);
    expect(second.written()).toMatchObject([
      { kind: 'run-ended', exit: { consequence: { kind: 'stays-down', why: { kind: 'on-request' } } } },
    ]);
    expect(second.headline()).toBe('○ Stopped on request of another program');
    second.stop();
    const third = await starts.start({ ...after, hour: 3 });
    expect(third.written()).toEqual([]);
    expect(third.headline()).toBe('○ Stopped on request of another program');
  });

  it('a gateway fell over for good, and systemd has forgotten it: that it is down is told, with its cause', async () => {
    const starts = createStarts();
    (await starts.start(AT_WORK)).stop();
    const second = await starts.start({
      hour: 2,
      facts: forgotten({ policy: POLICY_0_11 }),
      journal: [entry(RUN_1, START, { kind: 'unit-started' })],
    });
    expect(second.told()).toEqual(['Hermes gateway is down']);
    expect(second.verdicts()).toEqual(['clean-exit']);
    expect(second.headline()).toBe('✕ Exited by itself (exit code 0) · systemd will not revive it');
    expect(second.rig.notifications.shown[0]?.body).toContain('It will stay down: Restart=on-failure does not cover');
  });

  it('somebody stopped a gateway, and systemd had to kill it in its drain: no alarm', async () => {
    const starts = createStarts();
    (await starts.start(AT_WORK)).stop();
    const second = await starts.start({
      hour: 2,
      facts: lies(RUN_1, DIED_AT, {
        activeState: 'failed',
        subState: 'failed',
        result: 'timeout',
        execMainCode: 2,
        execMainStatus: 9,
      }),
      journal: [
        entry(RUN_1, START, { kind: 'unit-started' }),
        entry(RUN_1, DIED_AT - 90_000, { kind: 'unit-stopping' }),
        entry(RUN_1, DIED_AT, { kind: 'process-exited', code: 2, status: 9 }),
        entry(RUN_1, DIED_AT + 1, { kind: 'unit-failed', result: 'timeout' }),
        entry(RUN_1, DIED_AT + 2, { kind: 'unit-stopped', job: 'stop' }),
      ],
    });
    expect(second.verdicts()).toEqual(['stop-timeout']);
    expect(second.told()).toEqual([]);
    expect(second.headline()).toBe('○ Killed by systemd: did not stop in time (TimeoutStopSec=)');
    expect(second.glance()).toEqual(['stopped', false]);
  });

  it('the machine went down with a gateway: that is no fault of its own', async () => {
    const starts = createStarts();
    (await starts.start(AT_WORK)).stop();
    const reborn = entry(RUN_2, DIED_AT + 60_000, { kind: 'unit-started' });
    const second = await starts.start({
      hour: 2,
      facts: runs(RUN_2, 5000, DIED_AT + 60_000),
      journal: [entry(RUN_1, START, { kind: 'unit-started' }), { ...reborn, bootId: 'next boot' }],
    });
    expect(second.told()).toEqual([]);
    expect(second.verdicts()).toEqual([]);
    expect(second.written()).toEqual([]);
  });

  describe('a gateway with a start limit lies failed, and there is no journal', () => {
    const policy = { ...POLICY_0_11, startLimitBurst: 5, startLimitIntervalMs: 600_000 };
    const failed = { activeState: 'failed', subState: 'failed', result: 'exit-code', execMainStatus: 1, policy };

    it.each([0, 3])(
      'after %i automatic restarts: systemd has starts left, so somebody stopped it',
      async (nRestarts) => {
        const starts = createStarts();
        (await starts.start(AT_WORK)).stop();
        const facts = lies(RUN_1, DIED_AT, { ...failed, nRestarts });
        const second = await starts.start({ hour: 2, facts, journal: 'unreadable' });
        expect(second.told()).toEqual([]);
        expect(second.verdicts()).toEqual(['stopped-on-request']);
      },
    );

    it.each([4, 5])('after %i automatic restarts: systemd has given up', async (nRestarts) => {
      const starts = createStarts();
      (await starts.start(AT_WORK)).stop();
      const facts = lies(RUN_1, DIED_AT, { ...failed, nRestarts });
      const second = await starts.start({ hour: 2, facts, journal: 'unreadable' });
      expect(second.told()).toEqual(['Hermes gateway is down: systemd gave up']);
    });
  });

  describe('a stop that was asked for ran into TimeoutStopSec=, and there is no journal', () => {
    const killed = { activeState: 'failed', subState: 'failed', result: 'timeout', execMainCode: 2, execMainStatus: 9 };
    const running: LogFact = { at: START + 1000, file: 'agent', line: 'r', finding: { kind: 'running', platforms: 1 } };

    it.each([0, 5])('with StartLimitBurst=%i: it lies there, so it was no timeout of systemd’s own', async (burst) => {
      const starts = createStarts();
      (await starts.start(AT_WORK)).stop();
      const policy = { ...POLICY, startLimitBurst: burst, startLimitIntervalMs: 600_000 };
      const facts = lies(RUN_1, DIED_AT, { ...killed, policy });
      const second = await starts.start({ hour: 2, facts, journal: 'unreadable', log: [running] });
      expect(second.told()).toEqual([]);
      expect(second.exits()).toMatchObject([
        {
          verdict: { kind: 'stop-timeout', by: 'another-program' },
          confidence: 'likely',
          consequence: { kind: 'stays-down', why: { kind: 'on-request' } },
        },
      ]);
      expect(second.glance()).toEqual(['stopped', false]);
    });

    it('and systemd starts it again: nobody had asked for that', async () => {
      const starts = createStarts();
      (await starts.start(AT_WORK)).stop();
      const facts = { ...lies(RUN_1, DIED_AT, killed), ...WAITS };
      const second = await starts.start({ hour: 1, facts, journal: 'unreadable', log: [running] });
      expect(second.exits()).toMatchObject([{ verdict: { kind: 'stop-timeout', by: null }, isExpected: false }]);
    });
  });

  it('the machine went down with a gateway, and nobody has started that since: no alarm', async () => {
    const starts = createStarts();
    (await starts.start(AT_WORK)).stop();
    const started = entry(RUN_1, START, { kind: 'unit-started' });
    const second = await starts.start({
      hour: 2,
      facts: UNLOADED,
      journal: [{ ...started, bootId: 'the boot before' }],
    });
    expect(second.told()).toEqual([]);
    expect(second.verdicts()).toEqual([]);
  });

  describe('and there is no journal', () => {
    const told = (at: number, finding: LogFinding): LogFact => ({ at, file: 'agent', line: finding.kind, finding });
    const unexpected: LogFinding = { kind: 'signal', signal: 'SIGTERM', as: 'unexpected' };
    const own = [told(START + 1000, { kind: 'starting' }), told(START + 2000, { kind: 'running', platforms: 1 })];
    const signalled = [
      ...own,
      told(DIED_AT - 500, unexpected),
      told(DIED_AT - 400, { kind: 'stopping', forRestart: false }),
    ];
    const next = told(DIED_AT + 6000, { kind: 'starting' });

    async function startAgain(seen: Omit<Seen, 'hour' | 'journal'>) {
      const starts = createStarts();
      (await starts.start(AT_WORK)).stop();
      return starts.start({ hour: 2, journal: 'unreadable', ...seen });
    }

    it('nobody knows what happened: that is logged, and nothing is made up', async () => {
      const second = await startAgain({ facts: runs(RUN_2, 5000, DIED_AT), log: own });
      expect(second.told()).toEqual([]);
      expect(second.exits()).toMatchObject([
        { invocationId: RUN_1, verdict: { kind: 'unknown', how: '' }, confidence: 'guess', wasWatched: false },
      ]);
      expect(second.exits()[0]?.evidence.map(({ source }) => source)).toEqual(['hermes-tray']);
      expect(second.rig.logger.lines.join('\n')).toContain('is hardly known: there is no journal');
    });

    it.each([
      ['by systemd itself: a SIGTERM from outside', 1, 'sigterm-from-outside'],
      ['by a job: a stop that was asked for', 0, 'stopped-on-request'],
    ] as const)('the log tells of a SIGTERM, and it was started again %s', async (_name, nRestarts, verdict) => {
      const facts = { ...runs(RUN_2, 5000, DIED_AT + 5000), nRestarts };
      const second = await startAgain({ facts, log: [...signalled, next] });
      expect(second.told()).toEqual([]);
      expect(second.written()).toMatchObject([{ kind: 'run-ended', exit: { verdict: { kind: verdict } } }]);
      expect(second.exits()).toMatchObject([
        { confidence: 'likely', endedAt: DIED_AT - 400, consequence: { kind: 'restarted' } },
      ]);
    });

    it('the log tells of a planned restart', async () => {
      const log = [...own, told(DIED_AT - 400, { kind: 'stopping', forRestart: true }), next];
      const second = await startAgain({ facts: { ...runs(RUN_2, 5000, DIED_AT + 5000), nRestarts: 1 }, log });
      expect(second.exits()).toMatchObject([{ verdict: { kind: 'planned-restart' }, confidence: 'likely' }]);
    });

    it.each([
      ['can not be read', 'unreadable'],
      ['has kept nothing of it', []],
    ] as const)('that one fell over for good is known from before, where the journal %s', async (_what, journal) => {
      const starts = createStarts();
      const first = await starts.start({ ...AT_WORK, facts: { ...AT_WORK.facts, policy: POLICY_0_11 } });
      first.rig.systemd.change(UNIT, lies(RUN_1, first.rig.clock.now(), { policy: POLICY_0_11 }));
      await settle(first.rig);
      const glance = first.glance();
      first.stop();
      const second = await starts.start({ hour: 2, journal, facts: { ...UNLOADED, policy: POLICY_0_11 } });
      expect(second.headline()).toBe('✕ Exited by itself (exit code 0) · systemd will not revive it');
      expect(second.glance()).toEqual(glance);
      expect(second.told()).toEqual([]);
    });

    it('of one that was seen to run since it fell over, nothing is made up', async () => {
      const starts = createStarts();
      const first = await starts.start(AT_WORK);
      const fellAt = first.rig.clock.now();
      first.rig.systemd.change(UNIT, { ...lies(RUN_1, fellAt, { execMainCode: 2, execMainStatus: 9 }), ...WAITS });
      await settle(first.rig);
      first.rig.systemd.change(UNIT, runs(RUN_2, 5000, first.rig.clock.now()));
      await settle(first.rig);
      first.stop();
      const second = await starts.start({ hour: 2, journal: 'unreadable', facts: UNLOADED });
      expect(second.verdicts()).toEqual(['unknown', 'killed']);
      expect(second.headline()).not.toContain('illed');
    });

    it('somebody stopped it, and systemd has unloaded it since: no alarm', async () => {
      const second = await startAgain({ facts: UNLOADED, log: signalled });
      expect(second.told()).toEqual([]);
      expect(second.verdicts()).toEqual(['stopped-on-request']);
    });

    it('it could not start for good, and systemd has unloaded it since: that is told', async () => {
      const reason = 'telegram: Unauthorized';
      const log = [told(START + 1000, { kind: 'starting' }), told(DIED_AT, { kind: 'start-failed', reason })];
      const second = await startAgain({ facts: { ...UNLOADED, policy: POLICY_0_11 }, log });
      expect(second.told()).toEqual(['Hermes gateway is down']);
      expect(second.verdicts()).toEqual(['failed-to-start']);
    });

    it.each([
      ['without a word: it went down with it', own, []],
      ['after a SIGTERM: that was the shutdown', signalled, ['stopped-on-request']],
    ] as const)('the machine was started anew, and its log ends %s', async (_name, log, verdicts) => {
      const starts = createStarts();
      starts.records.push({ at: START, kind: 'app-started', version: '1', bootId: 'the boot before' });
      (await starts.start(AT_WORK)).stop();
      const facts = runs(RUN_2, 5000, DIED_AT + 60_000);
      const second = await starts.start({ hour: 2, facts, journal: 'unreadable', log });
      expect(second.told()).toEqual([]);
      expect(second.verdicts()).toEqual(verdicts);
    });

    it('or it has kept nothing of that run: the log tells', async () => {
      const starts = createStarts();
      (await starts.start(AT_WORK)).stop();
      const second = await starts.start({
        hour: 2,
        facts: { ...runs(RUN_2, 5000, DIED_AT + 5000), nRestarts: 1 },
        journal: [entry(RUN_2, DIED_AT + 5000, { kind: 'unit-started' })],
        log: [...signalled, next],
      });
      expect(second.exits()).toMatchObject([
        { invocationId: RUN_1, verdict: { kind: 'sigterm-from-outside' }, confidence: 'likely' },
      ]);
      expect(second.told()).toEqual([]);
    });

    it('another run came and went unseen: its lines are not taken for the first one’s', async () => {
      const log = [...own, next, told(DIED_AT + 9000, unexpected)];
      const second = await startAgain({ facts: { ...runs(RUN_2, 5000, DIED_AT + 60_000), nRestarts: 2 }, log });
      expect(second.verdicts()).toEqual(['unknown']);
    });
  });

  it('nothing happened: the run that goes on is not taken for one that ended', async () => {
    const starts = createStarts();
    (await starts.start(AT_WORK)).stop();
    const second = await starts.start({ ...AT_WORK, hour: 2 });
    expect(second.told()).toEqual([]);
    expect(second.written()).toEqual([]);
    expect(starts.records.filter(({ kind }) => kind === 'run-seen')).toHaveLength(1);
    expect(second.headline()).toBe('● Running · healthy');
  });
});
