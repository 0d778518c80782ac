import { agentsText } from './agents-text';
import { assertNever } from './assert-never';
import { formatDuration, formatLimit } from './duration';
import { t } from './i18n';
import { restartProgress } from './restart-progress';
import type { RestartMode, RestartRun } from './restart-run';

const CELLS = 10;

/** `▰▰▰▰▱▱▱▱▱▱  43 %` */
export function restartBar(run: RestartRun, now: number): string {
  const percent = restartPercent(run, now);
  const full = Math.floor((percent / 100) * CELLS);
  return `${'▰'.repeat(full)}${'▱'.repeat(CELLS - full)}  ${percent} %`;
}

/** Whole percents, rounded down: 100 at `ready` only. */
export function restartPercent(run: RestartRun, now: number): number {
  return Math.floor(restartProgress(run, now) * 100);
}

/** What a restart is at. */
export function restartLine({ phase, agentsAtStart }: RestartRun, now: number): string {
  switch (phase.kind) {
    case 'waiting-for-idle':
      if (phase.agentsNow === null) return 'Waiting until no agent is at work';
      return phase.agentsNow === 0 ? 'No agent is at work' : `Waiting for ${agentsText(phase.agentsNow)} to finish`;
    case 'draining':
      return `Draining${leftText(phase.agentsNow, agentsAtStart)}${atMost(phase.deadline, now)}`;
    case 'exiting':
      return `The old process ends${atMost(phase.deadline, now)}`;
    case 'waiting':
      return waitingText(phase, now);
    case 'starting':
      return `Starting (PID ${phase.pid})${atMost(phase.deadline, now)}`;
    case 'ready':
      return `Restarted in ${formatDuration(phase.tookMs)} (PID ${phase.pid})`;
    case 'cancelled':
      return phase.because === 'stopped'
        ? 'The restart was given up: another program stopped the gateway'
        : 'The restart was cancelled';
    case 'failed':
      return `${phase.reason}. ${phase.hint}`;
    default:
      return assertNever(phase);
  }
}

function leftText(now: number | null, atStart: number | null): string {
  if (now === null) return '';
  // Agents start others: with more than there were, "of" would make no sense.
  if (atStart === null || now > atStart || atStart === 0) return `: ${agentsText(now)} left`;
  return `: ${now} of ${agentsText(atStart)} left`;
}

function waitingText(
  { systemdRestartAt, asked }: Extract<RestartRun['phase'], { kind: 'waiting' }>,
  now: number,
): string {
  if (asked !== 'not-yet') return 'systemd starts the new process';
  if (systemdRestartAt === null) return 'Waiting for the new process';
  const left = systemdRestartAt - now;
  return left < 1000 ? 'systemd starts it now' : `systemd starts it in ≈ ${formatDuration(left)}`;
}

function atMost(deadline: number, now: number): string {
  const left = deadline - now;
  return left <= 0 ? '' : ` · ≤ ${formatLimit(left)}`;
}

/** What a person calls the ways to restart, as they stand below or beside the word Restart. */
export function restartModeLabel(mode: RestartMode): string {
  return t(`button.mode.${mode}`);
}
