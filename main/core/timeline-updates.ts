import type { FlightRecord } from './flight-record';

type UpdateEnded = Extract<FlightRecord, { readonly kind: 'update-ended' }>;

/** Our update of the code, or the way back from one. `end` is null where how it ended is not written down. */
export interface UpdateHappening {
  readonly kind: 'update';
  readonly isWayBack: boolean;
  readonly end: Pick<UpdateEnded, 'outcome' | 'from' | 'to' | 'awayMs' | 'reason'> | null;
}

/** What was asked for and what came of it are one thing to read, at the moment when it began. */
export function entriesOfUpdates(
  records: readonly FlightRecord[],
): readonly (UpdateHappening & { readonly at: number })[] {
  const entries = new Map<string, UpdateHappening & { readonly at: number }>();
  for (const record of records) {
    if (record.kind === 'update-asked') {
      entries.set(record.id, { at: record.at, kind: 'update', isWayBack: record.isWayBack, end: null });
    } else if (record.kind === 'update-ended') {
      const { outcome, from, to, awayMs, reason } = record;
      const asked = entries.get(record.id) ?? { at: record.at, kind: 'update', isWayBack: false };
      entries.set(record.id, { ...asked, end: { outcome, from, to, awayMs, reason } });
    }
  }
  return [...entries.values()];
}
