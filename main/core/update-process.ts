/** Which of an update's processes: the update itself, or the way back from it. */
export type UpdatePart = 'update' | 'way-back';

export type UpdateProcessState =
  /** systemd has not answered yet. */
  | { readonly kind: 'unknown' }
  /** There is none and never was, as far as can be seen. */
  | { readonly kind: 'absent' }
  /** `output`: the last MOST_OUTPUT bytes of it so far. `isQuiet`: none came for QUESTION_AFTER_MS. */
  | { readonly kind: 'running'; readonly output: string; readonly isQuiet: boolean }
  /** `exitCode` is null where a signal ended it, or nobody knows (the machine went down). */
  | { readonly kind: 'ended'; readonly output: string; readonly exitCode: number | null };

export const MOST_OUTPUT = 256 * 1024;
