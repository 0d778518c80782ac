import type { UnitRecord } from './flight-record';
import { STEADY_MS } from './incidents';
import { LOOP_RESTARTS } from './state';
import type { Happened } from './timeline-entry';
import type { RecordedRun } from './timeline-runs';
import type { Exit } from './verdict';

/** The beginnings and ends of a gateway's runs; those that fell one after the other are one entry. */
export function entriesOfRuns(runs: readonly RecordedRun[], records: readonly UnitRecord[]): readonly Happened[] {
  const entries: Happened[] = [];
  for (let index = 0; index < runs.length; index += 1) {
    const run = runs[index];
    if (run === undefined) continue;
    // One that was met with when it was over may have begun at any time.
    if (run.seenAt !== null || run.exit?.startedAt != null) {
      entries.push({ at: run.from, kind: 'run-began', pid: run.pid, isAsked: false });
    }
    const loop = loopFrom(runs, index);
    if (loop.length >= LOOP_RESTARTS) {
      entries.push(loopEntry(loop, records));
      index += loop.length - 1;
    } else if (run.exit !== null) {
      const next = runs[index + 1];
      const downMs = next === undefined ? null : Math.max(0, next.from - run.exit.endedAt);
      entries.push({ at: run.exit.endedAt, kind: 'exit', exit: run.exit, downMs });
    }
  }
  return entries;
}

/** The exits of a run and of those after it that fell before they had got up. */
function loopFrom(runs: readonly RecordedRun[], index: number): readonly Exit[] {
  const exits: Exit[] = [];
  for (let at = index; at < runs.length; at += 1) {
    const run = runs[at];
    if (run === undefined || run.exit === null || run.exit.isExpected) break;
    const { exit } = run;
    const before = exits.at(-1);
    const isFall = exit.endedAt - run.from < STEADY_MS;
    if (before !== undefined && (!isFall || run.from - before.endedAt > LOOP_PAUSE_MS)) break;
    exits.push(exit);
  }
  return exits;
}

/** Of a loop ever fewer runs are written down: what lies between two of them may take long. */
const LOOP_PAUSE_MS = 2 * 60 * 60_000;

function loopEntry(exits: readonly Exit[], records: readonly UnitRecord[]): Happened {
  const at = exits[0]?.endedAt ?? 0;
  const until = exits.at(-1)?.endedAt ?? at;
  // The incident has counted those that were not written down.
  const counts = records.flatMap((record) =>
    record.kind === 'incident' && record.at >= at && record.at <= until + STEADY_MS ? [record.exits] : [],
  );
  return { at, kind: 'loop', until, falls: Math.max(exits.length, ...counts), exits: exits.toReversed() };
}
