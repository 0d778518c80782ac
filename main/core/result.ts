/** An expected failure is a value. `message` says what failed, on what, why, and what to do. */
export interface Failure {
  readonly ok: false;
  /** For code: which kind of failure it was. */
  readonly reason: string;
  /** For the person. */
  readonly message: string;
}

export type Result<T> = { readonly ok: true; readonly value: T } | Failure;

export function success<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function failure(reason: string, message: string): Failure {
  return { ok: false, reason, message };
}

/** The text of anything thrown. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
