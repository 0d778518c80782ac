import { type Command, canRun } from './commands';
import { gatewayStatus } from './gateway-status';
import { t } from './i18n';
import { isOpen } from './incident';
import type { Notice, NoticeAction } from './notice';
import { noticeName } from './notice-name';
import { restartProgress } from './restart-progress';
import { isUnderWay, type RestartRun } from './restart-run';
import { restartLine } from './restart-text';
import type { AppState, Gateway } from './state';
import { startLabel } from './status-text';
import { isRestartOfUpdate } from './update-quiet';

const KEY = 'restart/';

/** A restart that is over sooner than this is not worth a notification on its way. */
export const SLOW_RESTART_MS = 3000;
/** How long its end stands. */
export const RESTART_END_SHOWN_MS = 20_000;

/** Whether a notification is one of these, by its key. */
export function isRestartNotice(key: string): boolean {
  return key.startsWith(KEY);
}

/** The notification of our own restart: a bar while it lasts, then how it went. */
export function restartNotice(state: AppState, gateway: Gateway, now: number): Notice | null {
  const { restart: run, unit } = gateway;
  if (run === null || isRestartOfUpdate(state, unit, run)) return null;
  const name = noticeName(state, unit);
  const base = { key: `${KEY}${unit}@${run.startedAt}`, defaultCommand: { kind: 'show-window' } as const };
  if (isUnderWay(run)) {
    if (now - run.startedAt < SLOW_RESTART_MS) return null;
    const percent = Math.floor(restartProgress(run, now) * 100);
    return {
      ...base,
      round: 0,
      title: t('restart.title.underWay', { name }),
      // The number stands in the text, too: not every daemon draws a bar.
      body: `${percent} % · ${restartLine(run, now)}`,
      urgency: 'low',
      progress: percent,
      isTransient: true,
      actions: underWayActions(run, unit),
    };
  }
  return ended(state, gateway, run, name, base, now);
}

function underWayActions(run: RestartRun, unit: string): Notice['actions'] {
  const hurry: Command = { kind: 'restart', unit, mode: 'now', isConfirmed: false };
  if (run.phase.kind === 'waiting-for-idle') {
    return [
      { label: t('button.cancel'), command: { kind: 'cancel-restart', unit } },
      { label: t('button.restartNow'), command: hurry },
    ];
  }
  return run.phase.kind === 'draining' ? [{ label: t('button.restartNow'), command: hurry }] : [];
}

function ended(
  state: AppState,
  gateway: Gateway,
  run: RestartRun,
  name: string,
  base: Pick<Notice, 'key' | 'defaultCommand'>,
  now: number,
): Notice | null {
  const { phase } = run;
  const { unit } = gateway;
  if (phase.kind === 'failed') {
    return isToldAsIncident(gateway, run)
      ? null
      : {
          ...base,
          round: 1,
          title: t('restart.title.failed', { name }),
          body: `${phase.reason}. ${phase.hint}`,
          urgency: 'critical',
          progress: null,
          isTransient: false,
          actions: [
            ...forceActions(state, gateway, now),
            { label: t('button.copyJournal'), command: { kind: 'copy-journal-command', unit } },
            { label: t('button.viewLog'), command: { kind: 'view-log', unit } },
          ],
        };
  }
  if (phase.kind === 'cancelled' && phase.because === 'stopped') {
    // What has come after the run that was stopped is news of its own, be it down again.
    const isHistory = gateway.facts.invocationId !== run.from.invocationId;
    return isHistory || now - phase.at > RESTART_END_SHOWN_MS ? null : givenUp(name, base);
  }
  if (phase.kind !== 'ready' || phase.tookMs < SLOW_RESTART_MS || now - phase.at > RESTART_END_SHOWN_MS) return null;
  return {
    ...base,
    round: 0,
    title: t('restart.title.ready', { name }),
    body: t('notice.runsAgain', { pid: phase.pid }),
    urgency: 'low',
    progress: null,
    isTransient: true,
    actions: [],
  };
}

/** Of a process that fell over in it the incident tells, and that is one alarm. */
function isToldAsIncident({ incident }: Gateway, { startedAt }: RestartRun): boolean {
  return incident !== null && isOpen(incident) && incident.exit.endedAt >= startedAt;
}

/** That it was stopped somebody wanted: a word for whoever waits for the restart, and no alarm. */
function givenUp(name: string, base: Pick<Notice, 'key' | 'defaultCommand'>): Notice {
  return {
    ...base,
    round: 0,
    title: t('restart.title.givenUp', { name }),
    body: t('restart.givenUp.detail'),
    urgency: 'low',
    progress: null,
    isTransient: true,
    actions: [],
  };
}

/** What a person can do about one that failed, by what is there now: a restart of what runs, a start of what does not. */
function forceActions(state: AppState, gateway: Gateway, now: number): readonly NoticeAction[] {
  const { unit } = gateway;
  const status = gatewayStatus(gateway, state.bus, now);
  // systemd starts it again and again as it is; and the button would change with each attempt.
  if (status.kind === 'crash-looping') return [];
  const restart: Command = { kind: 'restart', unit, mode: 'now', isConfirmed: false };
  if (canRun(state, restart, now).ok) return [{ label: t('button.restartNow'), command: restart }];
  const start: Command = { kind: 'start', unit };
  return canRun(state, start, now).ok ? [{ label: startLabel(status), command: start }] : [];
}
