import { describe, expect, it } from 'vitest';
import { glanceKind, headlineText } from '../../../main/core/gateway-text';
import type { AppState, Gateway } from '../../../main/core/state';
import type { UpdatePhase } from '../../../main/core/update-run';
import { shownStatus } from '../../../main/core/update-status';
import { appState, gateway, NOW, unitFacts } from '../../fixtures/build';
import { exitWith, REQUESTED } from '../../fixtures/exits';
import { restartRun } from '../../fixtures/restarts';
import { updateRun } from '../../fixtures/updates';

const STOPPED = unitFacts({
  activeState: 'inactive',
  subState: 'dead',
  mainPid: 0,
  execMainCode: 1,
  execMainExitedAt: NOW - 2000,
});

function shown(change: Partial<Gateway>, state: Partial<AppState>): string {
  const one = gateway(change);
  return shownStatus(appState([one], state), one, NOW).kind;
}

describe('the status of a gateway that is being updated', () => {
  it('says so with how far that is, and without it where nobody moves it', () => {
    const one = gateway();
    const status = shownStatus(appState([one], { update: updateRun() }), one, NOW);
    expect(headlineText(one, status, NOW)).toMatch(/^Updating {2}▰+▱+ {2}\d+ %$/);
    expect(headlineText(one, status, null)).toBe('Updating');
    expect(glanceKind(one, status)).toBe('updating');
  });

  it('is the update’s through each restart within it', () => {
    const update = updateRun({ phase: { kind: 'restarting', since: NOW, waitsFor: [], deadline: NOW + 1000 } });
    expect(shown({ restart: restartRun() }, { update })).toBe('updating');
    const revived = unitFacts({ activeState: 'activating', subState: 'auto-restart', mainPid: 0, stateChangedAt: NOW });
    expect(shown({ facts: revived, process: null }, { update })).toBe('updating');
  });

  it.each<[UpdatePhase, string]>([
    [{ kind: 'pre-flight', since: NOW, findings: null }, 'running'],
    [{ kind: 'snapshot', since: NOW }, 'running'],
    [{ kind: 'draining', since: NOW, agentsNow: 0 }, 'updating'],
    [{ kind: 'done', at: NOW, wasCurrent: false }, 'running'],
  ])('is its own before the drain and after the end: %j', (phase, kind) => {
    expect(shown({}, { update: updateRun({ phase }) })).toBe(kind);
  });

  it.each<[string, Partial<Gateway>, Partial<AppState>, string]>([
    ['it does not run this code', { facts: unitFacts({ unit: 'hermes-gateway-coder.service' }) }, {}, 'running'],
    [
      'somebody has stopped it meanwhile',
      { facts: STOPPED, process: null, exits: [exitWith({ ...REQUESTED, endedAt: NOW - 2000 })] },
      {},
      'stopped',
    ],
    ['there is no connection', {}, { bus: { kind: 'connecting' } }, 'no-bus'],
  ])('is its own where %s', (_name, change, state, kind) => {
    expect(shown(change, { update: updateRun(), ...state })).toBe(kind);
  });

  it('says of one that stands still that it does, while the update waits for its agents', () => {
    const still = { silentSince: NOW - 60_000 };
    const draining = updateRun({ phase: { kind: 'draining', since: NOW, agentsNow: 1 } });
    expect(shown(still, { update: draining })).toBe('frozen');
    expect(shown(still, { update: updateRun() })).toBe('updating');
  });
});
