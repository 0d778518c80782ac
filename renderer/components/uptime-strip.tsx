import { type KeyboardEvent, useId, useRef, useState } from 'react';
import { t } from '../../main/core/i18n';
import { type Segment, segmentsOf } from '../../main/core/timeline-segments';
import type { Span, TimeRange } from '../../main/core/timeline-spans';
import { type RangeName, ticksOf } from '../timeline-range';
import { segmentText } from '../timeline-text';

interface UptimeStripProps {
  readonly spans: readonly Span[];
  readonly range: TimeRange;
  readonly name: RangeName;
  /** A part was chosen: what begins there is wanted. */
  readonly onGo: (at: number) => void;
}

/**
 * How the gateway was, to look at. One stop for Tab; the arrow keys go from part to part, and each has its words. What a
 * part is can be told by its height and pattern as well as by its colour.
 */
export function UptimeStrip({ spans, range, name, onGo }: UptimeStripProps) {
  const segments = segmentsOf(spans, range);
  const strip = useRef<HTMLDivElement>(null);
  // Where the keyboard is, by its time: parts come and go while the strip moves on.
  const [reached, setReached] = useState(range.to);
  const [pointed, setPointed] = useState<number | null>(null);
  const id = useId();
  const current = indexAt(segments, reached);
  const told = segments[pointed === null ? current : indexAt(segments, pointed)];

  function step(event: KeyboardEvent): void {
    const next = nextIndex(event.key, current, segments.length);
    const segment = next === null ? undefined : segments[next];
    if (next === null || segment === undefined) return;
    event.preventDefault();
    setReached(middleOf(segment));
    strip.current?.querySelectorAll<HTMLElement>('.strip-part')[next]?.focus();
  }

  return (
    <div className="uptime">
      {/* biome-ignore lint/a11y/useSemanticElements: in a fieldset, Chromium loses the height of what is placed in it */}
      <div
        ref={strip}
        className="strip"
        role="group"
        aria-label={t(`timeline.strip.${name}`)}
        aria-describedby={`${id}help`}
        onKeyDown={step}
        onPointerLeave={() => setPointed(null)}
      >
        {segments.map((segment, index) => (
          <button
            // biome-ignore lint/suspicious/noArrayIndexKey: a part has nothing else that stays while the strip moves on
            key={index}
            type="button"
            className={`strip-part way-${segment.kind}`}
            style={placeOf(segment, range)}
            tabIndex={index === current ? 0 : -1}
            aria-label={segmentText(segment, range.to)}
            onFocus={() => setReached(middleOf(segment))}
            onPointerEnter={() => setPointed(middleOf(segment))}
            onClick={() => onGo(segment.from)}
          />
        ))}
      </div>
      <div className={`axis axis-${name}`} aria-hidden="true">
        {ticksOf(name, range).map(({ at, label, isMajor }) => {
          const percent = percentOf(at, range);
          return (
            <span key={at} className={isMajor ? 'tick' : 'tick tick-minor'} style={{ insetInlineStart: `${percent}%` }}>
              {/* What would hang over the edge is left out. */}
              {label !== null && percent > 2 && percent < 96 && <span className="tick-label">{label}</span>}
            </span>
          );
        })}
      </div>
      <p className="strip-label" aria-hidden="true">
        {told !== undefined && (
          <>
            <span className={`swatch way-${told.kind}`} />
            <span>{segmentText(told, range.to)}</span>
          </>
        )}
      </p>
      <p id={`${id}help`} className="visually-hidden">
        {t('timeline.strip.help')}
      </p>
    </div>
  );
}

function nextIndex(key: string, current: number, count: number): number | null {
  switch (key) {
    case 'ArrowLeft':
      return Math.max(0, current - 1);
    case 'ArrowRight':
      return Math.min(count - 1, current + 1);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}

function indexAt(segments: readonly Segment[], at: number): number {
  const index = segments.findIndex(({ to }) => at < to);
  return index === -1 ? segments.length - 1 : index;
}

function middleOf({ from, to }: Segment): number {
  return (from + to) / 2;
}

function placeOf({ from, to }: Segment, range: TimeRange) {
  return {
    // However short, it is to be seen, and inside.
    insetInlineStart: `min(${percentOf(from, range)}%, 100% - 4px)`,
    inlineSize: `max(${percentOf(range.from + to - from, range)}%, 4px)`,
  };
}

function percentOf(at: number, { from, to }: TimeRange): number {
  return Math.round(((at - from) / (to - from)) * 100_000) / 1000;
}
