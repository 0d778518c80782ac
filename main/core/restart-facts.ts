import { generationOf } from './hermes-limits';
import { t } from './i18n';
import { ownRecord } from './own-record';
import { no, type Permission, YES } from './permission';
import type { RestartRun } from './restart-run';
import type { Gateway } from './state';
import { unitStatus } from './unit-status';

// What a restart asks of a gateway's facts.

/**
 * Whether SIGUSR1 may be sent to the main process: its default action kills, so the gateway must be known to have its
 * handler by now, by a record of that very process.
 */
export function canSignal(gateway: Gateway): Permission {
  const { facts, unit } = gateway;
  if (!facts.policy.reloadsBySigusr1) {
    return no(t('permission.noSigusr1', { unit }));
  }
  if (unitStatus(facts).kind !== 'active' || facts.mainPid === 0) return no(t('permission.notRunning', { unit }));
  if (gateway.silentSince !== null) return no(t('permission.silent'));
  const record = ownRecord(gateway);
  if (record === null || record.pid !== facts.mainPid) {
    return no(t('permission.untold'));
  }
  switch (record.gatewayState) {
    case 'running':
    case 'degraded':
    case 'draining':
      return YES;
    case 'stopped':
    case 'startup_failed':
      return no(t('permission.ending'));
    default:
      return no(t('permission.starting'));
  }
}

/** Whether it can be waited for: a count of agents is needed. */
export function canWaitForIdle(gateway: Gateway): Permission {
  const signal = canSignal(gateway);
  if (!signal.ok) return signal;
  return ownRecord(gateway)?.activeAgents === null
    ? no(t('permission.uncounted', { hermes: generationOf(gateway) }))
    : YES;
}

/**
 * Whether the old process drains for a restart already, by our SIGUSR1 or somebody else's request. Some of 0.20 and later
 * still call themselves running while they wait for the turns that were under way.
 */
export function isDrainingForRestart(gateway: Gateway): boolean {
  const record = ownRecord(gateway);
  if (record === null || !record.restartRequested) return false;
  return record.gatewayState === 'draining' || record.gatewayState === 'running' || record.gatewayState === 'degraded';
}

/** How many are at work in the process that is to end; `known` where that does not tell. */
export function agentsAtWork(run: RestartRun, gateway: Gateway, known: number | null): number | null {
  const record = ownRecord(gateway);
  return record === null || record.pid !== run.from.mainPid ? known : (record.activeAgents ?? known);
}

/** Whether the process that is to end has ended. */
export function isGone({ from }: RestartRun, { facts }: Gateway): boolean {
  return facts.mainPid === 0 || facts.mainPid !== from.mainPid || facts.invocationId !== from.invocationId;
}

export function hasNewProcess({ from }: RestartRun, { facts }: Gateway): boolean {
  return facts.mainPid !== 0 && facts.invocationId !== '' && facts.invocationId !== from.invocationId;
}

/** Whether Hermes' own restart of this unit is under way. */
export function isHelped({ from, hasHelper }: RestartRun, helpers: readonly string[]): boolean {
  if (!hasHelper) return false;
  // Which process it was for is not known of a run that was over before we looked.
  if (from.mainPid === 0) return helpers.length > 0;
  return helpers.some((name) => name.replace(/\.service$/, '').endsWith(`-planned-restart-${from.mainPid}`));
}

/** How it stands, for a person who has to look into it. */
export function standingText(gateway: Gateway): string {
  const { facts } = gateway;
  const record = ownRecord(gateway);
  const parts = [t('standing.unit', { state: `${facts.activeState} (${facts.subState})` })];
  if (facts.mainPid !== 0) parts.push(`${t('fact.pid')} ${facts.mainPid}`);
  if (record !== null) {
    const { gatewayState: state } = record;
    parts.push(state === null ? t('standing.gateway.unknown') : `gateway_state ${state}`);
  }
  if (record !== null && record.activeAgents !== null && record.activeAgents > 0) {
    parts.push(t('fact.agents.some', { count: record.activeAgents }));
  }
  if (record?.exitReason != null && record.gatewayState !== 'running') parts.push(record.exitReason);
  return parts.join(', ');
}
