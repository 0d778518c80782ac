import { between } from './by-time';
import { STEADY_MS } from './incidents';
import type { Gateway } from './state';
import type { RecordedPast, RecordedRun, Turn, Watch } from './timeline-runs';
import type { Exit } from './verdict';

/**
 * How a gateway was for some time.
 *
 * - `up`: it ran.
 * - `down`: it did not run, and nobody had asked for that.
 * - `starting`: on its way up. `isWanted`: after a restart or a start that was asked for; otherwise it gets over a fall.
 * - `stopped`: it did not run, and nobody wanted it to.
 * - `suspended`: the machine slept.
 * - `unknown`: hermes-tray was not there, and nothing that it found afterwards tells.
 */
export type Span = { readonly from: number; readonly to: number } & (
  | { readonly kind: 'up' | 'down' | 'stopped' | 'suspended' | 'unknown' }
  | { readonly kind: 'starting'; readonly isWanted: boolean }
);
export type SpanKind = Span['kind'];

export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

type Way = { readonly kind: Exclude<SpanKind, 'starting'> } | { readonly kind: 'starting'; readonly isWanted: boolean };

const UP: Way = { kind: 'up' };
const DOWN: Way = { kind: 'down' };
const STOPPED: Way = { kind: 'stopped' };
const UNKNOWN: Way = { kind: 'unknown' };
const RESTARTING: Way = { kind: 'starting', isWanted: true };
const REVIVING: Way = { kind: 'starting', isWanted: false };

/** So long after its process has begun a restart or a recovery may still be said to be over. */
const READY_DUE_MS = 10 * 60_000;

/** Whether a gateway that is in this way is missed by somebody. */
export function isMissed(span: Way): boolean {
  return span.kind === 'down' || (span.kind === 'starting' && !span.isWanted);
}

/** From what is written to what that says of every moment; each later layer knows better. */
export function spansOf(
  past: RecordedPast,
  { facts, incident }: Pick<Gateway, 'facts' | 'incident'>,
  range: TimeRange,
): readonly Span[] {
  const now = range.to;
  const spans: Span[] = [{ ...range, ...UNKNOWN }];
  const { runs, watches, suspends, turns } = past;

  runs.forEach((run, index) => {
    const next = runs[index + 1] ?? null;
    const until = run.isPresent ? now : (next?.from ?? now);
    const end = run.to ?? (run.isPresent ? now : knownUntil(run, next, watches));
    paint(spans, run.from, Math.min(end, until), UP);
    const ready = readyAt(run, runs[index - 1] ?? null, turns, end);
    if (ready !== null) paint(spans, run.from, Math.min(ready.at, end), ready.way);
    if (run.to !== null) paintAfter(run, next, Math.min(run.to, until), until);
  });
  const last = runs.at(-1);
  if (last?.isPresent && incident?.phase.kind === 'starting') paint(spans, last.from, now, REVIVING);
  if (facts.mainPid === 0) paintPresent();
  for (const [index, { from, to }] of suspends.entries()) {
    paint(spans, from, to ?? wokeBy(index), to === null ? UNKNOWN : { kind: 'suspended' });
  }
  return spans;

  /** What came after a run, until the next. */
  function paintAfter(run: RecordedRun, next: RecordedRun | null, from: number, to: number): void {
    const liesThere = next === null && facts.mainPid === 0 && facts.invocationId === run.invocationId;
    // An end that was learned of afterwards comes from a journal that would have told of another run, too.
    const isTold = liesThere || (next !== null && run.exit?.wasWatched === false);
    let way = run.isBesideAnother ? UNKNOWN : wayAfter(run.exit);
    let since = from;
    for (const turn of between(turns, from, to, timeOf)) {
      const turned = turnTo(way, turn);
      if (turned === way) continue;
      known(since, turn.at, way);
      since = turn.at;
      way = turned;
    }
    known(since, to, way);

    function known(begin: number, end: number, what: Way): void {
      if (isTold) paint(spans, begin, end, what);
      else {
        for (const watch of watches) paint(spans, Math.max(begin, watch.from), Math.min(end, watch.to), what);
      }
    }
  }

  /** A unit that lies there, after what nothing is written of: since the machine started, say. */
  function paintPresent(): void {
    const open = spans.at(-1);
    const isJudged = last?.exit != null && last.invocationId === facts.invocationId;
    if (open?.kind !== 'unknown' || isJudged) return;
    const since = Math.max(open.from, facts.stateChangedAt ?? watches.at(-1)?.from ?? now);
    paint(spans, since, now, facts.activeState === 'failed' || facts.activeState === 'activating' ? DOWN : STOPPED);
  }

  function wokeBy(index: number): number {
    const from = suspends[index]?.from ?? now;
    const watch = watches.find((one) => one.from > from);
    return Math.min(watch?.from ?? now, suspends[index + 1]?.from ?? now);
  }
}

/** Until when it is known to have run that nobody saw end: as long as somebody watched, and no other came in its place. */
function knownUntil(run: RecordedRun, next: RecordedRun | null, watches: readonly Watch[]): number {
  const watch = watches.findLast(({ from, to }) => from <= run.heardAt && run.heardAt <= to);
  if (watch === undefined) return run.heardAt;
  const endWasMissed = next?.seenAt != null && next.seenAt <= watch.to;
  return endWasMissed ? run.heardAt : watch.to;
}

/** Until when a run was still on its way up, and to what; null where nothing says so. */
function readyAt(
  run: RecordedRun,
  before: RecordedRun | null,
  turns: readonly Turn[],
  end: number,
): { readonly at: number; readonly way: Way } | null {
  if (before?.exit == null) return null;
  const way = wayAfter(before.exit);
  if (way.kind !== 'starting' && !isMissed(way)) return null;
  const due = Math.min(end, run.from + READY_DUE_MS);
  const ready = between(turns, run.from, due, timeOf).find(({ kind }) => kind === 'restarted' || kind === 'recovered');
  if (ready !== undefined) return { at: ready.at, way: way.kind === 'starting' ? way : REVIVING };
  // One of a loop: it fell before it had got up.
  const isFall = run.exit !== null && !run.exit.isExpected && end - run.from < STEADY_MS;
  return isMissed(way) && isFall ? { at: end, way: REVIVING } : null;
}

function timeOf({ at }: Turn): number {
  return at;
}

/** How a gateway is after an exit, while nothing else happens. */
function wayAfter(exit: Exit | null): Way {
  if (exit === null) return UNKNOWN;
  const { consequence, verdict } = exit;
  // It goes on outside systemd, and nobody writes down how, unless its end there was seen.
  if (verdict.kind === 'takeover' && (exit.isExpected || !exit.wasWatched)) return UNKNOWN;
  if (!exit.isExpected) return DOWN;
  // That it was started again hours after makes the stop no restart.
  if (verdict.kind === 'stopped-on-request') return STOPPED;
  const isRestart = verdict.kind === 'restarted-on-request' || verdict.kind === 'planned-restart';
  switch (consequence.kind) {
    case 'systemd-restarts':
    case 'restarted':
      return RESTARTING;
    case 'not-known':
      return isRestart ? RESTARTING : STOPPED;
    case 'stays-down':
      if (consequence.why.kind === 'replaced') return UNKNOWN;
      // It was to come back.
      return isRestart && consequence.why.kind !== 'on-request' ? DOWN : STOPPED;
  }
}

function turnTo(way: Way, { kind }: Turn): Way {
  if (way.kind === 'unknown') return way;
  switch (kind) {
    case 'stopped':
      return STOPPED;
    case 'wanted':
      return way.kind === 'stopped' ? RESTARTING : way;
    case 'restart-failed':
      return DOWN;
    default:
      return way;
  }
}

/** Puts a span over what is there. Nothing outside of what is there already, nothing that ends before it begins. */
function paint(spans: Span[], begin: number, end: number, way: Way): void {
  const from = Math.max(begin, spans[0]?.from ?? begin);
  const to = Math.min(end, spans.at(-1)?.to ?? end);
  // NaN, too.
  if (!(from < to)) return;
  // Nearly always the last ones.
  let first = spans.length - 1;
  while (first > 0 && (spans[first]?.from ?? 0) > from) first -= 1;
  let last = first;
  while (last < spans.length - 1 && (spans[last]?.to ?? 0) < to) last += 1;
  const [head, tail] = [spans[first], spans[last]];
  if (head === undefined || tail === undefined) return;
  const pieces: Span[] = [{ ...way, from, to }];
  if (head.from < from) pieces.unshift({ ...head, to: from });
  if (tail.to > to) pieces.push({ ...tail, from: to });
  const before = spans[first - 1];
  const after = spans[last + 1];
  const joined = joinedSpans([
    ...(before === undefined ? [] : [before]),
    ...pieces,
    ...(after === undefined ? [] : [after]),
  ]);
  const start = before === undefined ? first : first - 1;
  const stop = after === undefined ? last : last + 1;
  spans.splice(start, stop - start + 1, ...joined);
}

function joinedSpans(spans: readonly Span[]): readonly Span[] {
  const joined: Span[] = [];
  for (const span of spans) {
    const before = joined.at(-1);
    if (before !== undefined && isSameWay(before, span)) joined[joined.length - 1] = { ...before, to: span.to };
    else joined.push(span);
  }
  return joined;
}

function isSameWay(left: Span, right: Span): boolean {
  if (left.kind !== right.kind) return false;
  return left.kind !== 'starting' || right.kind !== 'starting' || left.isWanted === right.isWanted;
}
