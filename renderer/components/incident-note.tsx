import { t } from '../../main/core/i18n';
import type { Incident } from '../../main/core/incident';
import { incidentText } from '../../main/core/incident-text';
import { formatMoment } from '../../main/core/moment';
import { midSentence, verdictText } from '../../main/core/verdict-text';
import { Notice } from './notice';

interface IncidentNoteProps {
  readonly incident: Incident;
  readonly now: number;
}

/** What a gateway that is up again, or on its way, was through lately. While it is down its status says that itself. */
export function IncidentNote({ incident, now }: IncidentNoteProps) {
  return (
    <Notice tone={incident.phase.kind === 'recovered' ? 'quiet' : 'warning'} title={incidentText(incident, now)}>
      {t('incident.was', {
        moment: formatMoment(incident.exit.endedAt, now),
        text: midSentence(verdictText(incident.exit)),
      })}
    </Notice>
  );
}
