import { formatDuration } from '../../main/core/duration';
import { t } from '../../main/core/i18n';
import type { Figures } from '../../main/core/timeline-figures';
import { formatNumber } from '../dates';

interface UptimeFiguresProps {
  readonly figures: Figures;
}

const NAMES = ['uptime', 'incidents', 'between', 'recover'] as const;

/** What a time comes to in numbers. What each means stands on it, and below for whoever has no pointer. */
export function UptimeFigures({ figures }: UptimeFiguresProps) {
  const known = knownPart(figures);
  return (
    <section aria-label={t('timeline.figures')} className="figures-section">
      <dl className="figures">
        {NAMES.map((name) => (
          <div key={name} className="figure" title={t(`timeline.${name}.about`)}>
            <dt>{t(`timeline.${name}`)}</dt>
            <dd>{valueText(name, figures)}</dd>
          </div>
        ))}
      </dl>
      <details className="figures-about">
        <summary>{t('timeline.figures.about')}</summary>
        <dl>
          {NAMES.map((name) => (
            <div key={name}>
              <dt>{t(`timeline.${name}`)}</dt>
              <dd>{t(`timeline.${name}.about`)}</dd>
            </div>
          ))}
        </dl>
        {known < 1 && <p>{t('timeline.known', { percent: formatNumber(known, 'wholePercent') })}</p>}
      </details>
    </section>
  );
}

function valueText(name: (typeof NAMES)[number], { uptime, incidents, betweenMs, recoverMs }: Figures): string {
  switch (name) {
    case 'uptime':
      // Rounded down: all of it is said only of all of it.
      return uptime === null
        ? t('timeline.figure.notKnown')
        : formatNumber(Math.floor(uptime * 10_000) / 10_000, 'percent');
    case 'incidents':
      return incidents === 0 ? t('timeline.figure.none') : formatNumber(incidents, 'count');
    case 'between':
      return betweenMs === null ? '–' : formatDuration(betweenMs);
    case 'recover':
      return recoverMs === null ? '–' : formatDuration(recoverMs);
  }
}

function knownPart({ spent }: Figures): number {
  const all = Object.values(spent).reduce((sum, one) => sum + one, 0);
  // Rounded down, too, to whole percents.
  return all === 0 ? 0 : Math.floor((1 - spent.unknown / all) * 100) / 100;
}
