import type { GatewayRecord } from './gateway-record';
import { isInUnit, lastGood } from './home-facts';
import type { Gateway } from './state';

/**
 * Whether the unit's present process says that it runs: the main process itself, or a gateway that the main process is a
 * wrapper of (`doppler run …`).
 */
export function isUp(gateway: Gateway): boolean {
  const { facts, process, unit } = gateway;
  const record = ownRecord(gateway);
  if (record === null || (record.gatewayState !== 'running' && record.gatewayState !== 'degraded')) return false;
  if (record.pid === facts.mainPid) return true;
  return facts.mainPid !== 0 && process?.pid === record.pid && isInUnit(process, unit, facts.mainPid);
}

/** The gateway's own record, if the process that runs now wrote it; what an earlier one left behind is history. */
export function ownRecord(gateway: Gateway): GatewayRecord | null {
  const record = gateway.home === null ? null : lastGood(gateway.home.stateFile);
  if (record === null || record.pid === null) return null;
  const { process } = gateway;
  if (process !== null && process.pid === record.pid) {
    return record.startTicks === null || record.startTicks === process.startTicks ? record : null;
  }
  // gateway.pid goes before the process does: near the end the record is still this run's. One from before its start is
  // of another process of that number, as there may be after a reboot; whoever believes it signals what has no handler.
  const { mainPid, execMainStartedAt } = gateway.facts;
  const isSince = record.updatedAt !== null && record.updatedAt >= (execMainStartedAt ?? 0);
  return record.pid === mainPid && isSince ? record : null;
}
