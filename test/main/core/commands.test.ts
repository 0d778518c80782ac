import { describe, expect, it } from 'vitest';
import { type Command, canRun, commandSchema } from '../../../main/core/commands';
import { NO_FILTER } from '../../../main/core/log-view';
import type { Gateway } from '../../../main/core/state';
import { appState, gateway, home, NOW, processFacts, record, UNIT, unitFacts } from '../../fixtures/build';

const DOWN = { mainPid: 0 };
const units: Record<string, Partial<Gateway>> = {
  running: {},
  stopped: { facts: unitFacts({ ...DOWN, activeState: 'inactive', subState: 'dead' }), process: null },
  failed: { facts: unitFacts({ ...DOWN, activeState: 'failed', subState: 'failed' }), process: null },
  waiting: { facts: unitFacts({ ...DOWN, activeState: 'activating', subState: 'auto-restart' }), process: null },
  stopping: { facts: unitFacts({ activeState: 'deactivating', subState: 'stop-sigterm' }) },
  booting: { facts: unitFacts({ activeState: 'activating', subState: 'start-pre' }), home: home(null), process: null },
  'not there': { facts: unitFacts({ ...DOWN, activeState: 'inactive', loadState: 'not-found' }), process: null },
  masked: { facts: unitFacts({ ...DOWN, activeState: 'inactive', loadState: 'masked' }), process: null },
  outside: {
    facts: unitFacts({ ...DOWN, activeState: 'inactive', subState: 'dead' }),
    process: processFacts({ pid: 7, cgroup: '/' }),
  },
  'started beside one outside': { process: processFacts({ pid: 7, cgroup: '/' }) },
  'being stopped by us': { operation: { kind: 'stop', startedAt: NOW } },
  draining: { home: home(record({ gatewayState: 'draining' })) },
};

const COMMANDS: readonly Command[] = [
  { kind: 'start', unit: UNIT },
  { kind: 'stop', unit: UNIT, isConfirmed: false },
  { kind: 'restart', unit: UNIT, mode: 'now', isConfirmed: false },
];

function allowed(change: Partial<Gateway>): string[] {
  const state = appState([gateway(change)]);
  return COMMANDS.filter((command) => canRun(state, command, NOW).ok).map(({ kind }) => kind);
}

describe('canRun', () => {
  it.each([
    ['running', ['stop', 'restart']],
    ['stopped', ['start']],
    ['failed', ['start']],
    ['waiting', ['start', 'stop']],
    ['stopping', []],
    ['booting', ['stop']],
    ['not there', []],
    ['masked', []],
    ['outside', []],
    ['started beside one outside', ['stop']],
    ['being stopped by us', []],
    ['draining', ['stop', 'restart']],
  ])('for a gateway that is %s allows %j', (name, expected) => {
    expect(allowed(units[name] ?? {})).toEqual(expected);
  });

  it('says why not', () => {
    const reason = (change: Partial<Gateway>) =>
      canRun(appState([gateway(change)]), { kind: 'start', unit: UNIT }, NOW);
    expect(reason(units['outside'] ?? {})).toEqual({
      ok: false,
      reason: 'a gateway of this home already runs outside systemd (PID 7)',
    });
    expect(reason(units['masked'] ?? {})).toEqual({ ok: false, reason: 'hermes-gateway.service is masked' });
  });

  it('allows nothing on a unit while systemd cannot be reached', () => {
    const bus = { kind: 'lost', reason: 'gone', since: NOW, retryAt: null } as const;
    expect(canRun(appState([gateway()], { bus }), { kind: 'stop', unit: UNIT, isConfirmed: false }, NOW).ok).toBe(
      false,
    );
  });

  it('knows no unit that is not there', () => {
    expect(canRun(appState([]), { kind: 'stop', unit: UNIT, isConfirmed: false }, NOW)).toEqual({
      ok: false,
      reason: 'there is no gateway unit hermes-gateway.service',
    });
  });

  it('opens a log of a gateway whose home is known, and the journal of any', () => {
    const open = (source: 'agent' | 'journal', change: Partial<Gateway> = {}) =>
      canRun(appState([gateway(change)]), { kind: 'open-log', unit: UNIT, source, filter: NO_FILTER }, NOW).ok;
    expect([open('agent', { home: null }), open('journal', { home: null })]).toEqual([false, true]);
    expect(canRun(appState([gateway({ home: null })]), { kind: 'view-log', unit: UNIT }, NOW).ok).toBe(true);
    expect(canRun(appState([]), { kind: 'view-log', unit: UNIT }, NOW).ok).toBe(false);
  });

  it('always lets a person open the window and leave', () => {
    const state = appState([], { bus: { kind: 'connecting' } });
    expect(canRun(state, { kind: 'quit' }, NOW).ok).toBe(true);
    expect(canRun(state, { kind: 'show-window' }, NOW).ok).toBe(true);
  });
});

describe('commandSchema', () => {
  it.each([
    [{ kind: 'stop', unit: UNIT, isConfirmed: false }, true],
    [{ kind: 'stop', unit: '../../etc/passwd' }, false],
    [{ kind: 'view-log', unit: UNIT }, true],
    [{ kind: 'view-log', unit: UNIT, at: NOW }, true],
    [{ kind: 'view-log', unit: UNIT, at: 'yesterday' }, false],
    [{ kind: 'reveal-log', unit: UNIT, source: 'errors' }, true],
    [{ kind: 'reveal-log', unit: UNIT, source: 'journal' }, false],
    [{ kind: 'stop' }, false],
    [{ kind: 'rm', unit: UNIT }, false],
    [null, false],
  ])('takes %j: %s', (value, ok) => {
    expect(commandSchema.safeParse(value).success).toBe(ok);
  });
});
