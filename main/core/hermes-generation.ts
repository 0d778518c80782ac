import { t } from './i18n';
import { ownRecord } from './own-record';
import type { Gateway } from './state';
import type { UnitPolicy } from './unit-facts';

/**
 * From which version on a gateway is, as far as that can be seen; each goes up to the next. Nothing tells the version
 * itself before 0.20.
 */
export type HermesGeneration = '0.11' | '0.14' | '0.16' | '0.19' | '0.20';

/**
 * By what the process writes, which is what runs; where it has written nothing, by its unit, which an update may have
 * rewritten under a process of the version before.
 */
export function hermesGeneration(gateway: Gateway): HermesGeneration {
  const { home } = gateway;
  const { policy } = gateway.facts;
  const record = ownRecord(gateway);
  if (record === null) return generationOfUnit(policy);
  if (record.codeVersion !== null) return '0.20';
  if (!record.namesHome) return policy.restart === 'on-failure' ? '0.11' : '0.14';
  if (home !== null && home.controlSocket !== null) return '0.20';
  // The first heartbeat comes a moment after the first record.
  if ((home !== null && home.heartbeat !== null) || prevents78(policy)) return '0.19';
  return '0.16';
}

/** For a person. */
export function generationText(generation: HermesGeneration): string {
  return t(`hermes.${generation}`);
}

/** Whether `.drain_request.json` makes it take no new work while it stays up. */
export function takesDrainRequests(generation: HermesGeneration): boolean {
  return generation === '0.19' || generation === '0.20';
}

/** Whether it restarts its own unit through a transient one, `hermes-gateway-planned-restart-<pid>.service`. */
export function startsRestartHelper(generation: HermesGeneration): boolean {
  return generation === '0.16' || generation === '0.19';
}

function generationOfUnit(policy: UnitPolicy): HermesGeneration {
  const isSupervised = policy.environment.includes('HERMES_SUPERVISED_CHILD=1');
  if (isSupervised || policy.successExitStatus.includes(75)) return '0.20';
  if (prevents78(policy)) return '0.19';
  if (policy.restart === 'on-failure') return '0.11';
  return policy.execStart.includes('--replace') ? '0.14' : '0.16';
}

function prevents78(policy: UnitPolicy): boolean {
  return policy.restartPreventExitStatus.includes(78);
}
