import type { GatewayRecord } from './gateway-record';
import { lastGood } from './home-facts';
import type { Gateway } from './state';

/** The gateway's own record, if the process that runs now wrote it; what an earlier one left behind is history. */
export function ownRecord(gateway: Gateway): GatewayRecord | null {
  const record = gateway.home === null ? null : lastGood(gateway.home.stateFile);
  if (record === null || record.pid === null) return null;
  const { process } = gateway;
  if (process !== null && process.pid === record.pid) {
    return record.startTicks === null || record.startTicks === process.startTicks ? record : null;
  }
  // gateway.pid goes before the process does: near the end the record is still this run's.
  return record.pid === gateway.facts.mainPid ? record : null;
}
