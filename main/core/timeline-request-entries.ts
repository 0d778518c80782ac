import type { UnitRecord } from './flight-record';
import type { Happened } from './timeline-entry';

/** What a person asked for from here; a restart together with how it went. */
export function entriesOfRequests(records: readonly UnitRecord[]): readonly Happened[] {
  const entries: Happened[] = [];
  /** Where the restart stands that has not ended, and of which run it is. */
  let open: number | null = null;
  let openRun = '';
  for (const record of records) {
    const { at } = record;
    switch (record.kind) {
      case 'start-asked':
      case 'stop-asked':
        entries.push({ at, kind: record.kind });
        break;
      case 'drain':
        entries.push({ at, kind: 'drain', agents: record.agents });
        break;
      case 'restart-asked': {
        const slower = open === null || openRun !== record.invocationId ? undefined : entries[open];
        // Hurried on: still the one restart.
        if (open !== null && slower?.kind === 'restart') {
          entries[open] = { ...slower, mode: record.mode };
          break;
        }
        open = entries.length;
        openRun = record.invocationId;
        entries.push({ at, kind: 'restart', mode: record.mode, end: null, exit: null });
        break;
      }
      case 'restart-ended': {
        const asked = open === null ? undefined : entries[open];
        if (open !== null && asked?.kind === 'restart') {
          const { outcome, tookMs, reason } = record;
          entries[open] = { ...asked, end: { outcome, tookMs, reason } };
        }
        open = null;
        break;
      }
      default:
        break;
    }
  }
  return entries;
}
