import { Notice } from '../components/notice';
import type { ViewProps } from '../view-props';
import { GatewayCard } from './gateway-card';
import { NoGateways } from './no-gateways';

/** How the gateway is, and what can be done about it. */
export function Overview({ state, gateway, now, runCommand }: ViewProps) {
  return (
    <>
      {state.tray === 'none' && <NoTrayNotice />}
      {gateway === null ? (
        <NoGateways state={state} now={now} />
      ) : (
        // Another gateway is another card, with its own answers.
        <GatewayCard key={gateway.unit} state={state} gateway={gateway} now={now} runCommand={runCommand} />
      )}
    </>
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
