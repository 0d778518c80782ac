import { t } from '../../main/core/i18n';
import { Notice } from '../components/notice';
import type { ViewProps } from '../view-props';
import { GatewayCard } from './gateway-card';
import { LingerNotice } from './linger-notice';
import { NoGateways } from './no-gateways';

/** How the gateway is, and what can be done about it. */
export function Overview({ state, gateway, now, goTo, runCommand, run }: ViewProps) {
  return (
    <>
      {state.tray === 'none' && <NoTrayNotice />}
      {gateway === null ? (
        <NoGateways state={state} now={now} runCommand={run} />
      ) : (
        // Another gateway is another card, with its own answers.
        <GatewayCard
          key={gateway.unit}
          state={state}
          gateway={gateway}
          now={now}
          runCommand={runCommand}
          onOpenLog={(at, log = 'agent') => goTo({ name: 'logs', at, log })}
          onShowUpdate={() => goTo({ name: 'update' })}
        />
      )}
      <LingerNotice state={state} runCommand={run} />
    </>
  );
}

function NoTrayNotice() {
  return (
    <Notice tone="quiet" title={t('overview.noTray.title')}>
      {t('overview.noTray.text')}
    </Notice>
  );
}
