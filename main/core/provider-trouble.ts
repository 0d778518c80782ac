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
