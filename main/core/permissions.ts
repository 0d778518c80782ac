import { assertNever } from './assert-never';
import { gatewayStatus } from './gateway-status';
import { otherGatewayUnit } from './home-facts';
import { t } from './i18n';
import { no, type Permission, YES } from './permission';
import { canSignal, canWaitForIdle } from './restart-facts';
import { isUnderWay, type RestartMode } from './restart-run';
import { hurryRestart } from './restart-steps';
import type { AppState, Gateway, OperationKind } from './state';
import { unitStatus } from './unit-status';
import { changesCode, isUpdating } from './update-run';

/** Whether a start or a stop makes sense now. */
export function canOperate(state: AppState, gateway: Gateway, kind: OperationKind, now: number): Permission {
  const busy = blocked(state, gateway);
  if (busy !== null) return busy;
  const changing = kind === 'start' ? codeIsChanging(state, gateway) : null;
  if (changing !== null) return changing;
  // A stop ends a restart; a start would be a second one.
  if (kind === 'start' && isUnderWay(gateway.restart))
    return no(t('permission.restartUnderWay', { unit: gateway.unit }));
  const name = gateway.unit;
  const status = gatewayStatus(gateway, { kind: 'connected' }, now);
  if (status.kind === 'not-installed') return no(status.detail);
  const unitKind = unitStatus(gateway.facts).kind;
  if (kind === 'stop') {
    const canEnd =
      unitKind === 'active' || unitKind === 'unknown' || unitKind === 'starting' || unitKind === 'auto-restart';
    return canEnd ? YES : no(t('permission.notRunning', { unit: name }));
  }
  if (status.kind === 'outside-systemd') {
    // A unit of Hermes 0.15 and before would kill it (--replace), a later one would fail to start.
    return no(outsideText(status.pid));
  }
  const other = gateway.process === null ? null : otherGatewayUnit(gateway.process, name);
  if (other !== null) return no(t('permission.runsAsOther', { unit: other }));
  return unitKind === 'stopped' || unitKind === 'failed' || unitKind === 'auto-restart'
    ? YES
    : no(t('permission.notStopped', { unit: name }));
}

/**
 * Whether a restart of this kind makes sense now, or hurries on the one that is under way. (Asking again for what is
 * under way is no harm, but nothing to offer a person.)
 */
export function canRestart(state: AppState, gateway: Gateway, mode: RestartMode, now: number): Permission {
  const busy = blocked(state, gateway) ?? codeIsChanging(state, gateway);
  if (busy !== null) return busy;
  const { restart, unit } = gateway;
  if (isUnderWay(restart)) {
    const hurried = hurryRestart(restart, mode, gateway, now);
    if (hurried === restart) return no(t('permission.restartUnderWay', { unit }));
    return mode === 'graceful' ? canSignal(gateway) : YES;
  }
  const status = gatewayStatus(gateway, { kind: 'connected' }, now);
  if (status.kind === 'not-installed') return no(status.detail);
  // systemd may be trying to start a second one beside it.
  if (status.kind === 'outside-systemd') return no(outsideText(status.pid));
  const unitKind = unitStatus(gateway.facts).kind;
  if (unitKind !== 'active' && unitKind !== 'unknown') return no(t('permission.notRunning', { unit }));
  switch (mode) {
    case 'now':
      return YES;
    case 'graceful':
      return canSignal(gateway);
    case 'when-idle':
      return canWaitForIdle(gateway);
    default:
      return assertNever(mode);
  }
}

/** A process that starts while its code changes has some of each. */
function codeIsChanging({ update, installations }: AppState, { unit }: Gateway): Permission | null {
  if (!isUpdating(update) || !changesCode(update)) return null;
  const isOfIt = unit === update.unit || installations[update.checkout]?.units.includes(unit) === true;
  return isOfIt ? no(t('permission.codeChanging')) : null;
}

function outsideText(pid: number): string {
  return t('permission.runsOutside', { pid });
}

function blocked(state: AppState, gateway: Gateway): Permission | null {
  if (state.bus.kind === 'lost' || state.bus.kind === 'connecting') return no(t('permission.noConnection'));
  if (gateway.operation !== null) return no(t(`permission.${gateway.operation.kind}UnderWay`, { unit: gateway.unit }));
  return null;
}
