/** Whether we can hear systemd. Says nothing of any unit: what was last known of those is kept, and marked as old. */
export type BusStatus =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'connected' }
  /** The session bus is gone; `retryAt` (epoch ms) is when it is tried again. */
  | { readonly kind: 'lost'; readonly reason: string; readonly since: number; readonly retryAt: number | null }
  /** The bus is there, but systemd let a call run into its deadline. */
  | { readonly kind: 'silent'; readonly reason: string; readonly since: number };
