import type { Exit } from './verdict';

/**
 * What an unexpected exit opens and recovery closes. Another exit soon after belongs to it still, so that a gateway that
 * keeps falling over is one incident.
 */
export interface Incident {
  /** `<unit>@<openedAt>`. */
  readonly id: string;
  readonly unit: string;
  readonly openedAt: number;
  /** How many unexpected exits it has had. */
  readonly exits: number;
  /** The latest. */
  readonly exit: Exit;
  readonly phase: IncidentPhase;
  /** Grows with what a person who has put its notification away would want to hear of again. */
  readonly developments: number;
  /** Epoch milliseconds until which the person wants to hear nothing of it; null when they did not say so. */
  readonly snoozedUntil: number | null;
  /** The phase that an earlier start of ours has told of, or a recovery too old to be told: while it stands, nothing is. */
  readonly toldPhase: IncidentPhase['kind'] | null;
}

/**
 * ```
 *            ┌──────────── another unexpected exit ───────────┐
 *            ▼                                                │
 *  (exit) ─▶ reviving ──▶ starting ──▶ recovered ──(10 min)──▶ forgotten
 *            │   ▲           ▲            ▲
 *            │   └─ looping ─┘            │
 *            ▼                            │
 *          down ───── somebody starts it ─┘        a requested stop ends it at any time: ended
 * ```
 */
export type IncidentPhase =
  /** systemd will start it again; `at` is null when it can't be known. */
  | { readonly kind: 'reviving'; readonly at: number | null }
  /** It keeps falling over, and systemd keeps starting it. */
  | { readonly kind: 'looping' }
  /** A new run is on its way to `running`. */
  | { readonly kind: 'starting'; readonly pid: number }
  /** Nobody will start it. `hasGivenUp`: systemd tried, as often as it may. */
  | { readonly kind: 'down'; readonly hasGivenUp: boolean }
  | { readonly kind: 'recovered'; readonly at: number; readonly pid: number; readonly tookMs: number }
  /** Somebody stopped it while it was open. */
  | { readonly kind: 'ended'; readonly at: number };

/** Whether anything is left to worry about. */
export function isOpen(incident: Incident): boolean {
  return incident.phase.kind !== 'recovered' && incident.phase.kind !== 'ended';
}
