import type { Host } from '../../main/app/ports/host';
import type { SessionFacts } from '../../main/core/host-facts';

/** A machine that is as the test says. */
export interface FakeHost extends Host {
  become(change: { session?: SessionFacts; hasHermes?: boolean | null; linger?: boolean | null }): void;
  /** What is watched now. */
  readonly watched: { readonly hermes: number; readonly linger: number };
}

export const SESSION: SessionFacts = {
  user: 'ada',
  isBootedBySystemd: true,
  isWsl: false,
  userBus: '/run/user/1000/bus',
  isUserBusMeant: true,
};

export function createFakeHost(): FakeHost {
  const hermes = new Set<(isThere: boolean | null) => void>();
  const lingers = new Set<(linger: boolean | null) => void>();
  let session = SESSION;
  let hasHermes: boolean | null = true;
  let linger: boolean | null = null;
  return {
    get watched() {
      return { hermes: hermes.size, linger: lingers.size };
    },
    become(change) {
      session = change.session ?? session;
      if (change.hasHermes !== undefined) hasHermes = change.hasHermes;
      if (change.linger !== undefined) linger = change.linger;
      for (const listener of hermes) listener(hasHermes);
      for (const listener of lingers) listener(linger);
    },
    session: async () => session,
    followHermes(listener) {
      const own = (isThere: boolean | null) => listener(isThere);
      hermes.add(own);
      queueMicrotask(() => hermes.has(own) && own(hasHermes));
      return () => hermes.delete(own);
    },
    followLinger(listener) {
      const own = (value: boolean | null) => listener(value);
      lingers.add(own);
      queueMicrotask(() => lingers.has(own) && own(linger));
      return () => lingers.delete(own);
    },
  };
}
