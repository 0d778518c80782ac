import { generationOf } from './hermes-limits';
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
    return no(`${unit} has no ExecReload= that sends SIGUSR1, so it can't be asked to finish its work first`);
  }
  if (unitStatus(facts).kind !== 'active' || facts.mainPid === 0) return no(`${unit} is not running`);
  if (gateway.silentSince !== null) return no('the gateway does not respond, so it would not hear SIGUSR1');
  const record = ownRecord(gateway);
  if (record === null || record.pid !== facts.mainPid) {
    return no('its main process has not told that it runs: a gateway that still starts is killed by SIGUSR1');
  }
  switch (record.gatewayState) {
    case 'running':
    case 'degraded':
    case 'draining':
      return YES;
    case 'stopped':
    case 'startup_failed':
      return no('the gateway is ending already');
    default:
      return no('the gateway is still starting: SIGUSR1 would kill it');
  }
}

/** Whether it can be waited for: a count of agents is needed. */
export function canWaitForIdle(gateway: Gateway): Permission {
  const signal = canSignal(gateway);
  if (!signal.ok) return signal;
  return ownRecord(gateway)?.activeAgents === null
    ? no(`${generationOf(gateway)} does not tell how many agents work, so it can't wait for them`)
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
  const parts = [`the unit is ${facts.activeState} (${facts.subState})`];
  if (facts.mainPid !== 0) parts.push(`PID ${facts.mainPid}`);
  if (record !== null) parts.push(`gateway_state ${record.gatewayState ?? 'unknown'}`);
  if (record !== null && record.activeAgents !== null && record.activeAgents > 0) {
    parts.push(`${record.activeAgents} at work`);
  }
  if (record?.exitReason != null && record.gatewayState !== 'running') parts.push(record.exitReason);
  return parts.join(', ');
}
