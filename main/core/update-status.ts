import { type GatewayStatus, gatewayStatus } from './gateway-status';
import type { AppState, Gateway } from './state';
import { lastExit } from './state';
import { isUpdating, type UpdateRun } from './update-run';
import { isEndOfStop } from './verdict';

/**
 * The status as it is shown: `updating` of a gateway that our update is at. What systemd and the process say is beneath it,
 * and what a person can do is asked of that (`gatewayStatus`).
 */
export function shownStatus(state: AppState, gateway: Gateway, now: number): GatewayStatus {
  const status = gatewayStatus(gateway, state.bus, now);
  const { update } = state;
  if (!isUpdating(update) || !isAtGateways(update) || !hadRun(update, gateway)) return status;
  return isNewsOfItsOwn(status, gateway, update) ? status : { kind: 'updating', run: update };
}

/** Before the drain nothing of them has changed. */
function isAtGateways({ phase }: UpdateRun): boolean {
  return phase.kind !== 'pre-flight' && phase.kind !== 'snapshot';
}

/** One that did not run before is left alone. */
function hadRun({ snapshot }: UpdateRun, { unit }: Gateway): boolean {
  return snapshot?.gateways.some((before) => before.unit === unit) ?? false;
}

/** What an update does not explain. */
function isNewsOfItsOwn(status: GatewayStatus, gateway: Gateway, { phase, startedAt }: UpdateRun): boolean {
  switch (status.kind) {
    case 'no-bus':
    case 'not-installed':
    case 'outside-systemd':
      return true;
    case 'frozen':
      // It would wait for ever for the agents of a process that stands still; every later phase has a limit.
      return phase.kind === 'draining';
    case 'stopped': {
      const exit = lastExit(gateway);
      return exit !== null && isEndOfStop(exit) && exit.endedAt >= startedAt;
    }
    default:
      return false;
  }
}
