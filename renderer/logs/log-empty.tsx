import { t } from '../../main/core/i18n';
import { isFiltering, type LogExtent, type LogFilter } from '../../main/core/log-view';
import { Empty } from '../components/empty';
import { formatNumber } from '../dates';

interface LogEmptyProps {
  readonly extent: LogExtent;
  readonly filter: LogFilter;
  readonly onReset: () => void;
}

/** Stands where rows would. Nothing while it is not known yet whether there are any. */
export function LogEmpty({ extent: { problem, entries, isComplete }, filter, onReset }: LogEmptyProps) {
  if (problem !== null && entries === 0) {
    return (
      <Empty
        tone={problem.kind === 'missing' ? 'quiet' : 'warning'}
        mark={problem.kind === 'missing' ? '○' : '⚠'}
        title={t(`logs.problem.${problem.kind}`)}
        role="status"
      >
        <p>{t(`logs.problem.${problem.kind}.hint`, { detail: problem.detail })}</p>
      </Empty>
    );
  }
  if (!isComplete) return null;
  if (entries > 0 && isFiltering(filter)) {
    return (
      <Empty tone="quiet" mark="○" title={t('logs.no-match')} role="status">
        <p>{t('logs.no-match.hint', { number: formatNumber(entries, 'count') })}</p>
        <button type="button" className="button" onClick={onReset}>
          {t('logs.filter.reset')}
        </button>
      </Empty>
    );
  }
  return (
    <Empty tone="quiet" mark="○" title={t('logs.empty')} role="status">
      <p>{t('logs.empty.hint')}</p>
    </Empty>
  );
}
