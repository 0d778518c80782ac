import { describe, expect, it } from 'vitest';
import { recordFlight } from '../../../main/app/record-flight';
import { createStore } from '../../../main/app/store';
import type { AppEvent } from '../../../main/core/events';
import { exitOfRun } from '../../../main/core/exit-of-run';
import { createFakeClock } from '../../fakes/fake-clock';
import { createFakeFlightRecorder } from '../../fakes/fake-flight-recorder';
import { home, NOW, processFacts, record, UNIT, unitFacts } from '../../fixtures/build';
import { killed, run } from '../../fixtures/runs';

const RUN_2 = 'b'.repeat(32);
const WAITS = unitFacts({
  activeState: 'activating',
  subState: 'auto-restart',
  mainPid: 0,
  result: 'signal',
  execMainCode: 2,
  execMainStatus: 9,
});

function createFlight() {
  const recorder = createFakeFlightRecorder(createFakeClock(NOW));
  const store = createStore();
  const stop = recordFlight(store, recorder);
  const dispatch = (...events: readonly AppEvent[]) => {
    for (const event of events) store.dispatch(event);
  };
  dispatch({ kind: 'bus-changed', bus: { kind: 'connected' } }, { kind: 'unit-changed', facts: unitFacts(), at: NOW });
  return { dispatch, stop, kinds: () => recorder.records.map((one) => one.kind), records: recorder.records };
}

const says = (gatewayState: string, pid: number, activeAgents = 0): AppEvent => ({
  kind: 'home-changed',
  unit: UNIT,
  home: home(record({ pid, gatewayState, activeAgents }), {
    pidFile: { kind: 'read', value: { pid, startTicks: 1000 }, writtenAt: NOW },
  }),
  process: processFacts({ pid }),
  at: NOW,
});

function isKilled(): readonly AppEvent[] {
  const exit = exitOfRun(run({ end: killed(9) }), WAITS);
  if (exit === null) throw new Error('the fixture has not ended');
  return [
    { kind: 'unit-changed', facts: WAITS, at: NOW },
    { kind: 'run-ended', exit, at: NOW },
  ];
}

describe('the flight recorder’s writer', () => {
  it('writes each phase of an incident, once', () => {
    const flight = createFlight();
    const [ended, judged] = isKilled();
    if (ended === undefined || judged === undefined) throw new Error('the fixture is empty');
    flight.dispatch(ended, judged, ended);
    const facts = unitFacts({ invocationId: RUN_2, mainPid: 5000, execMainStartedAt: NOW });
    flight.dispatch({ kind: 'unit-changed', facts, at: NOW }, says('running', 5000), says('running', 5000));
    expect(flight.records.map((one) => (one.kind === 'incident' ? one.phase : one.kind))).toEqual([
      'reviving',
      'starting',
      'recovered',
    ]);
  });

  it('writes down a drain and how many agents it began with, whoever asked for it', () => {
    const flight = createFlight();
    const { pid } = record();
    flight.dispatch(says('running', pid ?? 0, 2), says('draining', pid ?? 0, 2), says('draining', pid ?? 0, 1));
    expect(flight.records.map(({ at, ...rest }) => rest)).toEqual([{ kind: 'drain', unit: UNIT, agents: 2 }]);
  });

  it('writes nothing of a gateway that simply runs, and nothing when it has ended', () => {
    const flight = createFlight();
    flight.dispatch(says('running', record().pid ?? 0));
    flight.stop();
    flight.dispatch(...isKilled());
    expect(flight.kinds()).toEqual([]);
  });
});
