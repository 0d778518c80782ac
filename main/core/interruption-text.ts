import { agentsText } from './agents-text';
import { type Cut, wouldCut } from './confirmation';
import type { CuttingCommand } from './cutting-command';
import { formatLimit } from './duration';
import { generationOf, restartLimits } from './hermes-limits';
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
  const after = isGraceful && drainMs > 0 ? ` after ${formatLimit(drainMs)}` : '';
  return cut.agents === null
    ? ` (interrupts agents at work${after}, if any)`
    : ` (interrupts ${agentsText(cut.agents)}${after})`;
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
  const whom = cut.agents === 1 ? 'it' : 'them';
  return `${atWorkText(gateway, cut)} ${limitsText(gateway, whom)}`;
}

function limitsText(gateway: Gateway, whom: string): string {
  const gently = restartLimits(gateway, 'graceful').drainMs;
  const hard = restartLimits(gateway, 'now').drainMs;
  if (gently === 0) return `“Restart”, “Now” and “Stop” interrupt ${whom}.`;
  if (hard === gently) return `“Restart”, “Now” and “Stop” give ${whom} ${formatLimit(hard)} at most.`;
  const ends = hard === 0 ? `interrupt ${whom}` : `give ${whom} ${formatLimit(hard)}`;
  return `“Restart” gives ${whom} ${formatLimit(gently)} at most, “Now” and “Stop” ${ends}.`;
}

/** `2 agents are at work.` */
export function atWorkText(gateway: Gateway, { agents }: Cut): string {
  if (agents === null) return `${generationOf(gateway)} does not tell how many agents are at work.`;
  return agents === 1 ? '1 agent is at work.' : `${agentsText(agents)} are at work.`;
}

/** `Restarting now interrupts them.`, with the time they are given first, where they are. */
export function cutText(gateway: Gateway, command: CuttingCommand, { agents }: Cut): string {
  const mode: RestartMode = command.kind === 'restart' ? command.mode : 'now';
  const { drainMs } = restartLimits(gateway, mode);
  const doing = command.kind === 'stop' ? 'Stopping' : mode === 'now' ? 'Restarting now' : 'Restarting';
  const whom = agents === null ? 'any that are' : agents === 1 ? 'it' : 'them';
  return drainMs === 0
    ? `${doing} interrupts ${whom}.`
    : `${doing} gives ${whom} ${formatLimit(drainMs)} at most, then interrupts ${agents === null ? 'them' : whom}.`;
}
