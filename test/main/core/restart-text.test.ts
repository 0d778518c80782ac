import { describe, expect, it } from 'vitest';
import type { RestartPhase } from '../../../main/core/restart-run';
import { restartBar, restartLine } from '../../../main/core/restart-text';
import { NOW } from '../../fixtures/build';
import { restartRun } from '../../fixtures/restarts';

const DRAINING = { kind: 'draining', since: NOW, agentsFewest: 1, deadline: NOW + 40_100, asked: 'done' } as const;
const WAITING = { kind: 'waiting', since: NOW, deadline: NOW + 60_000, asked: 'not-yet' } as const;

describe('restartLine', () => {
  it.each<[string, RestartPhase]>([
    ['Waiting for 2 agents to finish', { kind: 'waiting-for-idle', agentsNow: 2, agentsFewest: 2, requestedAt: null }],
    ['Waiting for 1 agent to finish', { kind: 'waiting-for-idle', agentsNow: 1, agentsFewest: 1, requestedAt: NOW }],
    ['No agent is at work', { kind: 'waiting-for-idle', agentsNow: 0, agentsFewest: 0, requestedAt: NOW }],
    [
      'Waiting until no agent is at work',
      { kind: 'waiting-for-idle', agentsNow: null, agentsFewest: null, requestedAt: null },
    ],
    ['Draining: 1 of 2 agents left · ≤ 41 s', { ...DRAINING, agentsNow: 1 }],
    ['Draining: 3 agents left · ≤ 41 s', { ...DRAINING, agentsNow: 3 }],
    ['Draining', { ...DRAINING, agentsNow: null, deadline: NOW }],
    ['The old process ends · ≤ 12 s', { kind: 'exiting', since: NOW, deadline: NOW + 12_000, asked: 'done' }],
    ['systemd starts it in ≈ 4 s', { ...WAITING, systemdRestartAt: NOW + 4500 }],
    ['systemd starts it now', { ...WAITING, systemdRestartAt: NOW - 10 }],
    ['Waiting for the new process', { ...WAITING, systemdRestartAt: null }],
    ['systemd starts the new process', { ...WAITING, systemdRestartAt: NOW + 4500, asked: 'under-way' }],
    ['Starting (PID 4711) · ≤ 3 min', { kind: 'starting', since: NOW, pid: 4711, deadline: NOW + 121_000 }],
    ['Restarted in 8 s (PID 4711)', { kind: 'ready', at: NOW, pid: 4711, tookMs: 8400 }],
    ['The restart was cancelled', { kind: 'cancelled', at: NOW, because: 'asked' }],
    [
      'The restart was given up: another program stopped the gateway',
      { kind: 'cancelled', at: NOW, because: 'stopped' },
    ],
    [
      'it did not end. Look into the log.',
      { kind: 'failed', at: NOW, in: 'exiting', reason: 'it did not end', hint: 'Look into the log.' },
    ],
  ])('says "%s"', (text, phase) => {
    expect(restartLine(restartRun({ phase }), NOW)).toBe(text);
  });
});

describe('restartBar', () => {
  it.each([
    [0, '▱▱▱▱▱▱▱▱▱▱  0 %'],
    [0.529, '▰▰▰▰▰▱▱▱▱▱  52 %'],
    [0.999, '▰▰▰▰▰▰▰▰▰▱  99 %'],
  ])('of %d is %s', (progressFloor, bar) => {
    const phase = { kind: 'waiting-for-idle', agentsNow: 2, agentsFewest: 2, requestedAt: null } as const;
    expect(restartBar(restartRun({ mode: 'when-idle', phase, progressFloor }), NOW)).toBe(bar);
  });

  it('is full when the new process runs', () => {
    const phase = { kind: 'ready', at: NOW, pid: 1, tookMs: 1 } as const;
    expect(restartBar(restartRun({ phase }), NOW)).toBe('▰▰▰▰▰▰▰▰▰▰  100 %');
  });
});
