import { gatewayStatus } from '../main/core/gateway-status';
import { headlineText } from '../main/core/gateway-text';
import type { AppState } from '../main/core/state';
import { gatewayDisplayName } from '../main/core/unit-name';
import { gatewaysInOrder } from './gateways';

/**
 * Read out when a status changes. As of the state's arrival: a countdown that is read out every second helps nobody, and
 * neither do the letters that the tray draws a bar with.
 */
export function announcement(state: AppState, stateAt: number): string {
  return gatewaysInOrder(state)
    .map((gateway) => {
      const status = gatewayStatus(gateway, state.bus, stateAt);
      const text = headlineText(gateway, status, status.kind === 'restarting' ? null : stateAt);
      return `${gatewayDisplayName(gateway.unit)}: ${text}`;
    })
    .join('. ');
}
