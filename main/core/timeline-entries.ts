import type { FlightRecord, UnitRecord } from './flight-record';
import { entriesOfApp } from './timeline-app-entries';
import { withoutEchoes } from './timeline-echoes';
import type { Happened, TimelineEntry } from './timeline-entry';
import { entriesOfIncidents } from './timeline-incident-entries';
import { entriesOfRequests } from './timeline-request-entries';
import { entriesOfRuns } from './timeline-run-entries';
import type { RecordedRun } from './timeline-runs';
import type { TimeRange } from './timeline-spans';
import { entriesOfUpdates } from './timeline-updates';

/** What happened to a gateway, as it is written: the last first. */
export function entriesOf(
  records: readonly FlightRecord[],
  { unit, runs }: { readonly unit: string; readonly runs: readonly RecordedRun[] },
  range: TimeRange,
): readonly TimelineEntry[] {
  const ofUnit = records.filter((record): record is UnitRecord => 'unit' in record && record.unit === unit);
  const taken = new Map<string, number>();
  /** The same in each reading, as long as nothing is put before it at the same moment. */
  const idOf = ({ kind, at }: Happened) => {
    const name = `${kind} ${at}`;
    const count = taken.get(name) ?? 0;
    taken.set(name, count + 1);
    return count === 0 ? name : `${name} ${count}`;
  };
  const entries = [
    ...entriesOfRuns(runs, ofUnit),
    ...entriesOfIncidents(ofUnit, runs),
    ...entriesOfRequests(ofUnit),
    ...entriesOfUpdates(ofUnit),
    ...entriesOfApp(records),
  ];
  return withoutEchoes(entries)
    .filter(({ at }) => at >= range.from && at <= range.to)
    .map((happening, order) => ({ happening, order }))
    .sort((left, right) => right.happening.at - left.happening.at || right.order - left.order)
    .map(({ happening }) => ({ id: idOf(happening), ...happening }));
}
