import { z } from 'zod';
import { assertNever } from './assert-never';
import { restartSchema, stopSchema, unitSchema as unit } from './cutting-command';
import {
  closeLogSchema,
  copyLogSchema,
  filterLogSchema,
  findInLogSchema,
  listLogsSchema,
  openLogSchema,
  readLogSchema,
  revealLogSchema,
  unfoldLogSchema,
} from './log-commands';
import { no, type Permission, YES } from './permission';
import { canOperate, canRestart } from './permissions';
import type { AppState, Gateway } from './state';
import { viewSchema } from './view';

/** What a click can ask for, wherever it is made: the tray, the window, a notification's button. */
export const commandSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('start'), unit }),
  stopSchema,
  /** While one is under way it joins it; `graceful` and `now` hurry a slower one on. */
  restartSchema,
  /** Possible until the gateway was told. */
  z.object({ kind: z.literal('cancel-restart'), unit }),
  z.object({ kind: z.literal('view-log'), unit }),
  /** `journalctl --user -u …` into the clipboard. */
  z.object({ kind: z.literal('copy-journal-command'), unit }),
  /** No notifications of its incident for an hour. */
  z.object({ kind: z.literal('snooze'), unit }),
  z.object({ kind: z.literal('dismiss-confirmation') }),
  /** Opens the window, at a view where one is named. */
  z.object({ kind: z.literal('show-window'), view: z.optional(viewSchema) }),
  /** The window has gone to the view that was asked for. */
  z.object({ kind: z.literal('view-taken') }),
  z.object({ kind: z.literal('set-autostart'), enabled: z.boolean() }),
  z.object({ kind: z.literal('set-do-not-disturb'), enabled: z.boolean() }),
  z.object({ kind: z.literal('quit') }),
  listLogsSchema,
  openLogSchema,
  filterLogSchema,
  readLogSchema,
  unfoldLogSchema,
  findInLogSchema,
  copyLogSchema,
  closeLogSchema,
  revealLogSchema,
]);

export type Command = z.infer<typeof commandSchema>;
/** Whether a command makes sense now, and if not, why. Asked by whoever draws a button and again when it is pressed. */
export function canRun(state: AppState, command: Command, now: number): Permission {
  switch (command.kind) {
    case 'show-window':
    case 'view-taken':
    case 'set-autostart':
    case 'set-do-not-disturb':
    case 'dismiss-confirmation':
    case 'quit':
      return YES;
    // About a log that is open, or not: whoever keeps it answers.
    case 'filter-log':
    case 'read-log':
    case 'unfold-log':
    case 'find-in-log':
    case 'copy-log':
    case 'close-log':
      return YES;
    case 'list-logs':
      return withGateway(state, command.unit, () => YES);
    case 'view-log':
    case 'open-log':
    case 'reveal-log':
      return withGateway(state, command.unit, (gateway) =>
        gateway.home === null ? no(`the files of ${gateway.unit} have not been found yet`) : YES,
      );
    case 'copy-journal-command':
      return withGateway(state, command.unit, () => YES);
    case 'snooze':
      return withGateway(state, command.unit, (gateway) =>
        gateway.incident === null ? no(`${gateway.unit} has no incident`) : YES,
      );
    case 'start':
    case 'stop':
      return withGateway(state, command.unit, (gateway) => canOperate(state, gateway, command.kind, now));
    case 'restart':
      return withGateway(state, command.unit, (gateway) => canRestart(state, gateway, command.mode, now));
    case 'cancel-restart':
      return withGateway(state, command.unit, (gateway) =>
        gateway.restart?.phase.kind === 'waiting-for-idle'
          ? YES
          : no(`no restart of ${gateway.unit} waits that could be cancelled`),
      );
    default:
      return assertNever(command);
  }
}

function withGateway(state: AppState, name: string, ask: (gateway: Gateway) => Permission): Permission {
  const gateway = state.gateways[name];
  return gateway === undefined ? no(`there is no gateway unit ${name}`) : ask(gateway);
}
