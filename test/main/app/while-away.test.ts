import { describe, expect, it } from 'vitest';
import type { FlightRecord } from '../../../main/core/flight-record';
import type { JournalEntry, JournalEvent } from '../../../main/core/journal-entry';
import { failure } from '../../../main/core/result';
import type { UnitFacts } from '../../../main/core/unit-facts';
import { home, POLICY, processFacts, record, UNIT } from '../../fixtures/build';
import { createRig, turn } from './rig';

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
}

/** Starts of the app, one after the other, on one flight recorder. */
function createStarts() {
  const records: FlightRecord[] = [];

  async function start({ hour, facts, journal = [] }: Seen) {
    const before = records.length;
    const rig = createRig(null, 'status-notifier', records);
    rig.clock.advance(hour * HOUR_MS);
    if (journal === 'unreadable') rig.journal.fail(failure('no-journal', 'there is no journal'));
    else rig.journal.write(UNIT, ...journal);
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

function entry(invocationId: string, at: number, event: JournalEvent): JournalEntry {
  return { at, message: event.kind, invocationId, from: 'systemd', pid: 1, bootId: 'boot', event };
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
    second.stop();
    const third = await starts.start({ ...after, hour: 3 });
    expect(third.told()).toEqual([]);
    expect(third.written()).toEqual([]);
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

  it('nobody knows what happened, without a journal: that is logged, and nothing is made up', async () => {
    const starts = createStarts();
    (await starts.start(AT_WORK)).stop();
    const second = await starts.start({
      hour: 2,
      facts: runs(RUN_2, 5000, DIED_AT),
      journal: 'unreadable',
    });
    expect(second.told()).toEqual([]);
    expect(second.verdicts()).toEqual([]);
    expect(second.rig.logger.lines.join('\n')).toContain('is not known: there is no journal');
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
