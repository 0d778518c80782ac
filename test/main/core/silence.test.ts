import { describe, expect, it } from 'vitest';
import { gatewayStatus } from '../../../main/core/gateway-status';
import { canRestart } from '../../../main/core/permissions';
import { isNewBeat, isSamePulse, pulseOf, quietSince } from '../../../main/core/silence';
import type { Gateway } from '../../../main/core/state';
import { statusDetails, statusText } from '../../../main/core/status-text';
import {
  appState,
  CONNECTED,
  gateway,
  home,
  NOW,
  PID,
  POLICY,
  processFacts,
  record,
  UNIT,
  unitFacts,
} from '../../fixtures/build';

const SOCKET = '/home/ada/.hermes/gateway.sock';
const BEAT = { pid: PID, at: NOW - 20_000 };
const STARTED = NOW - 3_600_000;

function beating(change: Partial<Gateway> = {}): Gateway {
  return gateway({ home: home(record(), { heartbeat: BEAT, controlSocket: SOCKET }), ...change });
}

describe('the pulse', () => {
  it('is of a gateway that is up and writes a heartbeat', () => {
    expect(pulseOf(beating(), CONNECTED, null)).toEqual({
      pid: PID,
      beatAt: NOW - 20_000,
      countsFrom: STARTED,
      controlSocket: SOCKET,
    });
  });

  it('counts from the end of a suspend, not through it', () => {
    expect(pulseOf(beating(), CONNECTED, NOW - 5000)?.countsFrom).toBe(NOW - 5000);
    expect(pulseOf(beating(), CONNECTED, STARTED - 5000)?.countsFrom).toBe(STARTED);
  });

  it.each(['running', 'draining', 'degraded'])('is there while it says %s', (gatewayState) => {
    const up = beating({ home: home(record({ gatewayState }), { heartbeat: BEAT }) });
    expect(pulseOf(up, CONNECTED, null)).toMatchObject({ pid: PID, controlSocket: null });
  });

  const absent: readonly [string, Gateway][] = [
    ['of a version without a heartbeat', beating({ home: home(record()) })],
    ['with an earlier process’ heartbeat', beating({ home: home(record(), { heartbeat: { pid: 3, at: NOW } }) })],
    ['that starts', beating({ home: home(record({ gatewayState: 'starting' }), { heartbeat: BEAT }) })],
    ['that has said its last', beating({ home: home(record({ gatewayState: 'stopped' }), { heartbeat: BEAT }) })],
    ['whose record is an earlier process’', beating({ home: home(record({ pid: 3 }), { heartbeat: BEAT }) })],
    ['without files', beating({ home: null })],
    ['whose folder can’t be read', beating({ home: home(record(), { heartbeat: BEAT, problem: 'not allowed' }) })],
    ['without a process', beating({ facts: unitFacts({ mainPid: 0, activeState: 'inactive', subState: 'dead' }) })],
    ['that is being stopped', beating({ facts: unitFacts({ activeState: 'deactivating', subState: 'stop-sigterm' }) })],
    ['outside its unit', beating({ process: processFacts({ pid: 99, cgroup: '/user.slice/session-1.scope' }) })],
  ];
  it.each(absent)('is not judged of a gateway %s', (_what, one) => {
    expect(pulseOf(one, CONNECTED, null)).toBeNull();
  });

  it.each([
    { kind: 'connecting' },
    { kind: 'lost', reason: 'gone', since: NOW, retryAt: NOW },
    { kind: 'silent', reason: 'no answer', since: NOW },
  ] as const)('is not judged while the bus is $kind', (bus) => {
    expect(pulseOf(beating(), bus, null)).toBeNull();
  });

  const pulse = { pid: 1, beatAt: 100, countsFrom: 50, controlSocket: SOCKET };
  it.each([
    [{}, false, true],
    [{ beatAt: 101 }, true, false],
    [{ beatAt: 99 }, true, false],
    [{ pid: 2 }, true, false],
    [{ countsFrom: 60 }, false, false],
    [{ controlSocket: null }, false, false],
  ])('with %o: a new beat is %s, the same is %s', (change, isNew, isSame) => {
    expect(isNewBeat(pulse, { ...pulse, ...change })).toBe(isNew);
    expect(isSamePulse(pulse, { ...pulse, ...change })).toBe(isSame);
  });

  it('is quiet since its last beat, or since what came after that', () => {
    expect(quietSince(pulse)).toBe(100);
    expect(quietSince({ ...pulse, countsFrom: 130 })).toBe(130);
  });
});

describe('a gateway that does not respond', () => {
  const frozen = beating({ silentSince: NOW - 95_000 });
  const status = (one: Gateway) => gatewayStatus(one, CONNECTED, NOW);

  it('is frozen, unless a greater truth holds', () => {
    expect(status(frozen)).toEqual({ kind: 'frozen', since: NOW - 95_000, stopLimitMs: 60_000 });
    const draining = { ...frozen, home: home(record({ gatewayState: 'draining', activeAgents: 2 })) };
    expect(status(draining).kind).toBe('draining');
    expect(status({ ...frozen, home: home(record({ gatewayState: 'degraded' })) }).kind).toBe('frozen');
  });

  it('says since when, what is so, and what a restart comes to', () => {
    expect(statusText(status(frozen), NOW)).toBe('Not responding · for 1 min');
    expect(statusText(status(frozen), null)).toBe('Not responding');
    expect(statusDetails(status(frozen))).toEqual([
      'its process is there, but its heartbeat has stopped',
      'a restart “Now” ends it; if it does not hear that either, systemd kills it after 60 s',
    ]);
    const patient = { ...frozen, facts: unitFacts({ policy: { ...POLICY, timeoutStopMs: null } }) };
    expect(statusDetails(status(patient)).at(-1)).toContain('TimeoutStopSec=infinity');
  });

  it('can be restarted now, and not in the ways that it would have to hear', () => {
    const state = appState([frozen]);
    const permission = (mode: 'graceful' | 'when-idle' | 'now') => canRestart(state, frozen, mode, NOW);
    expect(permission('now').ok).toBe(true);
    const deaf = { ok: false, reason: 'the gateway does not respond, so it would not hear SIGUSR1' };
    expect(permission('graceful')).toEqual(deaf);
    expect(permission('when-idle')).toEqual(deaf);
    expect(state.gateways[UNIT]).toBe(frozen);
  });
});
