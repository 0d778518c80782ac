import { assertNever } from './assert-never';
import type { CuttingCommand } from './cutting-command';
import { gatewayStatus } from './gateway-status';
import { cutsSoon } from './hermes-limits';
import { ownRecord } from './own-record';
import { isUnderWay } from './restart-run';
import type { ConfirmChoice } from './settings';
import type { Gateway } from './state';
import { unitStatus } from './unit-status';

/** What a command would interrupt: so many agents, or an unknown number (null). */
export interface Cut {
  readonly agents: number | null;
}

/**
 * What the person is to be asked about before it is done; null where it is simply done. Who is asked before everything is
 * asked also where nothing would be cut: then it is about no agents.
 */
export function cutToConfirm(
  gateway: Gateway,
  command: CuttingCommand,
  choice: ConfirmChoice,
  now: number,
): Cut | null {
  switch (choice) {
    case 'never':
      return null;
    case 'when-cut':
      return wouldCut(gateway, command, now);
    case 'always':
      return wouldCut(gateway, command, now) ?? { agents: 0 };
    default:
      return assertNever(choice);
  }
}

/** Whether something is at work that the command would let finish. */
export function letsFinish(gateway: Gateway, command: CuttingCommand, now: number): boolean {
  return isGentle(gateway, command) && atWork(gateway, now) !== null;
}

/** Null where nothing is at work, or the command lets it finish. */
export function wouldCut(gateway: Gateway, command: CuttingCommand, now: number): Cut | null {
  return isGentle(gateway, command) ? null : atWork(gateway, now);
}

function isGentle(gateway: Gateway, command: CuttingCommand): boolean {
  if (command.kind === 'stop') return false;
  const { restart } = gateway;
  const isPastCutting = isUnderWay(restart) && (restart.phase.kind === 'waiting' || restart.phase.kind === 'starting');
  switch (command.mode) {
    case 'when-idle':
      return true;
    case 'graceful':
      // One that is under way goes on as it is, unless it only waits so far.
      return (isUnderWay(restart) && restart.phase.kind !== 'waiting-for-idle') || !cutsSoon(gateway);
    case 'now':
      return isPastCutting;
    default:
      return assertNever(command.mode);
  }
}

function atWork(gateway: Gateway, now: number): Cut | null {
  const unit = unitStatus(gateway.facts).kind;
  if (gateway.facts.mainPid === 0 || (unit !== 'active' && unit !== 'unknown')) return null;
  const record = ownRecord(gateway);
  if (record === null) {
    const status = gatewayStatus({ ...gateway, restart: null, operation: null }, { kind: 'connected' }, now).kind;
    // It has not come to any work yet. Where its files can't be read, nobody knows.
    return status === 'starting' || status === 'backing-off' || status === 'crash-looping' ? null : { agents: null };
  }
  switch (record.gatewayState) {
    case 'starting':
    case 'stopped':
    case 'startup_failed':
      return null;
    default:
      return record.activeAgents === 0 ? null : { agents: record.activeAgents };
  }
}
