import { formatDuration } from '../../main/core/duration';
import { t } from '../../main/core/i18n';
import type { Figures } from '../../main/core/timeline-figures';
import type { SpanKind } from '../../main/core/timeline-spans';
import { wayText } from '../timeline-text';

const ORDER: readonly SpanKind[] = ['up', 'down', 'starting', 'stopped', 'suspended', 'unknown'];

/** What the parts of the strip stand for, and how much of each there is: the strip in words. */
export function UptimeLegend({ spent }: Pick<Figures, 'spent'>) {
  return (
    <ul className="legend" aria-label={t('timeline.legend')}>
      {ORDER.filter((kind) => spent[kind] > 0).map((kind) => (
        <li key={kind}>
          <span className={`swatch way-${kind}`} aria-hidden="true" />
          {wayText(kind)} <span className="legend-time">{formatDuration(spent[kind])}</span>
        </li>
      ))}
    </ul>
  );
}
