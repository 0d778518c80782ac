import { type Command, canRun } from '../../main/core/commands';
import type { GatewayStatus } from '../../main/core/gateway-status';
import type { RestartMode } from '../../main/core/restart-run';
import type { AppState, Gateway } from '../../main/core/state';
import { interruptionText, startLabel } from '../../main/core/status-text';
import { CommandButton } from '../components/command-button';
import type { CommandRunner } from '../use-command';

interface GatewayActionsProps {
  readonly state: AppState;
  readonly gateway: Gateway;
  readonly status: GatewayStatus;
  readonly now: number;
  readonly runner: CommandRunner;
}

interface Action {
  readonly label: string;
  readonly command: Command;
}

export function GatewayActions({ state, gateway, status, now, runner }: GatewayActionsProps) {
  const actions = actionsOf(gateway, status).map((action) => ({
    ...action,
    permission: canRun(state, action.command, now),
  }));
  // What a person came for: to start what is down. A gateway that is up needs nothing.
  const primary = actions.find(({ command, permission }) => command.kind === 'start' && permission.ok);
  const cost = interruptionText(status);
  return (
    <div className="actions">
      <div className="buttons">
        {actions.map((action) => (
          <CommandButton
            key={action.label}
            label={action.label}
            permission={action.permission}
            isPrimary={action === primary}
            onPress={() => runner.run(action.command)}
          />
        ))}
      </div>
      {cost !== null && <p className="fine-print">{cost}</p>}
    </div>
  );
}

function actionsOf(gateway: Gateway, status: GatewayStatus): readonly Action[] {
  const { unit, operation } = gateway;
  const restart = (mode: RestartMode): Command => ({ kind: 'restart', unit, mode, isConfirmed: false });
  const stop: Action = {
    label: operation?.kind === 'stop' ? 'Stopping…' : 'Stop',
    command: { kind: 'stop', unit, isConfirmed: false },
  };
  const viewLog: Action = { label: 'View log', command: { kind: 'view-log', unit } };
  if (status.kind === 'restarting') {
    return [
      { label: 'Cancel restart', command: { kind: 'cancel-restart', unit } },
      { label: 'Restart now', command: restart('now') },
      stop,
      viewLog,
    ];
  }
  return [
    { label: operation?.kind === 'start' ? 'Starting…' : startLabel(status), command: { kind: 'start', unit } },
    { label: 'Restart', command: restart('graceful') },
    { label: 'Restart when idle', command: restart('when-idle') },
    { label: 'Restart now', command: restart('now') },
    stop,
    viewLog,
  ];
}
