import type { GatewayLogs, LogListener } from '../../main/app/ports/gateway-logs';
import type { LogFact } from '../../main/core/log-finding';

/** Logs without files: a test says what stands in them. */
export interface FakeGatewayLogs extends GatewayLogs {
  /** Adds lines to the logs of a home, and tells whoever follows it. A line that is there already, in another file, is not told. */
  write(home: string, ...facts: readonly LogFact[]): void;
  /** Forgets what was written. */
  remove(home: string): void;
  /** The homes that are followed now. */
  readonly followed: readonly string[];
}

interface Follower {
  readonly home: string;
  /** What is waiting to be told: files take time, never within a call. */
  pending: readonly LogFact[];
  readonly listener: LogListener;
}

/** `now` is asked once a follower comes without a time of its own. */
export function createFakeGatewayLogs(now: () => number = Date.now): FakeGatewayLogs {
  const written = new Map<string, readonly LogFact[]>();
  const followers = new Set<Follower>();

  function tell(follower: Follower, facts: readonly LogFact[]): void {
    follower.pending = [...follower.pending, ...facts];
    queueMicrotask(() => announce(follower));
  }

  function announce(follower: Follower): void {
    const facts = follower.pending;
    follower.pending = [];
    if (followers.has(follower) && facts.length > 0) follower.listener.found(facts);
  }

  return {
    get followed() {
      return [...followers].map(({ home }) => home);
    },
    write(home, ...facts) {
      const before = written.get(home) ?? [];
      const news = facts.filter((fact) => !before.some((one) => one.file !== fact.file && one.line === fact.line));
      written.set(home, [...before, ...news]);
      for (const follower of followers) if (follower.home === home) tell(follower, news);
    },
    remove: (home) => void written.delete(home),
    follow(home, since, listener) {
      const from = since ?? now();
      const follower: Follower = { home, pending: [], listener };
      followers.add(follower);
      tell(
        follower,
        (written.get(home) ?? []).filter(({ at }) => at !== null && at >= from),
      );
      return {
        async settled() {
          announce(follower);
        },
        close: () => void followers.delete(follower),
      };
    },
  };
}
