import { isMissed, type Span, type SpanKind, type TimeRange } from './timeline-spans';

/** A piece of the strip: one span, or several that are too short to be told apart. */
export interface Segment {
  readonly kind: SpanKind;
  /** Whether somebody misses the gateway in it. */
  readonly isMissed: boolean;
  readonly from: number;
  readonly to: number;
  /** How many downtimes it holds. */
  readonly falls: number;
  /** How long it was down in it. */
  readonly downMs: number;
}

/** So many parts of a strip a person can tell apart, with a width of some pixels each. */
const PARTS = 300;

/** What a mixed segment is called by: the first of these that is in it. */
const PRECEDENCE: readonly SpanKind[] = ['down', 'starting', 'stopped', 'unknown', 'suspended', 'up'];

/** What is drawn of a window of time. A loop of a hundred falls is a few segments, and not a hundred stops on the way. */
export function segmentsOf(spans: readonly Span[], range: TimeRange): readonly Segment[] {
  const shortest = (range.to - range.from) / PARTS;
  const segments: Segment[] = [];
  let group: Span[] = [];
  const flush = () => {
    if (group.length > 0) segments.push(segmentOf(group));
    group = [];
  };
  for (const span of clipped(spans, range)) {
    // How it is now stands alone, however short a time it has been so.
    const isShort = span.to - span.from < shortest && span.to < range.to;
    const begin = group[0]?.from ?? span.from;
    // No wider than needs be: what is up between two falls of an afternoon is up.
    if (!isShort || span.to - begin > 2 * shortest) flush();
    group.push(span);
    if (!isShort) flush();
  }
  flush();
  return segments;
}

export function clipped(spans: readonly Span[], range: TimeRange): readonly Span[] {
  return spans
    .map((span) => ({ ...span, from: Math.max(span.from, range.from), to: Math.min(span.to, range.to) }))
    .filter(({ from, to }) => from < to);
}

function segmentOf(spans: readonly Span[]): Segment {
  const missed = spans.filter(isMissed);
  const kind = PRECEDENCE.find((one) => spans.some((span) => span.kind === one)) ?? 'unknown';
  return {
    kind,
    isMissed: missed.length > 0,
    from: spans[0]?.from ?? 0,
    to: spans.at(-1)?.to ?? 0,
    falls: spans.filter((span) => span.kind === 'down').length,
    downMs: missed.reduce((sum, { from, to }) => sum + to - from, 0),
  };
}
