import type { BusSignal, SignalMatch } from '../../app/ports/session-bus';

/** The rules the bus holds for us: each once, however many listeners share it. */
export interface MatchRules {
  /** Every rule, for a new connection. */
  readonly all: () => readonly string[];
  add(rule: string): void;
  remove(rule: string): void;
}

/** `send` tells the bus; it is called for the first use of a rule and after the last. */
export function createMatchRules(send: (member: 'AddMatch' | 'RemoveMatch', rule: string) => void): MatchRules {
  const uses = new Map<string, number>();
  return {
    all: () => [...uses.keys()],
    add(rule) {
      const count = uses.get(rule) ?? 0;
      uses.set(rule, count + 1);
      if (count === 0) send('AddMatch', rule);
    },
    remove(rule) {
      const count = uses.get(rule) ?? 0;
      if (count > 1) {
        uses.set(rule, count - 1);
      } else if (uses.delete(rule)) {
        send('RemoveMatch', rule);
      }
    },
  };
}

/** https://dbus.freedesktop.org/doc/dbus-specification.html#message-bus-routing-match-rules */
export function ruleText(match: SignalMatch): string {
  const { sender, path, interface: iface, member, arg0 } = match;
  const parts = { type: 'signal', sender, path, interface: iface, member, arg0 };
  return Object.entries(parts)
    .filter((part): part is [string, string] => part[1] !== undefined)
    .map(([key, value]) => `${key}='${value.replaceAll("'", "'\\''")}'`)
    .join(',');
}

/** `ownerOf` gives the unique name behind a well-known one: that is what a signal carries as its sender. */
export function matches(match: SignalMatch, signal: BusSignal, ownerOf: (name: string) => string | null): boolean {
  const { sender, path, interface: iface, member, arg0 } = match;
  return (
    (path === undefined || path === signal.path) &&
    (member === undefined || member === signal.member) &&
    (iface === undefined || iface === signal.interface) &&
    (arg0 === undefined || arg0 === signal.body[0]) &&
    (sender === undefined || sender === signal.sender || ownerOf(sender) === signal.sender)
  );
}
