import { type Command, canRun } from '../../main/core/commands';
import type { GatewayStatus } from '../../main/core/gateway-status';
import type { AppState, Gateway, OperationKind } from '../../main/core/state';
import { agentsText, startLabel } from '../../main/core/status-text';
import { CommandButton } from '../components/command-button';
import type { CommandRunner } from '../use-command';

interface GatewayActionsProps {
  readonly state: AppState;
  readonly gateway: Gateway;
  readonly status: GatewayStatus;
  readonly now: number;
  readonly runner: CommandRunner;
}

type Action = Extract<Command['kind'], OperationKind | 'view-log'>;

const ACTIONS: readonly Action[] = ['start', 'restart', 'stop', 'view-log'];
const LABELS: Readonly<Record<Action, string>> = {
  start: 'Start',
  restart: 'Restart',
  stop: 'Stop',
  'view-log': 'View log',
};
const UNDER_WAY: Readonly<Record<OperationKind, string>> = {
  start: 'Starting…',
  restart: 'Restarting…',
  stop: 'Stopping…',
};

export function GatewayActions({ state, gateway, status, now, runner }: GatewayActionsProps) {
  const actions = ACTIONS.map((kind) => {
    const command = { kind, unit: gateway.unit };
    return { kind, command, permission: canRun(state, command, now) };
  });
  // What a person came for: to start what is down. A gateway that is up needs nothing.
  const primary = actions.find(({ kind, permission }) => kind === 'start' && permission.ok)?.kind;
  const cost = interruptionText(status);
  return (
    <div className="actions">
      <div className="buttons">
        {actions.map(({ kind, command, permission }) => (
          <CommandButton
            key={kind}
            label={labelOf(kind, gateway, status)}
            permission={permission}
            isPrimary={kind === primary}
            onPress={() => runner.run(command)}
          />
        ))}
      </div>
      {cost !== null && <p className="fine-print">{cost}</p>}
    </div>
  );
}

function labelOf(kind: Action, gateway: Gateway, status: GatewayStatus): string {
  if (kind !== 'view-log' && gateway.operation?.kind === kind) return UNDER_WAY[kind];
  return kind === 'start' ? startLabel(status) : LABELS[kind];
}

/** What a restart or stop costs, said before the click. */
function interruptionText(status: GatewayStatus): string | null {
  const agents = 'agents' in status ? status.agents : null;
  if (agents === null || agents === 0) return null;
  return `Restart and Stop interrupt ${agentsText(agents)} at work.`;
}
