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

/** What a gateway's log adds to what is known of its provider. */
export function afterLog(before: ProviderTrouble | null, _facts: readonly LogFact[]): ProviderTrouble | null {
  return before;
}
