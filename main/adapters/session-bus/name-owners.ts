import type { BusSignal, SignalMatch } from '../../app/ports/session-bus';

export const BUS = {
  destination: 'org.freedesktop.DBus',
  path: '/org/freedesktop/DBus',
  interface: 'org.freedesktop.DBus',
} as const;

/**
 * Who is behind the well-known names that signals are expected from. A signal carries its sender's unique name, which
 * changes when a service restarts (`systemctl --user daemon-reexec`); who kept the first one would be deaf from then on.
 */
export interface NameOwners {
  readonly tracked: () => readonly string[];
  ownerOf(name: string): string | null;
  /** Whether this is the first use of the name, so that the bus has to be asked. */
  track(name: string): boolean;
  /** Whether this was the last use of the name. */
  untrack(name: string): boolean;
  set(name: string, owner: string | null): void;
  /** Takes the bus' own announcement. */
  observe(signal: BusSignal): void;
  /** Nothing is known of a connection that ended. */
  forgetAll(): void;
}

/** Unique names can't change hands, and the bus is nobody's to take. */
export function needsOwner(sender: string | undefined): sender is string {
  return sender !== undefined && !sender.startsWith(':') && sender !== BUS.destination;
}

export function ownerChangeMatch(name: string): SignalMatch {
  return { sender: BUS.destination, path: BUS.path, interface: BUS.interface, member: 'NameOwnerChanged', arg0: name };
}

export function createNameOwners(): NameOwners {
  const uses = new Map<string, number>();
  const owners = new Map<string, string>();

  function set(name: string, owner: string | null): void {
    if (owner !== null && uses.has(name)) owners.set(name, owner);
    else owners.delete(name);
  }

  return {
    tracked: () => [...uses.keys()],
    ownerOf: (name) => owners.get(name) ?? null,
    track(name) {
      const count = uses.get(name) ?? 0;
      uses.set(name, count + 1);
      return count === 0;
    },
    untrack(name) {
      const count = uses.get(name) ?? 0;
      if (count > 1) {
        uses.set(name, count - 1);
        return false;
      }
      owners.delete(name);
      return uses.delete(name);
    },
    set,
    observe(signal) {
      if (signal.sender !== BUS.destination || signal.member !== 'NameOwnerChanged') return;
      const [name, , owner] = signal.body;
      if (typeof name === 'string' && typeof owner === 'string') set(name, owner || null);
    },
    forgetAll: () => owners.clear(),
  };
}
