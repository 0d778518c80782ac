import { t } from '../../main/core/i18n';
import { formatSeconds } from '../../main/core/moment';
import type { Exit } from '../../main/core/verdict';

interface EvidenceListProps {
  readonly exit: Exit;
  readonly onOpenLog: (at: number) => void;
}

/** What a verdict rests on, for whoever wants to know. What has a time leads to the log at that moment. */
export function EvidenceList({ exit, onOpenLog }: EvidenceListProps) {
  return (
    <ul className="evidence">
      {exit.evidence.map(({ source, text, at }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the list of one exit never changes, and its lines may be equal
        <li key={index}>
          <span className="evidence-source">
            {t(`evidence.${source}`)} {at !== null && <MomentInLog at={at} onOpenLog={onOpenLog} />}
          </span>{' '}
          <bdi className="evidence-text">{text}</bdi>
        </li>
      ))}
      {!exit.wasWatched && <li className="evidence-source">{t('exit.notWatched')}</li>}
    </ul>
  );
}

function MomentInLog({ at, onOpenLog }: { readonly at: number; readonly onOpenLog: (at: number) => void }) {
  const moment = formatSeconds(at);
  const name = t('exit.openLog', { moment });
  return (
    <button type="button" className="link" aria-label={name} title={name} onClick={() => onOpenLog(at)}>
      {moment}
    </button>
  );
}
