import { describe, expect, it } from 'vitest';
import type { FlightRecord } from '../../../main/core/flight-record';
import { type AskedRestart, openRestarts, resumeRestart } from '../../../main/core/restart-resume';
import type { RestartMode } from '../../../main/core/restart-run';
import type { Gateway } from '../../../main/core/state';
import { NOW, UNIT, unitFacts } from '../../fixtures/build';
import { gatewayOf, NEW_RUN, OLD_RUN } from '../../fixtures/restart-play';

const asked = (mode: RestartMode, at = NOW - 30_000): AskedRestart => ({
  kind: 'restart-asked',
  at,
  unit: UNIT,
  mode,
  invocationId: OLD_RUN,
});
const DRAINING = { gatewayState: 'draining', restartRequested: true, activeAgents: 1 };
const hour = (hours: number) => NOW - hours * 3_600_000;
const down = (status: number, exitedAt = NOW - 5000): Gateway => ({
  ...gatewayOf('0.21'),
  process: null,
  facts: unitFacts({
    mainPid: 0,
    activeState: 'inactive',
    subState: 'dead',
    execMainCode: 1,
    execMainStatus: status,
    execMainExitedAt: exitedAt,
  }),
});
const renewed = (change: Parameters<typeof gatewayOf>[1] = {}): Gateway => {
  const gateway = gatewayOf('0.21', change);
  return { ...gateway, facts: { ...gateway.facts, invocationId: NEW_RUN, execMainStartedAt: NOW - 10_000 } };
};

describe('openRestarts', () => {
  it('are those of whose end nothing is known', () => {
    const ended: FlightRecord = {
      kind: 'restart-ended',
      at: NOW,
      unit: 'other.service',
      outcome: 'ready',
      tookMs: 1,
      reason: null,
    };
    const records = [{ ...asked('now'), unit: 'other.service' }, asked('graceful'), ended, asked('now')];
    expect([...openRestarts(records)]).toEqual([[UNIT, asked('now')]]);
  });
});

describe('resumeRestart', () => {
  it.each<[string, AskedRestart, Gateway, string]>([
    ['a drain goes on', asked('graceful'), gatewayOf('0.21', DRAINING), 'draining'],
    [
      'a wait for turns goes on that the gateway does not call a drain',
      asked('graceful'),
      gatewayOf('0.21', { ...DRAINING, gatewayState: 'running' }),
      'draining',
    ],
    ['a wait goes on', asked('when-idle'), gatewayOf('0.19', { activeAgents: 1 }), 'waiting-for-idle'],
    [
      'a wait goes on after a day',
      asked('when-idle', hour(24)),
      gatewayOf('0.19', { activeAgents: 1 }),
      'waiting-for-idle',
    ],
    ['a wait that has come to its drain', asked('when-idle'), gatewayOf('0.19', DRAINING), 'draining'],
    [
      'a drain goes on after hours where Hermes waits that long for its turns (0.20)',
      asked('graceful', hour(5)),
      gatewayOf('0.21', { ...DRAINING, codeVersion: '0.20.4' }),
      'draining',
    ],
    ['an end goes on', asked('graceful'), gatewayOf('0.21', { gatewayState: 'stopped' }), 'exiting'],
    [
      'a stop by systemd goes on',
      asked('now'),
      { ...gatewayOf('0.21'), facts: unitFacts({ activeState: 'deactivating', subState: 'stop-sigterm' }) },
      'exiting',
    ],
    ['the next process starts', asked('graceful'), renewed({ gatewayState: 'starting' }), 'waiting'],
    ['the next process runs', asked('graceful'), renewed(), 'ready'],
    ['it lies still since a moment ago, having exited 75', asked('graceful'), down(75), 'waiting'],
  ])('%s', (_what, record, gateway, phase) => {
    expect(resumeRestart(record, gateway, NOW)).toMatchObject({ kind: 'run', run: { phase: { kind: phase } } });
  });

  it.each<[string, AskedRestart, Gateway]>([
    ['too long ago', asked('graceful', hour(2)), gatewayOf('0.21', DRAINING)],
    ['beyond its limits', asked('graceful', hour(7)), gatewayOf('0.21', { ...DRAINING, codeVersion: '0.20.4' })],
    ['never told to the gateway', asked('graceful'), gatewayOf('0.21')],
    ['never told to systemd', asked('now'), gatewayOf('0.21')],
    ['of a gateway that somebody may have stopped', asked('graceful'), down(0)],
    ['of a gateway that has been down for long', asked('graceful', hour(0.5)), down(75, hour(0.4))],
  ])('is over for one that was %s', (_what, record, gateway) => {
    expect(resumeRestart(record, gateway, NOW).kind).toBe('over');
  });

  it('does not count the time that nobody watched', () => {
    const resumed = resumeRestart(asked('graceful'), renewed(), NOW);
    expect(resumed).toMatchObject({ run: { phase: { at: NOW - 10_000, tookMs: 20_000 } } });
  });
});
