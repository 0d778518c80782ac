import { t } from '../../main/core/i18n';
import { formatMoment } from '../../main/core/moment';
import type { Exit } from '../../main/core/verdict';
import { pastConsequenceText, verdictText } from '../../main/core/verdict-text';
import { EvidenceList, type OpenLog } from './evidence-list';

interface ExitHistoryProps {
  /** The last one first. */
  readonly exits: readonly Exit[];
  readonly now: number;
  readonly onOpenLog: OpenLog;
}

/** How a gateway's runs ended lately. Each opens into what the verdict rests on. */
export function ExitHistory({ exits, now, onOpenLog }: ExitHistoryProps) {
  return (
    <details className="history">
      <summary>{t('exit.recent', { count: exits.length })}</summary>
      <ul>
        {exits.map((exit) => (
          <li key={`${exit.invocationId} ${exit.endedAt}`}>
            <details>
              <summary className={exit.isExpected ? 'past-exit' : 'past-exit past-exit-unexpected'}>
                <time dateTime={new Date(exit.endedAt).toISOString()}>{formatMoment(exit.endedAt, now)}</time>
                <span>{pastText(exit)}</span>
              </summary>
              <EvidenceList exit={exit} onOpenLog={onOpenLog} />
            </details>
          </li>
        ))}
      </ul>
    </details>
  );
}

function pastText(exit: Exit): string {
  const consequence = exit.isExpected ? null : pastConsequenceText(exit);
  return consequence === null ? verdictText(exit) : `${verdictText(exit)}. ${consequence}.`;
}
