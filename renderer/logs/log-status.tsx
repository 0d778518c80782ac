import { useEffect, useRef, useState } from 'react';
import { t } from '../../main/core/i18n';
import { isFiltering, type LogExtent, type LogFilter, type LogProblem } from '../../main/core/log-view';
import { formatNumber } from '../dates';

interface LogStatusProps {
  readonly extent: LogExtent;
  readonly filter: LogFilter;
  readonly isFollowing: boolean;
  /** How many rows have come since it does not. */
  readonly newer: number;
  readonly onFollow: () => void;
  /** What was done last, such as that something was copied. */
  readonly note: string;
}

/** How much there is, and whether it follows. Read out when it is another in kind, not with every line that comes. */
export function LogStatus({ extent, filter, isFollowing, newer, onFollow, note }: LogStatusProps) {
  const { first, end, entries, isComplete, problem } = extent;
  const number = formatNumber(entries, 'count');
  const count = isFiltering(filter)
    ? t('logs.count.matching', { matching: formatNumber(end - first, 'count'), number })
    : t('logs.count', { count: entries, number });
  const found = useOncePerFilter(filter, isComplete, count);
  const follows = isFollowing ? t('logs.following') : t('logs.paused');
  return (
    <div className="log-status">
      <span className={isFollowing ? 'log-follows log-follows-on' : 'log-follows'}>
        <span aria-hidden="true">{isFollowing ? '▼' : '❚❚'}</span> {follows}
      </span>
      {!isFollowing && (
        <button type="button" className="button button-small button-primary" onClick={onFollow}>
          {newer > 0 ? `${t('logs.new', { count: newer, number: formatNumber(newer, 'count') })} · ` : ''}
          {t('logs.follow')} <span aria-hidden="true">↓</span>
        </button>
      )}
      <span className="log-count">
        {count}
        {isComplete ? '' : ` · ${t('logs.count.reading')}`}
      </span>
      <span className="log-note" role="status">
        {/* Where there are no entries it stands in their place. */}
        {problem !== null && entries > 0 && (
          <span className="log-problem" title={problem.detail}>
            <span aria-hidden="true">⚠</span> {problemText(problem)}
          </span>
        )}
        {note}
      </span>
      <span className="visually-hidden" role="status">
        {follows}
      </span>
      <span className="visually-hidden" role="status">
        {found}
      </span>
    </div>
  );
}

/** What was read before stays in view. */
function problemText({ kind }: LogProblem): string {
  return kind === 'missing' ? t('logs.gone') : t(`logs.problem.${kind}`);
}

/** How long a filter stands before what it found is read out. */
const SETTLED_MS = 500;

/** The count as it was once a filter had settled, and not with every line that comes after. */
function useOncePerFilter(filter: LogFilter, isComplete: boolean, count: string): string {
  const [found, setFound] = useState<{ readonly filter: LogFilter; readonly count: string } | null>(null);
  const latest = useRef(count);
  latest.current = count;
  useEffect(() => {
    if (!isFiltering(filter) || !isComplete) return;
    const timer = setTimeout(
      () => setFound((before) => (before?.filter === filter ? before : { filter, count: latest.current })),
      SETTLED_MS,
    );
    return () => clearTimeout(timer);
  }, [filter, isComplete]);
  return isFiltering(filter) && found?.filter === filter ? found.count : '';
}
