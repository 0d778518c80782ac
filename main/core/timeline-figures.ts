import { between } from './by-time';
import { INCIDENT_MEMORY_MS } from './incidents';
import type { RecordedRun } from './timeline-runs';
import { isMissed, type Span, type SpanKind, type TimeRange } from './timeline-spans';

/** A time of trouble: falls that nobody wanted, each within ten minutes of having got over the one before. */
export interface Outage {
  readonly from: number;
  /** The end of its last downtime. */
  readonly until: number;
  /** How long it was down in it, the times on its way up with them. */
  readonly downMs: number;
  readonly exits: number;
  /** `recovered`: it ran again. `stopped`: somebody let it be. `lost`: nobody was there to see. */
  readonly end: 'recovered' | 'stopped' | 'lost' | 'open';
}

export interface Figures {
  /** Of the time that it was known and was to run, the part that it ran; 0 to 1. Null when there was no such time. */
  readonly uptime: number | null;
  /** How many incidents began. */
  readonly incidents: number;
  /** How long it ran for each incident. Null without one. */
  readonly betweenMs: number | null;
  /** How long it was down in an incident, on average over those that it got over. Null without one. */
  readonly recoverMs: number | null;
  /** How long it was in each way. */
  readonly spent: Readonly<Record<SpanKind, number>>;
}

export function outagesOf(spans: readonly Span[], runs: readonly RecordedRun[]): readonly Outage[] {
  const outages: Outage[] = [];
  let end: Outage['end'] = 'recovered';
  for (const span of spans) {
    const known = outages.at(-1);
    if (!isMissed(span)) {
      // Asleep it neither gets over a fall nor does not.
      if (known !== undefined && end === 'open' && span.kind !== 'suspended') {
        end = endBy(span.kind);
        outages[outages.length - 1] = { ...known, end };
      }
      continue;
    }
    const downMs = span.to - span.from;
    const goesOn = end === 'open' || (end === 'recovered' && span.from - (known?.until ?? 0) < INCIDENT_MEMORY_MS);
    if (known !== undefined && goesOn) {
      outages[outages.length - 1] = { ...known, until: span.to, downMs: known.downMs + downMs, end: 'open' };
    } else {
      outages.push({ from: span.from, until: span.to, downMs, exits: 0, end: 'open' });
    }
    end = 'open';
  }
  const falls = runs
    .flatMap(({ exit, isBesideAnother }) => (exit === null || exit.isExpected || isBesideAnother ? [] : [exit.endedAt]))
    .sort((left, right) => left - right);
  return outages.map((one) => ({ ...one, exits: between(falls, one.from, one.until, (at) => at).length }));
}

function endBy(next: SpanKind): Outage['end'] {
  if (next === 'up') return 'recovered';
  return next === 'unknown' ? 'lost' : 'stopped';
}

/**
 * What a window of time comes to. Only time that is known counts, and only time in which it was to run: a stop or a
 * restart that was asked for, and the machine's sleep, are neither up nor down.
 */
export function figuresOf(
  { spans, outages }: { readonly spans: readonly Span[]; readonly outages: readonly Outage[] },
  range: TimeRange,
): Figures {
  const spent = { up: 0, down: 0, starting: 0, stopped: 0, suspended: 0, unknown: 0 };
  let downMs = 0;
  for (const span of spans) {
    const length = Math.min(span.to, range.to) - Math.max(span.from, range.from);
    if (length <= 0) continue;
    spent[span.kind] += length;
    if (isMissed(span)) downMs += length;
  }
  const begun = outages.filter(({ from }) => from >= range.from && from < range.to);
  const recovered = begun.filter(({ end }) => end === 'recovered');
  const known = spent.up + downMs;
  return {
    uptime: known === 0 ? null : spent.up / known,
    incidents: begun.length,
    betweenMs: begun.length === 0 ? null : spent.up / begun.length,
    recoverMs:
      recovered.length === 0 ? null : recovered.reduce((sum, outage) => sum + outage.downMs, 0) / recovered.length,
    spent,
  };
}
