import { describe, expect, it } from 'vitest';
import { reduce } from '../../../main/core/reducer';
import { type AppState, RESTART_MEMORY_MS } from '../../../main/core/state';
import { appState, gateway, home, NOW, processFacts, record, UNIT, unitFacts } from '../../fixtures/build';

function only(state: AppState) {
  const one = state.gateways[UNIT];
  if (one === undefined) throw new Error(`no ${UNIT} in the state`);
  return one;
}

describe('reduce', () => {
  it('makes a gateway of the first facts of a unit', () => {
    const state = reduce(appState([]), { kind: 'unit-changed', facts: unitFacts(), at: NOW });
    expect(only(state)).toMatchObject({ unit: UNIT, home: null, process: null, operation: null, failure: null });
    expect(state.revision).toBe(1);
  });

  it('gives back the same state when the facts say nothing new', () => {
    const before = appState([gateway()]);
    expect(reduce(before, { kind: 'unit-changed', facts: unitFacts(), at: NOW + 1 })).toBe(before);
    expect(reduce(before, { kind: 'bus-changed', bus: { kind: 'connected' } })).toBe(before);
    expect(reduce(before, { kind: 'units-listed', units: [UNIT, 'other.service'] })).toBe(before);
    const homeChanged = {
      kind: 'home-changed',
      unit: UNIT,
      home: home(record()),
      process: processFacts(),
      at: NOW,
    } as const;
    expect(reduce(before, homeChanged)).toBe(before);
  });

  it('forgets a gateway that is not listed any more', () => {
    const state = reduce(appState([gateway()]), { kind: 'units-listed', units: [] });
    expect(state.gateways).toEqual({});
  });

  it('says that it has looked, though nothing was found', () => {
    const state = reduce(appState([], { discovered: false }), { kind: 'units-listed', units: [] });
    expect(state.discovered).toBe(true);
  });

  it('does not take the process of the last run for that of the next', () => {
    const state = reduce(appState([gateway()]), { kind: 'unit-changed', facts: unitFacts({ mainPid: 99 }), at: NOW });
    expect(only(state).process).toBeNull();
  });

  it('keeps a process outside the unit when the unit changes', () => {
    const outside = processFacts({ pid: 777, cgroup: '/elsewhere' });
    const before = appState([gateway({ process: outside, facts: unitFacts({ mainPid: 0 }) })]);
    expect(only(reduce(before, { kind: 'unit-changed', facts: unitFacts(), at: NOW })).process).toBe(outside);
  });

  it('remembers automatic restarts for a while', () => {
    let state = appState([gateway()]);
    state = reduce(state, { kind: 'unit-changed', facts: unitFacts({ nRestarts: 2 }), at: NOW });
    state = reduce(state, { kind: 'unit-changed', facts: unitFacts({ nRestarts: 3 }), at: NOW + 1000 });
    expect(only(state).automaticRestarts).toEqual([NOW, NOW, NOW + 1000]);
    const later = NOW + RESTART_MEMORY_MS + 500;
    state = reduce(state, { kind: 'unit-changed', facts: unitFacts({ nRestarts: 4 }), at: later });
    expect(only(state).automaticRestarts).toEqual([NOW + 1000, later]);
  });

  it('does not count restarts that the gateway asked for', () => {
    const exited = unitFacts({
      activeState: 'activating',
      subState: 'auto-restart',
      execMainCode: 1,
      execMainStatus: 75,
    });
    let state = appState([gateway({ facts: exited })]);
    state = reduce(state, { kind: 'unit-changed', facts: unitFacts({ nRestarts: 1 }), at: NOW });
    expect(only(state).automaticRestarts).toEqual([]);
  });

  it('knows a loop that it meets in the middle', () => {
    const looping = unitFacts({ activeState: 'activating', subState: 'auto-restart', nRestarts: 4 });
    const state = reduce(appState([]), { kind: 'unit-changed', facts: looping, at: NOW });
    expect(only(state).automaticRestarts).toEqual([NOW, NOW, NOW, NOW]);
  });

  it('forgets automatic restarts when somebody starts the unit by hand', () => {
    const looping = gateway({ facts: unitFacts({ nRestarts: 5 }), automaticRestarts: [NOW, NOW, NOW] });
    const state = reduce(appState([looping]), { kind: 'unit-changed', facts: unitFacts({ nRestarts: 0 }), at: NOW });
    expect(only(state).automaticRestarts).toEqual([]);
  });

  it('knows a requested stop by the way it took', () => {
    const stopping = unitFacts({ activeState: 'deactivating', subState: 'stop-sigterm' });
    const failed = unitFacts({ activeState: 'failed', subState: 'failed', mainPid: 0, result: 'exit-code' });
    let state = reduce(appState([gateway()]), { kind: 'unit-changed', facts: stopping, at: NOW });
    state = reduce(state, { kind: 'unit-changed', facts: failed, at: NOW });
    expect(only(state).stopRequested).toBe(true);
    state = reduce(state, { kind: 'unit-changed', facts: unitFacts({ mainPid: 2 }), at: NOW });
    expect(only(state).stopRequested).toBe(false);
  });

  it('does not take a death for a requested stop', () => {
    const dead = unitFacts({ activeState: 'deactivating', subState: 'stop-post', mainPid: 0 });
    expect(only(reduce(appState([gateway()]), { kind: 'unit-changed', facts: dead, at: NOW })).stopRequested).toBe(
      false,
    );
  });

  it('keeps the failure of a command until the next command or the next run', () => {
    let state = appState([gateway()]);
    state = reduce(state, { kind: 'operation-started', unit: UNIT, operation: 'stop', at: NOW });
    expect(only(state).operation).toEqual({ kind: 'stop', startedAt: NOW });
    state = reduce(state, { kind: 'operation-ended', unit: UNIT, failure: 'it did not', at: NOW + 5 });
    expect(only(state).operation).toBeNull();
    expect(only(state).failure).toMatchObject({ operation: 'stop', message: 'it did not', at: NOW + 5 });
    const nextRun = { kind: 'unit-changed', facts: unitFacts({ invocationId: 'b'.repeat(32) }), at: NOW } as const;
    expect(only(reduce(state, nextRun)).failure).toBeNull();
    const again = { kind: 'operation-started', unit: UNIT, operation: 'start', at: NOW } as const;
    expect(only(reduce(state, again)).failure).toBeNull();
  });

  it('ignores what it is told of a gateway that is gone', () => {
    const empty = appState([]);
    expect(reduce(empty, { kind: 'operation-ended', unit: UNIT, failure: null, at: NOW })).toBe(empty);
    expect(reduce(empty, { kind: 'home-changed', unit: UNIT, home: home(null), process: null, at: NOW })).toBe(empty);
  });
});
