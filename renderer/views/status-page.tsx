import { questionOf } from '../../main/core/confirmation-text';
import { gatewayStatus } from '../../main/core/gateway-status';
import { headlineText } from '../../main/core/gateway-text';
import type { WindowApi } from '../../main/core/ipc-contract';
import { sentence } from '../../main/core/sentence';
import type { AppState, Gateway } from '../../main/core/state';
import { compareUnits, gatewayDisplayName } from '../../main/core/unit-name';
import { Notice } from '../components/notice';
import { useCommand } from '../use-command';
import { useNow } from '../use-now';
import { ConfirmationDialog } from './confirmation-dialog';
import { GatewayCard } from './gateway-card';
import { NoGateways } from './no-gateways';

interface StatusPageProps {
  readonly state: AppState;
  /** When the state arrived, epoch milliseconds. */
  readonly stateAt: number;
  readonly runCommand: WindowApi['runCommand'];
}

export function StatusPage({ state, stateAt, runCommand }: StatusPageProps) {
  const now = useNow(stateAt);
  // Of what was asked for in the dialog, which is gone by the time an answer comes.
  const chosen = useCommand(runCommand);
  const dismiss = () => void runCommand({ kind: 'dismiss-confirmation' });
  // By name, as in the tray: the default profile's unit comes first.
  const gateways = gatewaysInOrder(state);
  return (
    <main className="page">
      {state.tray === 'none' && <NoTrayNotice />}
      {chosen.problem !== null && (
        <Notice tone="bad" onDismiss={chosen.dismiss}>
          {sentence(chosen.problem)}
        </Notice>
      )}
      {gateways.length === 0 && <NoGateways state={state} now={now} />}
      {gateways.map((gateway) => (
        <GatewayCard key={gateway.unit} state={state} gateway={gateway} now={now} runCommand={runCommand} />
      ))}
      {state.confirmation !== null && (
        <ConfirmationDialog
          // Another question is another dialog, with its focus where it belongs.
          key={state.confirmation.askedAt}
          question={questionOf(state, state.confirmation, now)}
          onChoose={({ command }) => {
            dismiss();
            chosen.run(command);
          }}
          onDismiss={dismiss}
        />
      )}
      <p className="visually-hidden" role="status">
        {announcement(state, stateAt)}
      </p>
    </main>
  );
}

function NoTrayNotice() {
  return (
    <Notice tone="quiet" title="This desktop shows no tray icons">
      hermes-tray goes on without one. When you close this window, start hermes-tray again to come back to it. On GNOME,
      the extension “AppIndicator and KStatusNotifierItem Support” brings tray icons back.
    </Notice>
  );
}

/** The default profile first, then by name: without its suffix, its unit's name begins all the others. */
function gatewaysInOrder(state: AppState): readonly Gateway[] {
  return Object.values(state.gateways).sort((left, right) => compareUnits(left.unit, right.unit));
}

/**
 * Read out when a status changes. As of the state's arrival: a countdown that is read out every second helps nobody, and
 * neither do the letters that the tray draws a bar with.
 */
function announcement(state: AppState, stateAt: number): string {
  return gatewaysInOrder(state)
    .map((gateway) => {
      const status = gatewayStatus(gateway, state.bus, stateAt);
      const text = headlineText(gateway, status, status.kind === 'restarting' ? null : stateAt);
      return `${gatewayDisplayName(gateway.unit)}: ${text}`;
    })
    .join('. ');
}
