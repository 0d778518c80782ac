import { assertNever } from './assert-never';
import { formatDuration, formatLimit } from './duration';
import { t } from './i18n';
import { restartProgress } from './restart-progress';
import type { RestartMode, RestartRun } from './restart-run';
import { textBar } from './text-bar';

/** `▰▰▰▰▱▱▱▱▱▱  43 %` */
export function restartBar(run: RestartRun, now: number): string {
  return textBar(restartPercent(run, now));
}

/** Whole percents, rounded down: 100 at `ready` only. */
export function restartPercent(run: RestartRun, now: number): number {
  return Math.floor(restartProgress(run, now) * 100);
}

/** What a restart is at. */
export function restartLine({ phase, agentsAtStart }: RestartRun, now: number): string {
  switch (phase.kind) {
    case 'waiting-for-idle':
      if (phase.agentsNow === null) return t('restart.waitingForIdle');
      return phase.agentsNow === 0 ? t('restart.idle') : t('restart.waitingFor', { count: phase.agentsNow });
    case 'draining':
      return `${drainingText(phase.agentsNow, agentsAtStart)}${atMost(phase.deadline, now)}`;
    case 'exiting':
      return `${t('restart.exiting')}${atMost(phase.deadline, now)}`;
    case 'waiting':
      return waitingText(phase, now);
    case 'starting':
      return `${t('restart.starting', { pid: phase.pid })}${atMost(phase.deadline, now)}`;
    case 'ready':
      return t('restart.ready', { duration: formatDuration(phase.tookMs), pid: phase.pid });
    case 'cancelled':
      return t(CANCELLED[phase.because]);
    case 'failed':
      return `${phase.reason}. ${phase.hint}`;
    default:
      return assertNever(phase);
  }
}

function drainingText(now: number | null, atStart: number | null): string {
  if (now === null) return t('restart.draining');
  // Agents start others: with more than there were, "of" would make no sense.
  if (atStart === null || now > atStart || atStart === 0) return t('restart.draining.left', { count: now });
  return t('restart.draining.of', { left: now, count: atStart });
}

function waitingText(
  { systemdRestartAt, asked }: Extract<RestartRun['phase'], { kind: 'waiting' }>,
  now: number,
): string {
  if (asked !== 'not-yet') return t('restart.systemdStarts');
  if (systemdRestartAt === null) return t('restart.waiting');
  const left = systemdRestartAt - now;
  return left < 1000
    ? t('restart.systemdStarts.now')
    : t('restart.systemdStarts.in', { duration: formatDuration(left) });
}

function atMost(deadline: number, now: number): string {
  const left = deadline - now;
  return left <= 0 ? '' : ` · ≤ ${formatLimit(left)}`;
}

/** What a person calls the ways to restart, as they stand below or beside the word Restart. */
export function restartModeLabel(mode: RestartMode): string {
  return t(`button.mode.${mode}`);
}

const CANCELLED = {
  asked: 'restart.cancelled',
  stopped: 'restart.givenUp',
  replaced: 'restart.replaced',
} as const;
