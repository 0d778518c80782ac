import { z } from 'zod';
import { assertNever } from './assert-never';
import { gatewayStatus } from './gateway-status';
import { otherGatewayUnit } from './home-facts';
import type { AppState, Gateway } from './state';
import { isServiceName } from './unit-name';
import { unitStatus } from './unit-status';

const unit = z.string().refine(isServiceName);

/** What a click can ask for, wherever it is made: the tray, the window, a notification's button. */
export const commandSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('start'), unit }),
  z.object({ kind: z.literal('stop'), unit }),
  z.object({ kind: z.literal('restart'), unit }),
  z.object({ kind: z.literal('view-log'), unit }),
  z.object({ kind: z.literal('show-window') }),
  z.object({ kind: z.literal('set-autostart'), enabled: z.boolean() }),
  z.object({ kind: z.literal('quit') }),
]);

export type Command = z.infer<typeof commandSchema>;

export type Permission = { readonly ok: true } | { readonly ok: false; readonly reason: string };

const YES: Permission = { ok: true };

/** Whether a command makes sense now, and if not, why. Asked by whoever draws a button and again when it is pressed. */
export function canRun(state: AppState, command: Command, now: number): Permission {
  switch (command.kind) {
    case 'show-window':
    case 'set-autostart':
    case 'quit':
      return YES;
    case 'view-log':
      return withGateway(state, command.unit, (gateway) =>
        gateway.home === null ? no(`the files of ${gateway.unit} have not been found yet`) : YES,
      );
    case 'start':
    case 'stop':
    case 'restart':
      return withGateway(state, command.unit, (gateway) => canOperate(state, gateway, command.kind, now));
    default:
      return assertNever(command);
  }
}

function canOperate(state: AppState, gateway: Gateway, kind: 'start' | 'stop' | 'restart', now: number): Permission {
  const name = gateway.unit;
  if (state.bus.kind === 'lost' || state.bus.kind === 'connecting') return no('there is no connection to systemd');
  if (gateway.operation !== null) return no(`a ${gateway.operation.kind} of ${name} is under way`);
  const status = gatewayStatus(gateway, { kind: 'connected' }, now);
  if (status.kind === 'not-installed') return no(status.detail);
  const unitKind = unitStatus(gateway.facts).kind;
  const up = unitKind === 'active' || unitKind === 'unknown';
  switch (kind) {
    case 'start':
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
    case 'stop':
      return up || unitKind === 'starting' || unitKind === 'auto-restart' ? YES : no(`${name} is not running`);
    case 'restart':
      return up ? YES : no(`${name} is not running`);
  }
}

function withGateway(state: AppState, name: string, ask: (gateway: Gateway) => Permission): Permission {
  const gateway = state.gateways[name];
  return gateway === undefined ? no(`there is no gateway unit ${name}`) : ask(gateway);
}

function no(reason: string): Permission {
  return { ok: false, reason };
}
