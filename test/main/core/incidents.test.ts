import { describe, expect, it } from 'vitest';
import type { AppEvent } from '../../../main/core/events';
import { exitOfRun } from '../../../main/core/exit-of-run';
import { INCIDENT_MEMORY_MS, STEADY_MS } from '../../../main/core/incidents';
import { reduce } from '../../../main/core/reducer';
import type { RunEvidence } from '../../../main/core/run-evidence';
import type { AppState, Gateway } from '../../../main/core/state';
import type { UnitFacts } from '../../../main/core/unit-facts';
import type { Exit } from '../../../main/core/verdict';
import { appState, gateway, home, NOW, POLICY, processFacts, record, UNIT, unitFacts } from '../../fixtures/build';
import { restartRun } from '../../fixtures/restarts';
import { exited, killed, logged, run } from '../../fixtures/runs';

const RUN_1 = 'a'.repeat(32);
const RUN_2 = 'b'.repeat(32);
const SIGTERM = logged({ kind: 'signal', signal: 'SIGTERM', as: 'unexpected' });

const WAITS: Partial<UnitFacts> = {
  activeState: 'activating',
  subState: 'auto-restart',
  mainPid: 0,
  result: 'exit-code',
  execMainCode: 1,
  execMainStatus: 1,
  stateChangedAt: NOW,
};
const DEAD: Partial<UnitFacts> = { ...WAITS, activeState: 'inactive', subState: 'dead' };
const FAILED: Partial<UnitFacts> = { ...WAITS, activeState: 'failed', subState: 'failed' };

function exit(facts: Partial<UnitFacts>, change: Partial<RunEvidence> = {}): Exit {
  const judged = exitOfRun(run({ log: [SIGTERM], ...change }), unitFacts(facts));
  if (judged === null) throw new Error('the run of the fixture has not ended');
  return judged;
}

function having(start: Partial<Gateway>, ...events: readonly AppEvent[]): AppState {
  return events.reduce(reduce, appState([gateway(start)]));
}

const unitChanged = (facts: Partial<UnitFacts>, at = NOW): AppEvent => ({
  kind: 'unit-changed',
  facts: unitFacts(facts),
  at,
});
const runEnded = (one: Exit, at = NOW + 100): AppEvent => ({ kind: 'run-ended', exit: one, at });

/** The new process says that it runs. */
function up(invocationId = RUN_2, pid = 5000, at = NOW + 31_000): readonly AppEvent[] {
  return [
    unitChanged({ invocationId, mainPid: pid, execMainStartedAt: at - 1000 }, at - 1000),
    {
      kind: 'home-changed',
      unit: UNIT,
      home: home(record({ pid, startTicks: 2000 }), {
        pidFile: { kind: 'read', value: { pid, startTicks: 2000 }, writtenAt: at },
      }),
      process: processFacts({ pid, startTicks: 2000 }),
      at,
    },
  ];
}

/** It comes back, stands for so long and is killed. */
function fallingAgain(before: AppState, fall: number, at: number, stoodMs = 2000): AppState {
  const id = fall.toString(16).padStart(32, '0');
  const facts = { ...WAITS, invocationId: id, result: 'signal', execMainCode: 2, execMainStatus: 9 };
  const endedAt = at + stoodMs;
  const end = { ...killed(9), at: endedAt };
  const events = [
    ...up(id, 5000 + fall, at),
    unitChanged({ ...facts, stateChangedAt: endedAt }, endedAt),
    runEnded(exit(facts, { invocationId: id, end }), endedAt + 100),
  ];
  return events.reduce(reduce, before);
}

const incidentOf = (state: AppState) => state.gateways[UNIT]?.incident ?? null;

describe('an incident', () => {
  it('is opened by an exit that nobody wanted, and knows when systemd starts it again', () => {
    const state = having({}, unitChanged(WAITS), runEnded(exit(WAITS)));
    expect(incidentOf(state)).toMatchObject({ exits: 1, phase: { kind: 'reviving', at: NOW + 5000 } });
    expect(state.gateways[UNIT]?.exits[0]?.verdict.kind).toBe('sigterm-from-outside');
  });

  it('is closed by the new process, once that says that it runs', () => {
    const [started, running] = up();
    const state = having({}, unitChanged(WAITS), runEnded(exit(WAITS)), started as AppEvent);
    expect(incidentOf(state)?.phase).toEqual({ kind: 'starting', pid: 5000 });
    expect(incidentOf(reduce(state, running as AppEvent))?.phase).toEqual({
      kind: 'recovered',
      at: NOW + 31_000,
      pid: 5000,
      tookMs: 31_000,
    });
  });

  it('is closed at once when the new process ran before the exit was judged', () => {
    const at = NOW + 31_000;
    const state = having({}, unitChanged(WAITS), ...up(), runEnded(exit(WAITS), at));
    expect(incidentOf(state)?.phase).toEqual({ kind: 'recovered', at, pid: 5000, tookMs: 31_000 });
  });

  it('is not opened by an exit that was asked for', () => {
    const asked = exit(DEAD, { job: { type: 'stop', by: 'another-program' }, wasBeingStopped: true });
    expect(incidentOf(having({}, unitChanged(DEAD), runEnded(asked)))).toBeNull();
    expect(incidentOf(having({}, unitChanged(WAITS), runEnded(exit(WAITS, { end: exited(75) }))))).toBeNull();
  });

  it('says that it stays down where Restart= does not cover the exit', () => {
    const policy = { ...POLICY, restart: 'on-failure' };
    const facts = { ...DEAD, result: 'success', execMainStatus: 0, policy };
    const state = having({}, unitChanged(facts), runEnded(exit(facts, { policy, end: exited(0) })));
    expect(incidentOf(state)?.phase).toEqual({ kind: 'down', hasGivenUp: false });
    expect(incidentOf(state)?.exit.consequence).toEqual({
      kind: 'stays-down',
      why: { kind: 'restart-policy', restart: 'on-failure' },
    });
  });

  it('says that systemd gave up, though Result= still reads exit-code', () => {
    const policy = { ...POLICY, startLimitBurst: 5, startLimitIntervalMs: 600_000 };
    const facts = { ...FAILED, policy };
    const state = having({}, unitChanged(facts), runEnded(exit(facts, { policy })));
    expect(incidentOf(state)?.phase).toEqual({ kind: 'down', hasGivenUp: true });
    const seenInTheWait = { ...WAITS, policy };
    const later = having({}, unitChanged(seenInTheWait), runEnded(exit(seenInTheWait, { policy })), unitChanged(facts));
    expect(incidentOf(later)?.phase).toEqual({ kind: 'down', hasGivenUp: true });
  });

  describe('of a restart that was asked for and did not come about', () => {
    const limited = { ...POLICY, startLimitBurst: 5, startLimitIntervalMs: 600_000 };
    const ended75: Partial<UnitFacts> = { ...WAITS, execMainStatus: 75, execMainExitedAt: NOW };
    const planned = (facts: Partial<UnitFacts>) =>
      exit(facts, { end: exited(75), log: [], policy: facts.policy ?? POLICY });
    const byJob = (facts: Partial<UnitFacts>) =>
      exit(facts, { job: { type: 'restart', by: 'another-program' }, wasBeingStopped: true });

    it('is opened when systemd has no start left for it', () => {
      const wait = { ...ended75, policy: limited };
      const before = having({}, unitChanged(wait), runEnded(planned(wait)));
      expect(incidentOf(before)).toBeNull();
      const gaveUp = unitChanged({ ...wait, activeState: 'failed', subState: 'failed' }, NOW + 30_000);
      const after = reduce(before, gaveUp);
      expect(incidentOf(after)).toMatchObject({
        exits: 1,
        phase: { kind: 'down', hasGivenUp: true },
        exit: { verdict: { kind: 'planned-restart' }, isExpected: false },
      });
      expect(after.gateways[UNIT]?.exits).toEqual([incidentOf(after)?.exit]);
      // Once.
      const again = unitChanged({ ...wait, activeState: 'failed', subState: 'failed', nRestarts: 5 }, NOW + 40_000);
      expect(incidentOf(reduce(after, again))).toMatchObject({ exits: 1, developments: 1 });
    });

    it('goes on with the incident there is', () => {
      const first = having({}, unitChanged(WAITS), runEnded(exit(WAITS)), ...up());
      const facts = {
        ...FAILED,
        policy: limited,
        invocationId: RUN_2,
        execMainStatus: 75,
        execMainExitedAt: NOW + 40_000,
      };
      const end = { ...exited(75), at: NOW + 40_000 };
      const ended = exit(facts, { invocationId: RUN_2, end, log: [], policy: limited });
      const after = [unitChanged(facts, NOW + 40_000), runEnded(ended, NOW + 40_100)].reduce(reduce, first);
      expect(incidentOf(after)).toMatchObject({ id: incidentOf(first)?.id, exits: 2, phase: { kind: 'down' } });
    });

    it('is opened where the unit does not force a restart after exit code 75', () => {
      const policy = { ...POLICY, restart: 'on-failure', restartForceExitStatus: [] };
      const facts = { ...DEAD, result: 'success', execMainStatus: 75, execMainExitedAt: NOW, policy };
      const end = { ...exited(75), result: 'success' };
      const state = having({}, unitChanged(facts), runEnded(exit(facts, { end, policy, log: [] })));
      expect(incidentOf(state)?.phase).toEqual({ kind: 'down', hasGivenUp: false });
      expect(incidentOf(state)?.exit.consequence).toEqual({
        kind: 'stays-down',
        why: { kind: 'restart-policy', restart: 'on-failure' },
      });
    });

    it.each([
      ['it waits for RestartSec=', { ...ended75, policy: limited }],
      ['it was stopped in that wait', { ...ended75, activeState: 'inactive', subState: 'dead', policy: limited }],
      ['its start is queued', { ...ended75, ...FAILED, policy: limited, job: { id: 8, type: 'start', isOurs: false } }],
      ['it runs again', { invocationId: RUN_2, mainPid: 5000 }],
    ] as const)('is not opened while %s', (_name, facts) => {
      const wait = { ...ended75, policy: limited };
      expect(incidentOf(having({}, unitChanged(wait), runEnded(planned(wait)), unitChanged(facts)))).toBeNull();
    });

    it('is not opened by what our own restart tells, nor beside a gateway outside systemd', () => {
      const wait = { ...ended75, policy: limited };
      const facts = { ...wait, activeState: 'failed', subState: 'failed' };
      const failed = { kind: 'failed', at: NOW, in: 'waiting', reason: 'r', hint: 'h' } as const;
      for (const start of [
        { restart: restartRun() },
        { restart: restartRun({ phase: failed }) },
        { process: processFacts({ pid: 7000, startTicks: 7, cgroup: '/user.slice/session-2.scope' }) },
      ]) {
        expect(incidentOf(having(start, unitChanged(wait), runEnded(planned(wait)), unitChanged(facts)))).toBeNull();
      }
    });

    it('is not opened by a start that fails long after', () => {
      const stopped = { ...DEAD, execMainExitedAt: NOW };
      const late = NOW + 3_600_000;
      const noProcess = { ...FAILED, invocationId: RUN_2, execMainCode: 0, execMainStartedAt: null };
      const state = having(
        {},
        unitChanged(stopped),
        runEnded(byJob(stopped)),
        unitChanged({ ...noProcess, stateChangedAt: late }, late),
      );
      expect(incidentOf(state)).toBeNull();
    });
  });

  it('stays one while the gateway keeps falling over, and tells so once', () => {
    let state = having({}, unitChanged(WAITS), runEnded(exit(WAITS)));
    const developments: (number | undefined)[] = [];
    for (let fall = 2; fall <= 50; fall += 1) {
      state = fallingAgain(state, fall, NOW + fall * 10_000);
      developments.push(incidentOf(state)?.developments);
    }
    expect(incidentOf(state)).toMatchObject({ exits: 50, phase: { kind: 'looping' } });
    // The second and the third, which is a loop's first; then no more.
    expect(new Set(developments)).toEqual(new Set([2, 3]));
  });

  it('goes on when the gateway falls over soon after it was called back, and that is told anew', () => {
    const first = having({}, unitChanged(WAITS), runEnded(exit(WAITS)));
    const again = fallingAgain(first, 2, NOW + 30_000);
    expect(incidentOf(again)).toMatchObject({ id: incidentOf(first)?.id, exits: 2, developments: 2 });
  });

  it('counts anew once the gateway has stood for a while, and tells each of such falls', () => {
    let state = having({}, unitChanged(WAITS), runEnded(exit(WAITS)));
    for (let fall = 2; fall <= 6; fall += 1) {
      state = fallingAgain(state, fall, NOW + fall * 2 * STEADY_MS, STEADY_MS);
      expect(incidentOf(state)).toMatchObject({ exits: 1, developments: fall, phase: { kind: 'reviving' } });
    }
  });

  it('ends when somebody stops the unit in its wait for the restart', () => {
    const state = having({}, unitChanged(WAITS), runEnded(exit(WAITS)), unitChanged(DEAD, NOW + 900));
    expect(incidentOf(state)?.phase.kind).toBe('ended');
  });

  it('stays one that is down when somebody resets the unit, until it runs again', () => {
    const policy = { ...POLICY, startLimitBurst: 5, startLimitIntervalMs: 600_000 };
    const inTheWait = { ...WAITS, policy };
    const givenUp = [unitChanged(inTheWait), runEnded(exit(inTheWait, { policy })), unitChanged({ ...FAILED, policy })];
    const reset = having({}, ...givenUp, unitChanged({ ...DEAD, policy, result: 'success' }));
    expect(incidentOf(reset)?.phase).toEqual({ kind: 'down', hasGivenUp: true });
    const state = up().reduce(reduce, reset);
    expect(incidentOf(state)?.phase.kind).toBe('recovered');
  });

  it('is not opened by what happened while we were away and is up again', () => {
    const away = exit(WAITS, { wasWatched: false, invocationId: RUN_2 });
    const state = having({ facts: unitFacts({ invocationId: RUN_1 }) }, runEnded(away));
    expect(incidentOf(state)).toBeNull();
    expect(state.gateways[UNIT]?.exits).toHaveLength(1);
  });

  it('is not taken for over when the next run ends before it is known why', () => {
    const policy = { ...POLICY, restart: 'on-failure' };
    const ended = {
      ...DEAD,
      policy,
      invocationId: RUN_2,
      result: 'success',
      execMainStatus: 0,
      execMainExitedAt: NOW + 9000,
    };
    const before = having(
      {},
      unitChanged(WAITS),
      runEnded(exit(WAITS)),
      ...up().slice(0, 1),
      unitChanged(ended, NOW + 9000),
    );
    expect(incidentOf(before)?.phase.kind).toBe('starting');
    const end = { ...exited(0), at: NOW + 9000 };
    const after = reduce(before, runEnded(exit(ended, { invocationId: RUN_2, policy, end, log: [] }), NOW + 9100));
    expect(incidentOf(after)).toMatchObject({ id: incidentOf(before)?.id, exits: 2, phase: { kind: 'down' } });
  });

  it('is not opened by starts that find the home taken by a gateway outside systemd', () => {
    const outside = processFacts({ pid: 7000, startTicks: 7, cgroup: '/user.slice/session-2.scope' });
    const taken = exit(WAITS, { hasRun: false, log: [logged({ kind: 'already-running', pid: 7000 })] });
    expect(taken.verdict.kind).toBe('failed-to-start');
    expect(incidentOf(having({ process: outside }, unitChanged(WAITS), runEnded(taken)))).toBeNull();
    const before = having({}, unitChanged(WAITS), runEnded(exit(WAITS)));
    const seen = reduce(before, {
      kind: 'home-changed',
      unit: UNIT,
      home: home(null),
      process: outside,
      at: NOW + 200,
    });
    expect(incidentOf(reduce(seen, runEnded(taken)))?.phase.kind).toBe('ended');
  });

  it('is not taken for wanted because ExecStop= runs after a clean exit, as in a unit of 0.21', () => {
    const policy = { ...POLICY, restart: 'on-failure' };
    const dead = { ...DEAD, result: 'success', execMainStatus: 0, policy };
    const inExecStop = { ...dead, activeState: 'deactivating', subState: 'stop' };
    const judged = runEnded(exit(dead, { policy, end: exited(0), log: [] }));
    const state = having({}, unitChanged(inExecStop), unitChanged(dead), judged);
    expect(state.gateways[UNIT]?.stopRequested).toBe(false);
    expect(incidentOf(state)?.phase).toEqual({ kind: 'down', hasGivenUp: false });
  });

  it('ends with a stop that systemd had to finish by SIGKILL', () => {
    const at = NOW + 9000;
    const facts = {
      ...FAILED,
      invocationId: RUN_2,
      result: 'timeout',
      execMainCode: 2,
      execMainStatus: 9,
      execMainExitedAt: at,
    };
    const job = { type: 'stop', by: 'another-program' } as const;
    const end = { ...killed(9, 'timeout'), at };
    const judged = exit(facts, { invocationId: RUN_2, end, job, wasBeingStopped: true, log: [] });
    expect(judged.verdict.kind).toBe('stop-timeout');
    const before = having({}, unitChanged(WAITS), runEnded(exit(WAITS)), ...up().slice(0, 1), unitChanged(facts, at));
    const after = [runEnded(judged, at + 300), unitChanged({ ...facts, nRestarts: 1 }, at + 400)].reduce(
      reduce,
      before,
    );
    expect(incidentOf(after)?.phase.kind).toBe('ended');
  });

  it('of a crash in a stop that was asked for is told once, gives no hope lost, and ends with the reset', () => {
    const policy = { ...POLICY, startLimitBurst: 5, startLimitIntervalMs: 600_000 };
    const facts = { ...FAILED, policy, result: 'core-dump', execMainCode: 3, execMainStatus: 11 };
    const inTheStop = { activeState: 'deactivating', subState: 'stop-sigterm', policy };
    const job = { type: 'stop', by: 'another-program' } as const;
    const crash = exit(facts, { policy, job, wasBeingStopped: true, end: { ...killed(11, 'core-dump'), code: 3 } });
    expect(crash).toMatchObject({
      verdict: { kind: 'crashed' },
      isExpected: false,
      consequence: { kind: 'stays-down', why: { kind: 'on-request' } },
    });
    const told = having({}, unitChanged(inTheStop), unitChanged(facts), runEnded(crash));
    expect(incidentOf(told)).toMatchObject({ phase: { kind: 'down', hasGivenUp: false }, developments: 1 });
    const reset = reduce(told, unitChanged({ ...DEAD, policy, result: 'success' }));
    expect(incidentOf(reset)).toMatchObject({ phase: { kind: 'ended' }, developments: 1 });
  });

  it('is closed by a gateway that the main process is a wrapper of', () => {
    const at = NOW + 31_000;
    const news: AppEvent = {
      kind: 'home-changed',
      unit: UNIT,
      home: home(record({ pid: 5001, startTicks: 2000 })),
      process: processFacts({ pid: 5001, startTicks: 2000 }),
      at,
    };
    const state = having({}, unitChanged(WAITS), runEnded(exit(WAITS)), ...up().slice(0, 1), news);
    expect(incidentOf(state)?.phase).toMatchObject({ kind: 'recovered', pid: 5000 });
  });

  it('is forgotten some time after it is over', () => {
    const over = [unitChanged(WAITS), runEnded(exit(WAITS)), ...up()];
    const recoveredAt = NOW + 31_000;
    const soon: AppEvent = { kind: 'time-passed', at: recoveredAt + INCIDENT_MEMORY_MS - 1 };
    const late: AppEvent = { kind: 'time-passed', at: recoveredAt + INCIDENT_MEMORY_MS };
    expect(incidentOf(having({}, ...over, soon))).not.toBeNull();
    expect(incidentOf(having({}, ...over, late))).toBeNull();
  });
});
