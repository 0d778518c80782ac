import { t } from './i18n';
import { formatSeconds } from './moment';
import type { RestartRun } from './restart-run';
import type { UnitPolicy } from './unit-facts';

/** What happens to the old process if it takes too long, and when; null where nothing does. A sentence without its end. */
export function deadlineText(
  { mode, phase }: RestartRun,
  { timeoutStopMs }: Pick<UnitPolicy, 'timeoutStopMs'>,
): string | null {
  if (phase.kind !== 'draining' && phase.kind !== 'exiting') return null;
  // SIGUSR1 is no stop: no limit of systemd's runs, and Hermes keeps its own.
  if (mode !== 'now') {
    return phase.kind === 'draining' ? t('restart.interruptsAt', { moment: formatSeconds(phase.deadline) }) : null;
  }
  if (timeoutStopMs === null) return t('restart.neverKills');
  return t('restart.killsAt', { moment: formatSeconds(phase.since + timeoutStopMs) });
}

export const RESTART_STEPS = ['draining', 'exiting', 'waiting', 'starting'] as const;
export type RestartStepName = (typeof RESTART_STEPS)[number];

/** The steps of a restart of this kind, and which of them it is at; null before the first. */
export function restartSteps({ mode, phase }: RestartRun): {
  readonly steps: readonly RestartStepName[];
  readonly current: RestartStepName | null;
} {
  // systemd's stop drains, too, but tells nothing of it.
  const steps = RESTART_STEPS.filter((name) => mode !== 'now' || name !== 'draining' || phase.kind === 'draining');
  return { steps, current: RESTART_STEPS.find((name) => name === phase.kind) ?? null };
}
