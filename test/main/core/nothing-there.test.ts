import { describe, expect, it } from 'vitest';
import type { SessionFacts } from '../../../main/core/host-facts';
import { enableLinger, nothingThere } from '../../../main/core/nothing-there';
import { type AppState, INITIAL_STATE } from '../../../main/core/state';
import { CONNECTED, NOW } from '../../fixtures/build';

const LOST = { kind: 'lost', reason: 'no bus', since: NOW, retryAt: NOW + 1000 } as const;
const SESSION: SessionFacts = {
  user: 'ada',
  isBootedBySystemd: true,
  isWsl: false,
  userBus: '/run/user/1000/bus',
  isUserBusMeant: true,
};

function kind(
  change: Partial<AppState>,
  session: Partial<SessionFacts> | null = null,
  hasHermes: boolean | null = null,
) {
  const host = { session: session === null ? null : { ...SESSION, ...session }, hasHermes, linger: null };
  return nothingThere({ ...INITIAL_STATE, ...change, host }).kind;
}

describe('why nothing is there', () => {
  it('is not told before it is known', () => {
    expect(kind({})).toBe('connecting');
    expect(kind({ bus: CONNECTED })).toBe('looking');
    expect(kind({ bus: LOST })).toBe('lost');
  });

  it.each<[string, Partial<SessionFacts>]>([
    ['no-systemd', { isBootedBySystemd: false, userBus: null }],
    ['wsl-without-systemd', { isBootedBySystemd: false, isWsl: true, userBus: null }],
    ['no-session', { userBus: null, isUserBusMeant: false }],
    // A WSL that does run systemd lacks a session as any machine does.
    ['no-session', { isWsl: true, userBus: null }],
    ['elsewhere', { isUserBusMeant: false }],
    ['elsewhere', { isBootedBySystemd: false, isUserBusMeant: false }],
    ['lost', {}],
  ])('without a bus is %s, by %j', (what, session) => {
    expect(kind({ bus: LOST }, session)).toBe(what);
  });

  it('is a connection that was lost where there was one', () => {
    expect(kind({ bus: LOST, discovered: true }, { userBus: null, isUserBusMeant: false })).toBe('lost');
  });

  it('with systemd is Hermes, or its unit', () => {
    const connected = { bus: CONNECTED, discovered: true };
    expect(kind(connected, null, false)).toBe('no-hermes');
    expect(kind(connected, null, true)).toBe('no-unit');
    expect(kind(connected, null, null)).toBe('no-unit');
    expect(kind({ bus: { kind: 'silent', reason: 'x', since: NOW } })).toBe('silent');
  });
});

it('names no user that a shell would read otherwise', () => {
  expect(enableLinger('ada')).toBe('loginctl enable-linger ada');
  for (const user of ['a b', 'a;reboot', '$(id)', '-x', '1a', null])
    expect(enableLinger(user)).toBe('loginctl enable-linger');
});
