import type { SessionFacts } from '../../core/host-facts';

/**
 * The machine and the session around a gateway. Only looked at; each look ends within 2 s with what could be seen, and no
 * listener is told from within a call.
 */
export interface Host {
  session(): Promise<SessionFacts>;
  /** Whether Hermes' program is there: told once it was looked for, then whenever that changes. */
  followHermes(listener: (isThere: boolean | null) => void): () => void;
  /** Whether this user lingers: told once it was looked up, then whenever that changes. */
  followLinger(listener: (linger: boolean | null) => void): () => void;
}
