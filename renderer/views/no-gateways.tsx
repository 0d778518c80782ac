import type { BusStatus } from '../../main/core/bus-status';
import { formatDuration } from '../../main/core/duration';
import type { GatewayStatus } from '../../main/core/gateway-status';
import { sentence } from '../../main/core/sentence';
import type { AppState } from '../../main/core/state';
import { statusDetails, statusMark, statusText } from '../../main/core/status-text';
import { Empty } from '../components/empty';
import { toneOf } from '../tone';

interface NoGatewaysProps {
  readonly state: AppState;
  readonly now: number;
}

/** Why there is no gateway to show. "None there" is said only when it is known. */
export function NoGateways({ state, now }: NoGatewaysProps) {
  if (state.bus.kind !== 'connected') return <NoBus bus={state.bus} now={now} />;
  if (!state.discovered) {
    return <Empty tone="moving" mark="◐" title="Looking for gateways" role="status" />;
  }
  return (
    <Empty tone="quiet" mark={statusMark('not-installed')} title="No gateway unit" role="status">
      <p>
        hermes-tray follows Hermes Agent gateways that run as systemd user units, and this user has none. Once there is
        one, it appears here by itself.
      </p>
      <p>
        To make one: <code>hermes gateway install</code>
      </p>
    </Empty>
  );
}

function NoBus({ bus, now }: { readonly bus: Exclude<BusStatus, { kind: 'connected' }>; readonly now: number }) {
  const status: GatewayStatus = { kind: 'no-bus', bus };
  const [detail] = statusDetails(status);
  return (
    <Empty tone={toneOf(status)} mark={statusMark(status.kind)} title={statusText(status, now)} role="status">
      {detail !== undefined && <p className="fine-print">{sentence(detail)}</p>}
      {bus.kind !== 'connecting' && <p>{retryText(bus, now)}</p>}
    </Empty>
  );
}

/** What is done about a connection that is not there. */
export function retryText(bus: BusStatus, now: number): string {
  if (bus.kind !== 'lost' || bus.retryAt === null) return 'Everything is read again as soon as it answers.';
  const left = bus.retryAt - now;
  return left < 1000 ? 'Trying again now.' : `Trying again in ${formatDuration(left)}.`;
}
