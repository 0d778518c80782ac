import { gatewayStatus } from './gateway-status';
import { otherGatewayUnit } from './home-facts';
import { no, type Permission, YES } from './permission';
import { isUnderWay, type RestartMode } from './restart-run';
import type { AppState, Gateway, OperationKind } from './state';
import { unitStatus } from './unit-status';

/** Whether a start or a stop makes sense now. */
export function canOperate(state: AppState, gateway: Gateway, kind: OperationKind, now: number): Permission {
  const busy = blocked(state, gateway);
  if (busy !== null) return busy;
  // A stop ends a restart; a start would be a second one.
  if (kind === 'start' && isUnderWay(gateway.restart)) return no(`a restart of ${gateway.unit} is under way`);
  const name = gateway.unit;
  const status = gatewayStatus(gateway, { kind: 'connected' }, now);
  if (status.kind === 'not-installed') return no(status.detail);
  const unitKind = unitStatus(gateway.facts).kind;
  if (kind === 'stop') {
    const canEnd =
      unitKind === 'active' || unitKind === 'unknown' || unitKind === 'starting' || unitKind === 'auto-restart';
    return canEnd ? YES : no(`${name} is not running`);
  }
  if (status.kind === 'outside-systemd') {
    // A unit of Hermes 0.15 and before would kill it (--replace), a later one would fail to start.
    return no(`a gateway of this home already runs outside systemd (PID ${status.pid})`);
  }
  if (gateway.process !== null && otherGatewayUnit(gateway.process, name) !== null) {
    return no(`a gateway of this home already runs as ${otherGatewayUnit(gateway.process, name)}`);
  }
  return unitKind === 'stopped' || unitKind === 'failed' || unitKind === 'auto-restart'
    ? YES
    : no(`${name} is not stopped`);
}

/** Whether a restart of this kind makes sense now, or hurries on the one that is under way. */
export function canRestart(state: AppState, gateway: Gateway, _mode: RestartMode, now: number): Permission {
  const busy = blocked(state, gateway);
  if (busy !== null) return busy;
  const status = gatewayStatus(gateway, { kind: 'connected' }, now);
  if (status.kind === 'not-installed') return no(status.detail);
  const unitKind = unitStatus(gateway.facts).kind;
  return unitKind === 'active' || unitKind === 'unknown' ? YES : no(`${gateway.unit} is not running`);
}

function blocked(state: AppState, gateway: Gateway): Permission | null {
  if (state.bus.kind === 'lost' || state.bus.kind === 'connecting') return no('there is no connection to systemd');
  if (gateway.operation !== null) return no(`a ${gateway.operation.kind} of ${gateway.unit} is under way`);
  return null;
}
