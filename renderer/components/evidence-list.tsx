import { t } from '../../main/core/i18n';
import { formatSeconds } from '../../main/core/moment';
import type { Exit } from '../../main/core/verdict';
import type { Place } from '../use-place';

/** Shows a log at a moment, epoch milliseconds: the gateway's own, where none is named. */
export type OpenLog = (at: number, log?: Place['log']) => void;

interface EvidenceListProps {
  readonly exit: Exit;
  readonly onOpenLog: OpenLog;
}

/** What a verdict rests on, for whoever wants to know. What has a time leads to the log at that moment. */
export function EvidenceList({ exit, onOpenLog }: EvidenceListProps) {
  return (
    <ul className="evidence">
      {exit.evidence.map(({ source, text, at }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the list of one exit never changes, and its lines may be equal
        <li key={index}>
          <span className="evidence-source">
            {t(`evidence.${source}`)}{' '}
            {at !== null && (
              <MomentInLog at={at} onOpen={() => onOpenLog(at, source === 'journal' ? 'journal' : 'agent')} />
            )}
          </span>{' '}
          <bdi className="evidence-text">{text}</bdi>
        </li>
      ))}
      {!exit.wasWatched && <li className="evidence-source">{t('exit.notWatched')}</li>}
    </ul>
  );
}

function MomentInLog({ at, onOpen }: { readonly at: number; readonly onOpen: () => void }) {
  const moment = formatSeconds(at);
  const name = t('exit.openLog', { moment });
  return (
    <button type="button" className="link" aria-label={name} title={name} onClick={onOpen}>
      {moment}
    </button>
  );
}
