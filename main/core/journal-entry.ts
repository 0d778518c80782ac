/** A line of the journal about a unit: of its processes, or of systemd itself. */
export interface JournalEntry {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly message: string;
  /** '' where the journal does not say. */
  readonly invocationId: string;
  readonly from: 'systemd' | 'process';
  /** What systemd's message is about; null for a process' line, and for a message that this program does not know. */
  readonly event: JournalEvent | null;
}

/** systemd's messages by their MESSAGE_ID (sd-messages.h), which is the same in every language and version. */
export type JournalEvent =
  | { readonly kind: 'unit-starting' }
  | { readonly kind: 'unit-started' }
  /** A job stops it. */
  | { readonly kind: 'unit-stopping' }
  | { readonly kind: 'unit-stopped' }
  /** `code`: siginfo's, 1 exited, 2 killed, 3 dumped. `status`: the exit code or the signal's number. */
  | { readonly kind: 'process-exited'; readonly code: number; readonly status: number; readonly pid: number | null }
  | { readonly kind: 'unit-failed'; readonly result: string }
  | { readonly kind: 'unit-succeeded' }
  | { readonly kind: 'restart-scheduled'; readonly restarts: number | null }
  | { readonly kind: 'out-of-memory' };
