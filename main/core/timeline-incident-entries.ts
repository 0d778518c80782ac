import { between, countBefore } from './by-time';
import type { UnitRecord } from './flight-record';
import type { Happened } from './timeline-entry';
import type { RecordedRun } from './timeline-runs';
import type { Exit } from './verdict';

/** What became of the incidents. How one began is said by the fall that it began with. */
export function entriesOfIncidents(records: readonly UnitRecord[], runs: readonly RecordedRun[]): readonly Happened[] {
  const entries: Happened[] = [];
  const phases = new Map<string, string>();
  const exits = runs.flatMap(({ exit }) => exit ?? []).sort((left, right) => left.endedAt - right.endedAt);
  for (const record of records) {
    if (record.kind !== 'incident') continue;
    const { id, at, phase } = record;
    const before = phases.get(id);
    const opened = Math.min(at, openedAt(id) ?? at);
    const isTold = between(exits, opened - CLOCK_SLACK_MS, opened + CLOCK_SLACK_MS, endOf).length > 0;
    if (before === undefined && !isTold) entries.push({ at: opened, kind: 'incident-began' });
    phases.set(id, phase);
    if (before === phase) continue;
    if (phase === 'recovered') {
      entries.push({ at, kind: 'incident-recovered', tookMs: tookFrom(exits, at), exits: record.exits });
    }
    if (phase === 'down') entries.push({ at, kind: 'incident-down' });
    if (phase === 'ended') entries.push({ at, kind: 'incident-ended' });
  }
  return entries;
}

/** What is written of a moment in two places. */
const CLOCK_SLACK_MS = 1000;

/** An incident is named `<unit>@<openedAt>`. */
function openedAt(id: string): number | null {
  const at = Number(id.slice(id.lastIndexOf('@') + 1));
  return Number.isFinite(at) && at > 0 ? at : null;
}

/** Since the latest fall. */
function tookFrom(exits: readonly Exit[], at: number): number | null {
  const fall = exits[countBefore(exits, at, endOf) - 1];
  return fall === undefined || fall.isExpected ? null : at - fall.endedAt;
}

function endOf({ endedAt }: Exit): number {
  return endedAt;
}
