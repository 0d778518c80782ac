import { ownRecord } from './own-record';
import type { AppState, Confirmation } from './state';
import { agentsText } from './status-text';
import { gatewayDisplayName } from './unit-name';

/** What a person is asked before work is cut. The count is the present one, not the one at the click. */
export function confirmationText(
  state: AppState,
  { command }: Confirmation,
): { readonly title: string; readonly body: string; readonly action: string } {
  const gateway = state.gateways[command.unit];
  const agents = gateway === undefined ? null : (ownRecord(gateway)?.activeAgents ?? null);
  const many = Object.keys(state.gateways).length > 1;
  const name = many ? `the gateway ${gatewayDisplayName(command.unit)}` : 'the gateway';
  const isStop = command.kind === 'stop';
  return {
    title: isStop ? `Stop ${name}?` : `Restart ${name} now?`,
    body: cutText(agents),
    action: isStop ? 'Stop' : 'Restart now',
  };
}

function cutText(agents: number | null): string {
  if (agents === null) {
    return 'This version of Hermes does not tell how many agents are at work. Any that are will be interrupted.';
  }
  if (agents === 0) return 'No agent is at work any more.';
  return agents === 1
    ? '1 agent is at work, and will be interrupted.'
    : `${agentsText(agents)} are at work, and will be interrupted.`;
}
