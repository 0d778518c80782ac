import { between, countBefore } from './by-time';
import type { FlightRecord } from './flight-record';
import { STEADY_MS } from './incidents';
import type { RestartMode } from './restart-run';
import { LOOP_RESTARTS } from './state';
import type { RecordedRun } from './timeline-runs';
import type { TimeRange } from './timeline-spans';
import { entriesOfUpdates, type UpdateHappening } from './timeline-updates';
import type { Exit } from './verdict';

/** One thing that happened, to be read. Times are epoch milliseconds. */
export type TimelineEntry = { readonly id: string; readonly at: number } & TimelineHappening;

export type TimelineHappening =
  /** `isAsked`: from here. */
  | { readonly kind: 'run-began'; readonly pid: number; readonly isAsked: boolean }
  /** `downMs`: until the next run began; null while there is none, and where that says nothing. */
  | { readonly kind: 'exit'; readonly exit: Exit; readonly downMs: number | null }
  /** Runs that fell one after the other, none of which got up. `falls`: of all of them; of a long loop few are written down. */
  | { readonly kind: 'loop'; readonly until: number; readonly falls: number; readonly exits: readonly Exit[] }
  /** Only where the fall that it began with is not written down: otherwise that says it. */
  | { readonly kind: 'incident-began' }
  | { readonly kind: 'incident-recovered'; readonly tookMs: number | null; readonly exits: number }
  /** Nobody will start it. */
  | { readonly kind: 'incident-down' }
  /** Somebody stopped it while it was open. */
  | { readonly kind: 'incident-ended' }
  /** Only where nothing came of it: otherwise the run's beginning or end says it. */
  | { readonly kind: 'start-asked' }
  | { readonly kind: 'stop-asked' }
  /** Ours. `exit`: how the old process ended in it. */
  | {
      readonly kind: 'restart';
      readonly mode: RestartMode;
      readonly end: RestartEnd | null;
      readonly exit: Exit | null;
    }
  | { readonly kind: 'drain'; readonly agents: number | null }
  | UpdateHappening
  /** `until` is null where nobody noticed the end. */
  | { readonly kind: 'suspended'; readonly until: number | null }
  | { readonly kind: 'app-started'; readonly version: string; readonly wasCutOff: boolean }
  | { readonly kind: 'app-ended' };

interface RestartEnd {
  readonly outcome: 'ready' | 'cancelled' | 'failed';
  readonly tookMs: number | null;
  readonly reason: string | null;
}

/** What a person may want to see alone. */
export const ENTRY_GROUPS = ['runs', 'incidents', 'requests', 'app'] as const;
export type EntryGroup = (typeof ENTRY_GROUPS)[number];

/** A fall belongs to the runs and to the incidents. */
export function isInGroup(entry: TimelineHappening, group: EntryGroup): boolean {
  switch (entry.kind) {
    case 'exit':
      return entry.exit.isExpected ? group === 'requests' : group === 'runs' || group === 'incidents';
    case 'loop':
      return group === 'runs' || group === 'incidents';
    case 'run-began':
      return group === 'runs';
    case 'incident-began':
    case 'incident-recovered':
    case 'incident-down':
    case 'incident-ended':
      return group === 'incidents';
    case 'start-asked':
    case 'stop-asked':
    case 'restart':
    case 'drain':
    case 'update':
      return group === 'requests';
    case 'suspended':
    case 'app-started':
    case 'app-ended':
      return group === 'app';
  }
}

/** The last first. */
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

type UnitRecord = Extract<FlightRecord, { readonly unit: string }>;
type Happened = { readonly at: number } & TimelineHappening;

// ── runs ──────────────────────────────────────────────────────────────────────────────────────────────────────────

function entriesOfRuns(runs: readonly RecordedRun[], records: readonly UnitRecord[]): readonly Happened[] {
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

// ── incidents ─────────────────────────────────────────────────────────────────────────────────────────────────────

function entriesOfIncidents(records: readonly UnitRecord[], runs: readonly RecordedRun[]): readonly Happened[] {
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

// ── what was asked for ────────────────────────────────────────────────────────────────────────────────────────────

function entriesOfRequests(records: readonly UnitRecord[]): readonly Happened[] {
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

/** What was asked for and what came of it are one thing to read. */
function withoutEchoes(entries: readonly Happened[]): readonly Happened[] {
  const kept = entries.toSorted((left, right) => left.at - right.at);
  const follows = (index: number, is: (entry: Happened) => boolean) => {
    const at = kept[index]?.at ?? 0;
    for (let later = index + 1; later < kept.length; later += 1) {
      const entry = kept[later];
      if (entry === undefined || entry.at - at > ECHO_MS) break;
      if (is(entry)) return later;
    }
    return -1;
  };
  const echoes = new Set<number>();
  kept.forEach((entry, index) => {
    if (entry.kind === 'start-asked') {
      const began = follows(index, ({ kind }) => kind === 'run-began');
      const run = kept[began];
      if (run?.kind !== 'run-began') return;
      kept[began] = { ...run, isAsked: true };
      echoes.add(index);
    } else if (entry.kind === 'stop-asked') {
      if (follows(index, (one) => one.kind === 'exit' && isOurs(one.exit)) !== -1) echoes.add(index);
    } else if (entry.kind === 'restart' && entry.end !== null) {
      const ended = follows(index, (one) => one.kind === 'exit' && isOurs(one.exit));
      const exit = kept[ended];
      if (exit?.kind !== 'exit') return;
      kept[index] = { ...entry, exit: exit.exit };
      echoes.add(ended);
    }
  });
  return kept.filter((_, index) => !echoes.has(index));
}

/** The longest drain that anybody waits for. */
const ECHO_MS = 30 * 60_000;

function isOurs({ isExpected, verdict }: Exit): boolean {
  return isExpected && 'by' in verdict && verdict.by === 'us';
}

// ── hermes-tray and the machine ───────────────────────────────────────────────────────────────────────────────────

function entriesOfApp(records: readonly FlightRecord[]): readonly Happened[] {
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
