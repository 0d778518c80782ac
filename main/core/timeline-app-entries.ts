import type { FlightRecord } from './flight-record';
import type { Happened } from './timeline-entry';

/** Of hermes-tray itself, and of the machine's sleep. */
export function entriesOfApp(records: readonly FlightRecord[]): readonly Happened[] {
  const entries: Happened[] = [];
  let isRunning = false;
  let asleep: number | null = null;
  for (const record of records) {
    const { at } = record;
    switch (record.kind) {
      case 'app-started':
        entries.push({ at, kind: 'app-started', version: record.version, wasCutOff: isRunning });
        asleep = null;
        break;
      case 'app-ended':
        entries.push({ at, kind: 'app-ended' });
        break;
      case 'suspended':
        asleep = entries.length;
        entries.push({ at, kind: 'suspended', until: null });
        break;
      case 'resumed': {
        const slept = asleep === null ? undefined : entries[asleep];
        if (asleep !== null && slept?.kind === 'suspended')
          entries[asleep] = { ...slept, until: Math.max(slept.at, at) };
        asleep = null;
        break;
      }
      default:
        break;
    }
    isRunning = record.kind !== 'app-ended';
  }
  return entries;
}
