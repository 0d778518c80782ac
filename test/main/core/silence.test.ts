import { describe, expect, it } from 'vitest';
import type { BusStatus } from '../../../main/core/bus-status';
import type { HomeFacts } from '../../../main/core/home-facts';
import { pulseOf } from '../../../main/core/silence';
import type { Gateway } from '../../../main/core/state';
import { CONNECTED, gateway, home, NOW, PID, processFacts, record, unitFacts } from '../../fixtures/build';

const SOCKET = '/home/ada/.hermes/gateway.sock';
const BEAT = { pid: PID, at: NOW - 10_000 };

const beating = (change: Partial<Gateway> = {}, files: Partial<HomeFacts> = {}, state = 'running') =>
  gateway({ home: home(record({ gatewayState: state }), { heartbeat: BEAT, ...files }), ...change });
const of = (one: Gateway, resumedAt: number | null = null, bus: BusStatus = CONNECTED) => pulseOf(one, bus, resumedAt);

describe('the pulse of a gateway', () => {
  it('is its own process’ heartbeat, counted from its start', () => {
    expect(of(beating({}, { controlSocket: SOCKET }))).toEqual({
      pid: PID,
      beatAt: BEAT.at,
      countsFrom: NOW - 3_600_000,
      controlSocket: SOCKET,
    });
  });

  it('counts from the end of a suspend', () => {
    expect(of(beating(), NOW - 500)?.countsFrom).toBe(NOW - 500);
  });

  it.each(['running', 'draining', 'degraded'])('is there while it says that it is %s', (state) => {
    expect(of(beating({}, {}, state))).not.toBeNull();
  });

  it.each<[string, Gateway]>([
    ['wrote none (before 0.19)', beating({}, { heartbeat: null })],
    ['is starting still', beating({}, {}, 'starting')],
    ['is ending', beating({}, {}, 'stopping')],
    ['has the heartbeat of an earlier process', beating({}, { heartbeat: { ...BEAT, pid: PID + 1 } })],
    ['has a folder that cannot be read', beating({}, { problem: 'EACCES' })],
    ['has a folder that was not read yet', beating({ home: null })],
    ['has no process', beating({ facts: unitFacts({ mainPid: 0, activeState: 'inactive', subState: 'dead' }) })],
    ['is being stopped', beating({ facts: unitFacts({ activeState: 'deactivating', subState: 'stop-sigterm' }) })],
    ['runs outside its unit', beating({ process: processFacts({ pid: 99, cgroup: '/user.slice/session-1.scope' }) })],
  ])('is none where it %s', (_name, one) => {
    expect(of(one)).toBeNull();
  });

  it('is none while systemd is not heard', () => {
    expect(of(beating(), null, { kind: 'connecting' })).toBeNull();
  });
});
