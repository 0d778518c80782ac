import { t } from '../../main/core/i18n';
import { isFiltering, type LogExtent, type LogFilter } from '../../main/core/log-view';
import { formatNumber } from './format';

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
  const { first, end, entries, isComplete } = extent;
  const number = formatNumber(entries);
  const count = isFiltering(filter)
    ? t('logs.count.matching', { matching: formatNumber(end - first), number })
    : t('logs.count', { count: entries, number });
  const follows = isFollowing ? t('logs.following') : t('logs.paused');
  return (
    <div className="log-status">
      <span className={isFollowing ? 'log-follows log-follows-on' : 'log-follows'}>
        <span aria-hidden="true">{isFollowing ? '▼' : '❚❚'}</span> {follows}
      </span>
      {!isFollowing && (
        <button type="button" className="button button-small button-primary" onClick={onFollow}>
          {newer > 0 ? `${t('logs.new', { count: newer, number: formatNumber(newer) })} · ` : ''}
          {t('logs.follow')} <span aria-hidden="true">↓</span>
        </button>
      )}
      <span className="log-count">
        {count}
        {isComplete ? '' : ` · ${t('logs.count.reading')}`}
      </span>
      <span className="log-note" role="status">
        {note}
      </span>
      <span className="visually-hidden" role="status">
        {follows}
      </span>
      {isFiltering(filter) && isComplete && (
        <span className="visually-hidden" role="status">
          {count}
        </span>
      )}
    </div>
  );
}
