import type { FlightRecord } from './flight-record';
import type { Gateway } from './state';
import type { Exit } from './verdict';

/** A life of the gateway, as it is written down. Times are epoch milliseconds. */
export interface RecordedRun {
  readonly invocationId: string;
  readonly pid: number;
  readonly from: number;
  /** Null while it lives, and where its end is not known. */
  readonly to: number | null;
  readonly exit: Exit | null;
  /** When it was met with; null when it was over by then. */
  readonly seenAt: number | null;
  /** The last record that was about it. */
  readonly heardAt: number;
  readonly isPresent: boolean;
  /** A start of the unit while a process outside systemd runs in its place: it ends at once, and nothing is down. */
  readonly isBesideAnother: boolean;
}

/** When this program ran, and would have noticed. */
export interface Watch {
  readonly from: number;
  readonly to: number;
}

export interface RecordedPast {
  /** By their beginning, the first first; the one that is there now is the last. */
  readonly runs: readonly RecordedRun[];
  readonly watches: readonly Watch[];
  /** When the machine slept. `to` is null where nobody noticed it wake up. */
  readonly suspends: readonly { readonly from: number; readonly to: number | null }[];
  /** What was written of this unit beside its runs, by time. */
  readonly turns: readonly Turn[];
}

/** What bends the way a gateway is in. */
export type Turn = { readonly at: number } & (
  | { readonly kind: 'recovered' }
  /** From now on nobody wants it to run. */
  | { readonly kind: 'stopped' }
  /** Somebody wants it to run. */
  | { readonly kind: 'wanted' }
  | { readonly kind: 'restarted' }
  | { readonly kind: 'restart-failed' }
);

type Writable<T> = { -readonly [K in keyof T]: T[K] };

function isOfReplacement({ consequence }: Exit): boolean {
  return consequence.kind === 'stays-down' && consequence.why.kind === 'replacement-gone';
}

/** Reads the records of a unit in the order they were written in, which is not always that of their times: clocks are set. */
export function readRuns(
  records: readonly FlightRecord[],
  { unit, facts }: Pick<Gateway, 'unit' | 'facts'>,
  now: number,
): RecordedPast {
  const runs = new Map<string, Writable<RecordedRun>>();
  const turns: Turn[] = [];
  let latest: Writable<RecordedRun> | null = null;
  for (const record of records) {
    if (!('unit' in record) || record.unit !== unit) continue;
    if (record.kind === 'run-seen') {
      const { invocationId, pid, startedAt, at } = record;
      const known = runs.get(invocationId);
      latest = { ...(known ?? NOTHING), invocationId, pid, from: startedAt ?? at, seenAt: at, heardAt: at };
      runs.set(invocationId, latest);
    } else if (record.kind === 'run-ended') {
      const { exit, at } = record;
      // Of the process that took over, whose time was none of the unit's; the incident tells of it.
      if (isOfReplacement(exit) && runs.has(exit.invocationId)) continue;
      const known = runs.get(exit.invocationId) ?? {
        ...NOTHING,
        invocationId: exit.invocationId,
        from: exit.startedAt ?? exit.endedAt,
      };
      const ended = { ...known, pid: exit.pid || known.pid, exit, to: Math.max(known.from, exit.endedAt), heardAt: at };
      runs.set(exit.invocationId, ended);
      if (latest === null || latest.invocationId === exit.invocationId) latest = ended;
    } else {
      if (latest !== null) latest.heardAt = record.at;
      const turn = turnOf(record);
      if (turn !== null) turns.push(turn);
    }
  }
  addPresent(runs, facts, now);
  return {
    runs: inOrder([...runs.values()], now),
    turns: turns.sort((left, right) => left.at - right.at),
    ...watchesIn(records, now),
  };
}

const NOTHING = {
  pid: 0,
  from: 0,
  to: null,
  exit: null,
  seenAt: null,
  heardAt: 0,
  isPresent: false,
  isBesideAnother: false,
} as const;

function turnOf(record: FlightRecord): Turn | null {
  const { at } = record;
  switch (record.kind) {
    case 'incident':
      if (record.phase === 'recovered') return { at, kind: 'recovered' };
      return record.phase === 'ended' ? { at, kind: 'stopped' } : null;
    case 'stop-asked':
      return { at, kind: 'stopped' };
    case 'start-asked':
    case 'restart-asked':
      return { at, kind: 'wanted' };
    case 'restart-ended':
      if (record.outcome === 'cancelled') return null;
      return { at, kind: record.outcome === 'ready' ? 'restarted' : 'restart-failed' };
    default:
      return null;
  }
}

/** systemd knows the run that is there now, be it that nothing could be written of it. */
function addPresent(
  runs: Map<string, Writable<RecordedRun>>,
  { invocationId, mainPid, execMainStartedAt, execMainExitedAt }: Gateway['facts'],
  now: number,
): void {
  if (invocationId === '') return;
  const known = runs.get(invocationId);
  if (mainPid === 0) {
    // It has ended, and is not judged yet.
    if (known?.exit === null && execMainExitedAt !== null) known.to = Math.max(known.from, execMainExitedAt);
    return;
  }
  if (known !== undefined && known.exit !== null) return;
  const from = known?.from ?? execMainStartedAt ?? now;
  runs.set(invocationId, {
    ...(known ?? { ...NOTHING, seenAt: now, heardAt: now }),
    invocationId,
    pid: mainPid,
    from,
    isPresent: true,
  });
}

/** In their order, and none of the future: the clock was ahead then. */
function inOrder(found: readonly Writable<RecordedRun>[], now: number): readonly RecordedRun[] {
  const runs = found.filter(({ from }) => from <= now + CLOCK_SLACK_MS).sort(compareRuns);
  let isReplaced = false;
  for (const run of runs) {
    const kind = run.exit?.verdict.kind;
    run.isBesideAnother = isReplaced && kind === 'failed-to-start';
    isReplaced = (kind === 'takeover' && run.exit?.isExpected === true) || run.isBesideAnother;
  }
  return runs;
}

/** systemd's times are finer than ours. */
const CLOCK_SLACK_MS = 1000;

/** The run that is there now is the last, whatever the times say: the clock may have been set back. */
function compareRuns(left: RecordedRun, right: RecordedRun): number {
  return Number(left.isPresent) - Number(right.isPresent) || left.from - right.from;
}

/** A program that was killed wrote no end: the last thing that it wrote is when it was there for certain. */
function watchesIn(records: readonly FlightRecord[], now: number): Pick<RecordedPast, 'watches' | 'suspends'> {
  const watches: Watch[] = [];
  const suspends: { from: number; to: number | null }[] = [];
  let watch: Writable<Watch> | null = null;
  let asleepSince: number | null = null;
  for (const { at, kind } of records) {
    if (kind === 'app-started') {
      if (watch !== null) watches.push(watch);
      watch = null;
    }
    watch ??= { from: at, to: at };
    watch.from = Math.min(watch.from, at);
    watch.to = at;
    if (asleepSince !== null && (kind === 'resumed' || kind === 'app-started' || kind === 'suspended')) {
      suspends.push({ from: asleepSince, to: kind === 'resumed' ? at : null });
      asleepSince = null;
    }
    if (kind === 'suspended') asleepSince = at;
    if (kind === 'app-ended') {
      watches.push(watch);
      watch = null;
    }
  }
  // Whoever asks is the program that wrote them.
  if (watch !== null) watches.push({ ...watch, to: Math.max(watch.from, now) });
  return { watches, suspends };
}
