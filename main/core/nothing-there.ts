import type { SessionFacts } from './host-facts';
import type { AppState } from './state';

/** Why there is no gateway to show, by what is known, the first thing to mend first. */
export type NothingThere =
  | { readonly kind: 'connecting' }
  /** The machine has no systemd, and no user of it has one. */
  | { readonly kind: 'no-systemd' }
  | { readonly kind: 'wsl-without-systemd' }
  /** systemd is there, but none of this user. */
  | { readonly kind: 'no-session'; readonly user: string }
  /** The user's systemd is there, and we look for it elsewhere. */
  | { readonly kind: 'elsewhere'; readonly userBus: string }
  | { readonly kind: 'lost' }
  | { readonly kind: 'silent' }
  | { readonly kind: 'looking' }
  | { readonly kind: 'no-hermes' }
  | { readonly kind: 'no-unit' };

export function nothingThere({ bus, discovered, host }: AppState): NothingThere {
  switch (bus.kind) {
    case 'connecting':
      // The first attempt takes milliseconds; a later one is part of what was known before.
      return { kind: 'connecting' };
    case 'lost':
      return host.session === null ? { kind: 'lost' } : withoutBus(host.session, discovered);
    case 'silent':
      return { kind: 'silent' };
    case 'connected':
      if (!discovered) return { kind: 'looking' };
      return { kind: host.hasHermes === false ? 'no-hermes' : 'no-unit' };
  }
}

function withoutBus(session: SessionFacts, wasReached: boolean): NothingThere {
  const { isBootedBySystemd, isWsl, userBus, isUserBusMeant, user } = session;
  // A user's systemd without a systemd of the machine is unusual, but it was heard.
  if (wasReached) return { kind: 'lost' };
  if (!isBootedBySystemd && userBus === null) return { kind: isWsl ? 'wsl-without-systemd' : 'no-systemd' };
  if (userBus === null) return { kind: 'no-session', user };
  return isUserBusMeant ? { kind: 'lost' } : { kind: 'elsewhere', userBus };
}

/** Of a user of whom a shell would take the name for more than a name, the login that asks is meant. */
export function enableLinger(user: string | null): string {
  return user !== null && /^[A-Za-z_][\w.-]*$/.test(user) ? `loginctl enable-linger ${user}` : 'loginctl enable-linger';
}
