import type { LogFact } from './log-finding';

/** An error of the model's provider that lost a turn, until a later turn succeeds. */
export interface ProviderTrouble {
  /** The HTTP status. */
  readonly status: number;
  /** The provider's own words. */
  readonly message: string;
  readonly at: number;
  /** How many turns were lost since one succeeded. */
  readonly turnsLost: number;
  /** The chats that began a turn since the last error: when one of them is answered, the trouble is over. */
  readonly chatsSince: readonly string[];
}

/** Chats that wait for an answer at the same time. Of a forgotten one the answer ends no trouble; the next turn's does. */
const CHATS_REMEMBERED = 50;

/**
 * What a gateway's log adds to what is known of its provider. The log does not say which chat an error belongs to, and a
 * turn that failed ends with `response ready` like any other: only a turn that began after the last error, and ended
 * before another, was answered by the provider. An error that is tried again lost nothing yet. Cron jobs and the API have
 * no such chats; of them, and sooner of the others, an answered call tells that was made after the error.
 */
export function afterLog(before: ProviderTrouble | null, facts: readonly LogFact[]): ProviderTrouble | null {
  return facts.reduce(afterFact, before);
}

function afterFact(before: ProviderTrouble | null, { at, finding }: LogFact): ProviderTrouble | null {
  switch (finding.kind) {
    case 'provider-error': {
      if (!finding.isFinal) return before;
      const { status, message } = finding;
      return { status, message, at: at ?? before?.at ?? 0, turnsLost: (before?.turnsLost ?? 0) + 1, chatsSince: [] };
    }
    case 'provider-answered':
      return before !== null && at !== null && at >= before.at ? null : before;
    case 'turn-started': {
      if (before === null || before.chatsSince.includes(finding.chat)) return before;
      return { ...before, chatsSince: [...before.chatsSince, finding.chat].slice(-CHATS_REMEMBERED) };
    }
    case 'turn-ended':
      return before?.chatsSince.includes(finding.chat) === true ? null : before;
    default:
      return before;
  }
}
