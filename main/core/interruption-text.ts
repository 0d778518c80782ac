import { type Cut, wouldCut } from './confirmation';
import type { CuttingCommand } from './cutting-command';
import { formatLimit } from './duration';
import { generationOf, restartLimits } from './hermes-limits';
import { t } from './i18n';
import type { RestartMode } from './restart-run';
import type { Gateway } from './state';

/**
 * What a stop or restart would interrupt, behind its label: ` (interrupts 2 agents)`; '' where nothing. Of a graceful one
 * the time is said that it gives them, because its name promises some.
 */
export function interruptionSuffix(gateway: Gateway, command: CuttingCommand, now: number): string {
  const cut = wouldCut(gateway, command, now);
  if (cut === null) return '';
  const isGraceful = command.kind === 'restart' && command.mode === 'graceful';
  const { drainMs } = restartLimits(gateway, 'graceful');
  return ` (${isGraceful && drainMs > 0 ? costAfter(cut, formatLimit(drainMs)) : costAtOnce(cut)})`;
}

function costAtOnce({ agents }: Cut): string {
  return agents === null ? t('cost.interrupts.unknown') : t('cost.interrupts', { count: agents });
}

function costAfter({ agents }: Cut, limit: string): string {
  return agents === null
    ? t('cost.interruptsAfter.unknown', { limit })
    : t('cost.interruptsAfter', { count: agents, limit });
}

/** How long a graceful restart lets the agents at work go on: ` (≤ 60 s)`; '' where none is at work, or it lets none. */
export function drainSuffix(gateway: Gateway, now: number): string {
  const stop: CuttingCommand = { kind: 'stop', unit: gateway.unit, isConfirmed: false };
  const { drainMs } = restartLimits(gateway, 'graceful');
  return drainMs === 0 || wouldCut(gateway, stop, now) === null ? '' : ` (≤ ${formatLimit(drainMs)})`;
}

/** What the ways to stop and restart cost while agents are at work, in two sentences; null while none is. */
export function workText(gateway: Gateway, now: number): string | null {
  const cut = wouldCut(gateway, { kind: 'stop', unit: gateway.unit, isConfirmed: false }, now);
  // Of one that does not respond nobody knows what is at work.
  if (cut === null || gateway.silentSince !== null) return null;
  return `${atWorkText(gateway, cut)} ${limitsText(gateway, cut)}`;
}

function limitsText(gateway: Gateway, { agents }: Cut): string {
  // What is not counted is spoken of as several.
  const count = agents ?? 2;
  const gently = restartLimits(gateway, 'graceful').drainMs;
  const hard = restartLimits(gateway, 'now').drainMs;
  if (gently === 0) return t('work.interrupt', { count });
  if (hard === gently) return t('work.limit', { count, limit: formatLimit(hard) });
  return hard === 0
    ? t('work.gentleOrNot', { count, limit: formatLimit(gently) })
    : t('work.twoLimits', { count, gently: formatLimit(gently), hard: formatLimit(hard) });
}

/** `2 agents are at work.` */
export function atWorkText(gateway: Gateway, { agents }: Cut): string {
  return agents === null ? t('work.unknown', { hermes: generationOf(gateway) }) : t('work.agents', { count: agents });
}

/** `Restarting now interrupts them.`, with the time they are given first, where they are. */
export function cutText(gateway: Gateway, command: CuttingCommand, { agents }: Cut): string {
  const mode: RestartMode = command.kind === 'restart' ? command.mode : 'now';
  const { drainMs } = restartLimits(gateway, mode);
  const doing = command.kind === 'stop' ? 'stop' : mode === 'now' ? 'restartNow' : 'restart';
  if (drainMs === 0) {
    return agents === null ? t(`cut.${doing}.atOnce.unknown`) : t(`cut.${doing}.atOnce`, { count: agents });
  }
  const limit = formatLimit(drainMs);
  return agents === null
    ? t(`cut.${doing}.limit.unknown`, { limit })
    : t(`cut.${doing}.limit`, { count: agents, limit });
}
