/** A line of the journal about a unit: of its processes, or of systemd itself. */
export interface JournalEntry {
  /** Epoch milliseconds: when it was sent where that is told (systemd does), otherwise when journald took it. */
  readonly at: number;
  readonly message: string;
  /**
   * '' where the journal does not say. journald asks the kernel whose a line was when it takes it, so that the last lines of
   * a process that ends at once come without, or even without their unit: the reader gives them to the run that had begun.
   */
  readonly invocationId: string;
  readonly from: 'systemd' | 'process';
  /** Who sent it: a process of the unit, or the manager itself. Null where the journal does not say. */
  readonly pid: number | null;
  /** The boot it was written in; '' where the journal does not say. */
  readonly bootId: string;
  /** What systemd's message is about; null for a process' line, and for a message that this program does not know. */
  readonly event: JournalEvent | null;
}

/** systemd's messages by their MESSAGE_ID (sd-messages.h), which is the same in every language and version. */
export type JournalEvent =
  /** Only where the start takes its time: a Type=simple unit without ExecStartPre= is `unit-started` at once. */
  | { readonly kind: 'unit-starting' }
  | { readonly kind: 'unit-started' }
  /** A job takes it down; not for an automatic restart. Of a restart job too, systemd says here that it is a stop. */
  | { readonly kind: 'unit-stopping' }
  /** `job`: the type of the job that found it down, `restart` for an automatic one too. */
  | { readonly kind: 'unit-stopped'; readonly job: string }
  /** A start job failed. Where starts are used up, it tells of the run before once more. */
  | { readonly kind: 'start-failed' }
  /**
   * Of the main process; a clean exit is not told. `code`: siginfo's, 1 exited, 2 killed, 3 dumped. `status`: the exit
   * code or the signal's number.
   */
  | { readonly kind: 'process-exited'; readonly code: number; readonly status: number }
  | { readonly kind: 'unit-failed'; readonly result: string }
  /** System managers only: a user manager keeps it to itself. */
  | { readonly kind: 'unit-succeeded' }
  | { readonly kind: 'restart-scheduled'; readonly restarts: number | null }
  /** The kernel or systemd-oomd killed a process of the unit, the main one or another. */
  | { readonly kind: 'out-of-memory' };
