/** Whether something may be done now; if not, why, for a person. */
export type Permission = { readonly ok: true } | { readonly ok: false; readonly reason: string };

export const YES: Permission = { ok: true };

export function no(reason: string): Permission {
  return { ok: false, reason };
}
