import { type FocusEvent, type KeyboardEvent, memo, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { formatDuration } from '../../main/core/duration';
import { type Language, t } from '../../main/core/i18n';
import { sentence } from '../../main/core/sentence';
import type { TimelineEntry } from '../../main/core/timeline-entry';
import { verdictText } from '../../main/core/verdict-text';
import { dayHeading, formatDate, startOfDay } from '../dates';
import { entryMark, entryText } from '../timeline-text';
import { EvidenceList, type OpenLog } from './evidence-list';
import { StatusMark } from './status-mark';

interface TimelineListProps {
  /** The last first. */
  readonly entries: readonly TimelineEntry[];
  /** In which all of it is worded. */
  readonly language: Language;
  /** Local midnight of the present day. */
  readonly today: number;
  /** The entry that is to be shown; another `visit` shows it again. */
  readonly found: { readonly id: string; readonly visit: number } | null;
  readonly onShowLog: OpenLog;
}

const PAGE = 150;

/**
 * What happened, to read: by days, each entry unfolds into what is known of it. Tab stops once; up and down go from entry
 * to entry. Drawn again only when something has happened, or in another language.
 */
export const TimelineList = memo(function TimelineList({ entries, today, found, onShowLog }: TimelineListProps) {
  const [shown, setShown] = useState(PAGE);
  const [reached, setReached] = useState<string | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  const foundIndex = found === null ? -1 : entries.findIndex((entry) => entry.id === found.id);
  const count = Math.max(shown, foundIndex + 1);
  const visible = entries.slice(0, count);
  const unfoldable = visible.filter(isUnfoldable);
  const current = unfoldable.find((entry) => entry.id === reached) ?? unfoldable[0];

  useEffect(() => {
    if (found === null || list.current === null) return;
    const entry = list.current.querySelector<HTMLElement>('.entry-found');
    entry?.scrollIntoView({ block: 'center' });
    entry?.querySelector<HTMLElement>('summary')?.focus({ preventScroll: true });
  }, [found]);

  function reach({ target }: FocusEvent<HTMLElement>): void {
    const entry = target.closest<HTMLElement>('[data-entry]')?.dataset['entry'];
    if (entry !== undefined) setReached(entry);
  }

  function step(event: KeyboardEvent<HTMLElement>): void {
    if (!(event.target instanceof HTMLElement) || !event.target.matches('.entry > details > summary')) return;
    const rows = [...(list.current?.querySelectorAll<HTMLElement>('.entry > details > summary') ?? [])];
    const at = rows.indexOf(event.target);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    rows[next]?.focus();
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys go from one of the entries in it to another
    <div ref={list} className="entries" onKeyDown={step} onFocus={reach}>
      <p id={`${id}help`} className="visually-hidden">
        {t('timeline.list.help')}
      </p>
      {byDay(visible).map(({ day, entries: ofDay }) => (
        <section key={day} className="entries-day">
          <h3>{dayHeading(day, today)}</h3>
          <ul>
            {ofDay.map((entry) => (
              <li
                key={entry.id}
                data-entry={entry.id}
                className={entry.id === found?.id ? 'entry entry-found' : 'entry'}
              >
                <Entry entry={entry} isCurrent={entry.id === current?.id} helpId={`${id}help`} onShowLog={onShowLog} />
              </li>
            ))}
          </ul>
        </section>
      ))}
      {entries.length > count && (
        <button type="button" className="button" onClick={() => setShown(count + PAGE)}>
          {t('timeline.older', { count: Math.min(PAGE, entries.length - count) })}
        </button>
      )}
    </div>
  );
});

interface EntryProps {
  readonly entry: TimelineEntry;
  /** Whether Tab stops at it. */
  readonly isCurrent: boolean;
  readonly helpId: string;
  readonly onShowLog: OpenLog;
}

function Entry({ entry, isCurrent, helpId, onShowLog }: EntryProps) {
  if (!isUnfoldable(entry)) return <EntryLine entry={entry} />;
  return (
    <details>
      <summary tabIndex={isCurrent ? 0 : -1} aria-describedby={isCurrent ? helpId : undefined}>
        <EntryLine entry={entry} />
      </summary>
      <div className="entry-details">
        <Details entry={entry} onShowLog={onShowLog} />
        <button type="button" className="button button-small" onClick={() => onShowLog(entry.at)}>
          {t('timeline.inLog')}
        </button>
      </div>
    </details>
  );
}

function EntryLine({ entry }: { readonly entry: TimelineEntry }) {
  const { mark, tone } = entryMark(entry);
  return (
    <span className={`entry-line entry-${tone}`}>
      <time dateTime={new Date(entry.at).toISOString()}>{formatDate(entry.at, 'time')}</time>
      <StatusMark tone={tone} mark={mark} />
      <span className="entry-text">{entryText(entry)}</span>
    </span>
  );
}

function Details({ entry, onShowLog }: Pick<EntryProps, 'entry' | 'onShowLog'>): ReactNode {
  switch (entry.kind) {
    case 'exit':
      return (
        <>
          {entry.downMs !== null && !entry.exit.isExpected && (
            <p>{t('timeline.again', { duration: formatDuration(entry.downMs) })}</p>
          )}
          <EvidenceList exit={entry.exit} onOpenLog={onShowLog} />
        </>
      );
    case 'loop': {
      // They are all alike, nearly always.
      const [last] = entry.exits;
      return (
        <>
          <p>{t('timeline.loopEnds')}</p>
          <ul className="loop-ends">
            {entry.exits.map((exit) => (
              <li key={`${exit.invocationId} ${exit.endedAt}`}>
                <time dateTime={new Date(exit.endedAt).toISOString()}>{formatDate(exit.endedAt, 'seconds')}</time>{' '}
                {verdictText(exit)}
              </li>
            ))}
          </ul>
          {last !== undefined && <EvidenceList exit={last} onOpenLog={onShowLog} />}
        </>
      );
    }
    case 'restart':
      return (
        <>
          {entry.end?.reason != null && <p>{sentence(entry.end.reason)}</p>}
          {entry.exit !== null && <EvidenceList exit={entry.exit} onOpenLog={onShowLog} />}
        </>
      );
    case 'update':
      return (
        <>
          {entry.end?.reason != null && <p>{sentence(entry.end.reason)}</p>}
          {entry.end?.awayMs != null && (
            <p>{t('timeline.update.away', { duration: formatDuration(entry.end.awayMs) })}</p>
          )}
        </>
      );
    default:
      return null;
  }
}

/** The rest has no line in the gateway's log, and nothing that it rests on. */
function isUnfoldable({ kind }: TimelineEntry): boolean {
  return kind !== 'app-started' && kind !== 'app-ended' && kind !== 'suspended';
}

function byDay(entries: readonly TimelineEntry[]) {
  const days: { day: number; entries: TimelineEntry[] }[] = [];
  for (const entry of entries) {
    const day = startOfDay(entry.at);
    const last = days.at(-1);
    if (last?.day === day) last.entries.push(entry);
    else days.push({ day, entries: [entry] });
  }
  return days;
}
