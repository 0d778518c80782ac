import { assertNever } from '../main/core/assert-never';
import { formatDuration } from '../main/core/duration';
import { t } from '../main/core/i18n';
import type { TimelineEntry } from '../main/core/timeline-entry';
import type { Segment } from '../main/core/timeline-segments';
import type { SpanKind } from '../main/core/timeline-spans';
import { pastConsequenceText, verdictText } from '../main/core/verdict-text';
import { formatEnd, formatPoint } from './dates';
import type { Tone } from './tone';

/** `Running · 14:02 – now · 5 h 12 min` */
export function segmentText({ kind, from, to, falls, downMs }: Segment, now: number): string {
  const times = { from: formatPoint(from, now), to: formatEnd(to, now) };
  if (kind === 'down' && (falls > 1 || downMs < 0.9 * (to - from))) {
    return t('timeline.segment.falls', { count: falls, down: formatDuration(downMs), ...times });
  }
  return t('timeline.segment', { way: wayText(kind), duration: formatDuration(to - from), ...times });
}

export function wayText(kind: SpanKind): string {
  return t(`timeline.way.${kind}`);
}

export function entryText(entry: TimelineEntry): string {
  switch (entry.kind) {
    case 'exit': {
      const consequence = entry.exit.isExpected ? null : pastConsequenceText(entry.exit);
      return consequence === null ? verdictText(entry.exit) : `${verdictText(entry.exit)}. ${consequence}.`;
    }
    case 'run-began':
      return t(entry.isAsked ? 'timeline.entry.run-began.asked' : 'timeline.entry.run-began', { pid: entry.pid });
    case 'loop':
      return t('timeline.entry.loop', { falls: entry.falls, duration: formatDuration(entry.until - entry.at) });
    case 'incident-recovered':
      return entry.tookMs === null
        ? t('timeline.entry.incident-recovered')
        : t('timeline.entry.incident-recovered.after', { duration: formatDuration(entry.tookMs) });
    case 'restart':
      return restartText(entry);
    case 'drain':
      return entry.agents === null
        ? t('timeline.entry.drain')
        : t('timeline.entry.drain.agents', { count: entry.agents });
    case 'update':
      return updateText(entry);
    case 'suspended':
      return entry.until === null
        ? t('timeline.entry.suspended')
        : t('timeline.entry.suspended.for', { duration: formatDuration(entry.until - entry.at) });
    case 'app-started':
      return t(entry.wasCutOff ? 'timeline.entry.app-started.cutOff' : 'timeline.entry.app-started', {
        version: entry.version,
      });
    case 'incident-began':
    case 'incident-down':
    case 'incident-ended':
    case 'start-asked':
    case 'stop-asked':
    case 'app-ended':
      return t(`timeline.entry.${entry.kind}`);
    default:
      return assertNever(entry);
  }
}

function restartText({ mode, end }: Extract<TimelineEntry, { kind: 'restart' }>): string {
  const restart = t(`timeline.entry.restart.${mode}`);
  if (end === null) return t('timeline.entry.restart.open', { restart });
  if (end.outcome !== 'ready') return t(`timeline.entry.restart.${end.outcome}`, { restart });
  return t('timeline.entry.restart.ready', { restart, duration: formatDuration(end.tookMs ?? 0) });
}

function updateText({ isWayBack, end }: Extract<TimelineEntry, { kind: 'update' }>): string {
  if (end === null) return t(isWayBack ? 'timeline.entry.update-asked.back' : 'timeline.entry.update-asked');
  const { outcome, from, to } = end;
  if (outcome === 'done' && from === to) return t('timeline.entry.update.current');
  return t(`timeline.entry.update.${outcome}`, { from: from ?? '?', to: to ?? '?' });
}

export interface EntryMark {
  readonly mark: string;
  readonly tone: Tone;
}

/** Seen beside the words, which say the same. */
export function entryMark(entry: TimelineEntry): EntryMark {
  switch (entry.kind) {
    case 'exit':
      return entry.exit.isExpected ? { mark: '○', tone: 'quiet' } : { mark: '✕', tone: 'bad' };
    case 'loop':
    case 'incident-down':
      return { mark: '✕', tone: 'bad' };
    case 'run-began':
      return { mark: '●', tone: 'good' };
    case 'incident-began':
      return { mark: '⚠', tone: 'warning' };
    case 'incident-recovered':
      return { mark: '✓', tone: 'good' };
    case 'incident-ended':
      return { mark: '✓', tone: 'quiet' };
    case 'restart':
      return entry.end?.outcome === 'failed' ? { mark: '✕', tone: 'bad' } : { mark: '↻', tone: 'moving' };
    case 'update': {
      const outcome = entry.end?.outcome;
      return outcome === 'failed' || outcome === 'rollback-failed'
        ? { mark: '✕', tone: 'bad' }
        : { mark: '⇡', tone: 'moving' };
    }
    case 'drain':
      return { mark: '◔', tone: 'moving' };
    case 'start-asked':
      return { mark: '▸', tone: 'moving' };
    case 'stop-asked':
      return { mark: '▪', tone: 'quiet' };
    case 'suspended':
    case 'app-started':
    case 'app-ended':
      return { mark: '·', tone: 'quiet' };
    default:
      return assertNever(entry);
  }
}
