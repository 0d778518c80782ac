import { assertNever } from './assert-never';
import { formatDuration } from './duration';
import { t } from './i18n';
import type { Incident } from './incident';
import { formatMoment } from './moment';

/** How an incident stands, in one line: `Down since 14:02 · stopped 3 times · systemd gave up`. */
export function incidentText({ phase, exits, openedAt, exit }: Incident, now: number): string {
  const times = exits === 1 ? null : t('incident.times', { count: exits, moment: formatMoment(openedAt, now) });
  switch (phase.kind) {
    case 'reviving':
      return line(
        t('incident.stoppedAt', { moment: formatMoment(exit.endedAt, now) }),
        times,
        revivedText(phase.at, now),
      );
    case 'looping':
      return line(t('incident.looping'), times, t('incident.looping.detail'));
    case 'starting':
      return line(t('incident.starting', { pid: phase.pid }), times);
    case 'down':
      return line(
        t('incident.down', { moment: formatMoment(exit.endedAt, now) }),
        times,
        phase.hasGivenUp ? t('incident.down.gaveUp') : t('incident.down.nobody'),
      );
    case 'recovered':
      return line(t('incident.recovered', { duration: formatDuration(phase.tookMs), pid: phase.pid }), times);
    case 'ended':
      return line(t('incident.ended', { moment: formatMoment(phase.at, now) }), times);
    default:
      return assertNever(phase);
  }
}

function line(...parts: readonly (string | null)[]): string {
  return parts.filter((part) => part !== null).join(' · ');
}

function revivedText(at: number | null, now: number): string {
  if (at === null) return t('consequence.restarts');
  return at - now < 1000
    ? t('consequence.restarts.now')
    : t('consequence.restarts.in', { duration: formatDuration(at - now) });
}
