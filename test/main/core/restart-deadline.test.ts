import { describe, expect, it } from 'vitest';
import { deadlineText, restartSteps } from '../../../main/core/restart-deadline';
import type { RestartRun } from '../../../main/core/restart-run';
import { NOW } from '../../fixtures/build';
import { restartRun } from '../../fixtures/restarts';

const draining = restartRun();
const exiting: RestartRun['phase'] = { kind: 'exiting', since: NOW, deadline: NOW + 100_000, asked: 'done' };
const starting: RestartRun['phase'] = { kind: 'starting', since: NOW, pid: 7, deadline: NOW + 60_000 };
const limited = { timeoutStopMs: 90_000 };

describe('the deadline of a restart', () => {
  it('is Hermes’ own while it drains, and none when it cleans up', () => {
    expect(deadlineText(draining, limited)).toMatch(/^What is left at \d\d:\d\d:\d\d is interrupted by Hermes$/);
    expect(deadlineText(restartRun({ phase: exiting }), limited)).toBeNull();
  });

  it('of one that systemd stops is TimeoutStopSec=, from the stop on', () => {
    const now = restartRun({ mode: 'now', phase: exiting });
    const at = new Date(NOW + 90_000).toTimeString().slice(0, 8);
    expect(deadlineText(now, limited)).toBe(`systemd kills it at ${at} if it is still there`);
    expect(deadlineText(now, { timeoutStopMs: null })).toContain('TimeoutStopSec=infinity');
  });

  it('is over with the old process', () => {
    expect(deadlineText(restartRun({ mode: 'now', phase: starting }), limited)).toBeNull();
  });
});

describe('the steps of a restart', () => {
  it('begin with the drain, where there is one', () => {
    expect(restartSteps(draining)).toEqual({
      steps: ['draining', 'exiting', 'waiting', 'starting'],
      current: 'draining',
    });
    expect(restartSteps(restartRun({ mode: 'now', phase: starting }))).toEqual({
      steps: ['exiting', 'waiting', 'starting'],
      current: 'starting',
    });
  });

  it('are all to come while it waits until nobody works', () => {
    const phase: RestartRun['phase'] = { kind: 'waiting-for-idle', agentsNow: 1, agentsFewest: 1, requestedAt: NOW };
    expect(restartSteps(restartRun({ mode: 'when-idle', phase })).current).toBeNull();
  });
});
