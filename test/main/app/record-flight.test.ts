import { describe, expect, it } from 'vitest';
import { recordFlight } from '../../../main/app/record-flight';
import { createStore } from '../../../main/app/store';
import type { AppEvent } from '../../../main/core/events';
import type { GatewayRecord } from '../../../main/core/gateway-record';
import type { UnitFacts } from '../../../main/core/unit-facts';
import { createFakeClock } from '../../fakes/fake-clock';
import { createFakeFlightRecorder } from '../../fakes/fake-flight-recorder';
import { CONNECTED, home, NOW, POLICY, processFacts, record, UNIT, unitFacts } from '../../fixtures/build';
import { exitWith, incidentWith, LEFT_DOWN, REQUESTED } from '../../fixtures/exits';

const RUN_2 = 'b'.repeat(32);
const RUN_3 = 'c'.repeat(32);
const ID = `${UNIT}@${NOW - 2000}`;
const WAITS = { activeState: 'activating', subState: 'auto-restart', mainPid: 0, execMainCode: 1 } as const;
const DEAD = { ...WAITS, activeState: 'inactive', subState: 'dead' } as const;

function createScene() {
  const clock = createFakeClock(NOW);
  const recorder = createFakeFlightRecorder(clock);
  const store = createStore();
  const say = (...events: readonly AppEvent[]) => {
    for (const event of events) store.dispatch(event);
  };
  const facts = (change: Partial<UnitFacts> = {}): AppEvent => ({
    kind: 'unit-changed',
    facts: unitFacts(change),
    at: clock.now(),
  });
  say({ kind: 'bus-changed', bus: CONNECTED }, facts());
  const stop = recordFlight(store, recorder);
  return {
    say,
    facts,
    stop,
    says(pid: number, change: Partial<GatewayRecord> = {}) {
      const stateFile = record({ pid, startTicks: pid, ...change });
      const process = processFacts({ pid, startTicks: pid });
      say({ kind: 'home-changed', unit: UNIT, home: home(stateFile), process, at: clock.now() });
    },
    ended: (change: Parameters<typeof exitWith>[0] = {}) =>
      say({ kind: 'run-ended', exit: exitWith(change), at: clock.now() }),
    written: () => recorder.records.map(({ at: _at, unit: _unit, ...event }: Record<string, unknown>) => event),
  };
}

const incident = (phase: string, exits = 1) => ({ kind: 'incident', id: ID, phase, exits });

describe('recordFlight', () => {
  it('writes an exit down again that was to be followed by a run, and was not', () => {
    const scene = createScene();
    const restart = 'on-failure';
    const policy = { ...POLICY, restart, restartForceExitStatus: [] };
    scene.say(scene.facts({ ...DEAD, execMainStatus: 75, policy }));
    const wanted = { verdict: { kind: 'planned-restart', by: 'us' }, isExpected: true, result: 'success' } as const;
    scene.ended({ ...wanted, status: 75 });
    const consequence = { kind: 'stays-down', why: { kind: 'restart-policy', restart } } as const;
    const turned = exitWith({ ...wanted, status: 75, isExpected: false, consequence });
    expect(scene.written()).toEqual([{ kind: 'run-ended', exit: turned }, incident('down')]);
  });

  it('writes each phase of an incident once, from the fall to the recovery', () => {
    const scene = createScene();
    scene.say(scene.facts(WAITS));
    scene.ended();
    scene.say(scene.facts({ ...WAITS, stateChangedAt: NOW + 10 }));
    scene.say(scene.facts({ invocationId: RUN_2, mainPid: 5000 }));
    scene.says(5000);
    scene.says(5000, { activeAgents: 2 });
    expect(scene.written()).toEqual([incident('reviving'), incident('starting'), incident('recovered')]);
  });

  it('counts the falls of one that keeps falling', () => {
    const scene = createScene();
    scene.say(scene.facts(WAITS));
    scene.ended();
    scene.say(scene.facts({ invocationId: RUN_2, mainPid: 5000 }));
    scene.say(scene.facts({ ...WAITS, invocationId: RUN_2, execMainExitedAt: NOW }));
    scene.ended({ invocationId: RUN_2, endedAt: NOW });
    scene.say(scene.facts({ invocationId: RUN_3, mainPid: 6000 }));
    scene.say(scene.facts({ ...DEAD, invocationId: RUN_3, execMainExitedAt: NOW + 1 }));
    scene.ended({ ...LEFT_DOWN, invocationId: RUN_3, endedAt: NOW + 1 });
    const phases = scene.written().map(({ phase, exits }) => `${phase} ${exits}`);
    expect(phases).toEqual(['reviving 1', 'starting 1', 'reviving 2', 'starting 2', 'down 3']);
  });

  it('writes a fall that was got over before it was judged, as the one before it was', () => {
    const scene = createScene();
    scene.say(scene.facts(WAITS));
    scene.ended();
    scene.say(scene.facts({ invocationId: RUN_2, mainPid: 5000 }));
    scene.says(5000);
    scene.say(scene.facts({ ...WAITS, invocationId: RUN_2, execMainExitedAt: NOW }));
    scene.say(scene.facts({ invocationId: RUN_3, mainPid: 6000 }));
    scene.says(6000);
    scene.ended({ invocationId: RUN_2, endedAt: NOW });
    expect(scene.written().slice(-2)).toEqual([incident('recovered'), incident('recovered', 2)]);
  });

  it('leaves most falls of a long loop out, but not what it comes to', () => {
    const scene = createScene();
    const loops = { ...WAITS, nRestarts: 33 };
    scene.say(scene.facts(loops));
    scene.ended();
    scene.say(scene.facts({ invocationId: RUN_2, mainPid: 5000, nRestarts: 33 }));
    expect(scene.written()).toEqual([]);
    scene.say(scene.facts({ ...DEAD, invocationId: RUN_2, execMainExitedAt: NOW + 1, nRestarts: 33 }));
    scene.ended({ ...LEFT_DOWN, invocationId: RUN_2, endedAt: NOW + 1 });
    expect(scene.written()).toEqual([incident('down', 2)]);
  });

  it('writes nothing of an end that was asked for', () => {
    const scene = createScene();
    scene.say(scene.facts(DEAD));
    scene.ended(REQUESTED);
    expect(scene.written()).toEqual([]);
  });

  it('does not write again what it was told by its own file, only what came of it', () => {
    const scene = createScene();
    scene.say(scene.facts(DEAD), {
      kind: 'past-restored',
      unit: UNIT,
      exits: [exitWith(LEFT_DOWN)],
      incident: incidentWith({ kind: 'down', hasGivenUp: false }, { exit: exitWith(LEFT_DOWN), toldPhase: 'down' }),
    });
    expect(scene.written()).toEqual([]);
    scene.say(scene.facts({ invocationId: RUN_2, mainPid: 5000 }));
    scene.says(5000);
    expect(scene.written()).toEqual([incident('starting'), incident('recovered')]);
  });

  it('writes a drain once, with the agents that it begins with', () => {
    const scene = createScene();
    scene.says(48213);
    scene.says(48213, { gatewayState: 'draining', activeAgents: 2 });
    scene.says(48213, { gatewayState: 'draining', activeAgents: 1 });
    expect(scene.written()).toEqual([{ kind: 'drain', agents: 2 }]);
    scene.says(48213, { gatewayState: 'running', activeAgents: 0 });
    scene.says(48213, { gatewayState: 'draining', activeAgents: null });
    expect(scene.written().slice(1)).toEqual([{ kind: 'drain', agents: null }]);
  });

  it('writes nothing any more once it has ended', () => {
    const scene = createScene();
    scene.stop();
    scene.say(scene.facts(DEAD));
    scene.ended(LEFT_DOWN);
    expect(scene.written()).toEqual([]);
  });
});
