/** Time, for use cases. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Calls back once, later; the returned function takes it back. */
  after(milliseconds: number, callback: () => void): () => void;
}
