import type { FlightRecord } from './flight-record';
import type { Gateway } from './state';
import { entriesOf } from './timeline-entries';
import type { TimelineEntry } from './timeline-entry';
import { type Outage, outagesOf } from './timeline-figures';
import { readRuns } from './timeline-runs';
import { type Span, spansOf } from './timeline-spans';

/** What the flight recorder tells of one gateway, up to a moment. */
export interface Timeline {
  readonly unit: string;
  /** When it was read, epoch milliseconds. It reaches back TIMELINE_MS from there. */
  readonly at: number;
  readonly from: number;
  /** The first moment that anything is written of; null when nothing is. */
  readonly since: number | null;
  /** Oldest first, one after the other without a gap from `from` to `at`. */
  readonly spans: readonly Span[];
  /** Oldest first. */
  readonly outages: readonly Outage[];
  /** The last first, ENTRIES_SHOWN at most. */
  readonly entries: readonly TimelineEntry[];
  /** How many older ones were left out. */
  readonly leftOut: number;
}

const DAY_MS = 24 * 60 * 60_000;
/** A month, and the day that it began in. */
export const TIMELINE_MS = 31 * DAY_MS;
export const ENTRIES_SHOWN = 2000;

/** Made of what is written, and of how the gateway stands now. Records are in the order they were written in. */
export function timelineOf(
  records: readonly FlightRecord[],
  gateway: Pick<Gateway, 'unit' | 'facts' | 'incident'>,
  now: number,
): Timeline {
  const from = now - TIMELINE_MS;
  const past = readRuns(records, gateway, now);
  const spans = spansOf(past, gateway, { from, to: now });
  const entries = entriesOf(records, { unit: gateway.unit, runs: past.runs }, { from, to: now });
  return {
    unit: gateway.unit,
    at: now,
    from,
    since: firstTold(
      records,
      past.runs.map((run) => run.from),
    ),
    spans,
    outages: outagesOf(spans, past.runs),
    entries: entries.slice(0, ENTRIES_SHOWN),
    leftOut: Math.max(0, entries.length - ENTRIES_SHOWN),
  };
}

/** A run that was met with may have begun before the first record was written. */
function firstTold(records: readonly FlightRecord[], starts: readonly number[]): number | null {
  const [first] = records;
  if (first === undefined && starts.length === 0) return null;
  return Math.min(first?.at ?? Number.POSITIVE_INFINITY, ...starts.slice(0, 1));
}

/** The same a while later, as long as nothing has happened: what goes on has gone on. */
export function grownTimeline(timeline: Timeline, now: number): Timeline {
  const last = timeline.spans.at(-1);
  if (last === undefined || now <= timeline.at) return timeline;
  const open = timeline.outages.at(-1);
  const outages =
    open?.end === 'open' && open.until === last.to
      ? [...timeline.outages.slice(0, -1), { ...open, until: now, downMs: open.downMs + now - last.to }]
      : timeline.outages;
  return { ...timeline, at: now, spans: [...timeline.spans.slice(0, -1), { ...last, to: now }], outages };
}
