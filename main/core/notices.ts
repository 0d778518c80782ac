export type { Notice, NoticeAction } from './notice';

import { incidentNotice, incidentsOf } from './incident-notice';
import { INCIDENT_MEMORY_MS, STEADY_MS } from './incidents';
import type { Notice } from './notice';
import { isRestartNotice, RESTART_END_SHOWN_MS, restartNotice, SLOW_RESTART_MS } from './restart-notice';
import { isUnderWay } from './restart-run';
import type { AppState } from './state';
import { isQuietUpdateNotice, updateNotice, updateNoticeMoments } from './update-notice';

/** The notifications that should stand now: the same state and moment give the same ones. */
export function noticesOf(state: AppState, now: number): readonly Notice[] {
  const { doNotDisturb, notifications } = state.settings;
  if (doNotDisturb) return [];
  const restarts = Object.values(state.gateways).map((gateway) => restartNotice(state, gateway, now));
  const notices = [incidentNotice(state, now), ...restarts, updateNotice(state, now)].filter(
    (notice) => notice !== null,
  );
  // Of our own restarts and updates, what failed or is stuck; the incidents were sifted one by one.
  return notifications === 'all'
    ? notices
    : notices.filter(
        (notice) => !isQuietUpdateNotice(notice) && (!isRestartNotice(notice.key) || notice.urgency === 'critical'),
      );
}

/** When they change although nothing happens; null for never. */
export function noticesChangeAt(state: AppState, now: number): number | null {
  const moments = [
    ...incidentsOf(state).flatMap(({ phase, snoozedUntil }) => [
      snoozedUntil ?? 0,
      ...(phase.kind === 'recovered' ? [phase.at + STEADY_MS] : []),
      ...(phase.kind === 'recovered' || phase.kind === 'ended' ? [phase.at + INCIDENT_MEMORY_MS] : []),
    ]),
    ...Object.values(state.gateways).flatMap(({ restart }) => {
      if (restart === null) return [];
      if (isUnderWay(restart)) return [restart.startedAt + SLOW_RESTART_MS];
      const { phase } = restart;
      const isTold = phase.kind === 'ready' || (phase.kind === 'cancelled' && phase.because === 'stopped');
      return isTold ? [phase.at + RESTART_END_SHOWN_MS + 1] : [];
    }),
    ...updateNoticeMoments(state),
  ].filter((moment) => moment > now);
  return moments.length === 0 ? null : Math.min(...moments);
}
