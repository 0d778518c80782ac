import { z } from 'zod';
import { assertNever } from './assert-never';
import { restartSchema, stopSchema, unitSchema as unit } from './cutting-command';
import { gatewayPid } from './gateway-status';
import { t } from './i18n';
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
import { setSettingSchema } from './settings';
import type { AppState, Gateway } from './state';
import { canUpdate, updateSchemas } from './update-commands';
import { viewSchema } from './view';

/** A command, a path; not a book. */
const COPY_MOST = 2000;
const OWN_FILES = ['settings', 'log', 'flightRecorder'] as const;

/** What a click can ask for, wherever it is made: the tray, the window, a notification's button. */
export const commandSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('start'), unit }),
  stopSchema,
  /** While one is under way it joins it; `graceful` and `now` hurry a slower one on. */
  restartSchema,
  /** Possible until the gateway was told. */
  z.object({ kind: z.literal('cancel-restart'), unit }),
  /** `at`: the moment it is about, in epoch milliseconds; without it, the latest. */
  z.object({ kind: z.literal('view-log'), unit, at: z.number().optional() }),
  /** `journalctl --user -u …` into the clipboard. */
  z.object({ kind: z.literal('copy-journal-command'), unit }),
  /** No notifications of its incident for an hour. */
  z.object({ kind: z.literal('snooze'), unit }),
  /** The same for every gateway that has an incident. */
  z.object({ kind: z.literal('snooze-all') }),
  z.object({ kind: z.literal('dismiss-confirmation') }),
  /** Opens the window, at a view where one is named. */
  z.object({ kind: z.literal('show-window'), view: z.optional(viewSchema) }),
  /** The window has gone to a view that was asked for. Another one may have been asked for since. */
  z.object({ kind: z.literal('view-taken'), view: viewSchema }),
  z.object({ kind: z.literal('set-autostart'), enabled: z.boolean() }),
  setSettingSchema,
  /** Into the clipboard, for the page, which has no right to it. */
  z.object({ kind: z.literal('copy-text'), text: z.string().min(1).max(COPY_MOST) }),
  /** Shows one of the app's own files in the file manager. */
  z.object({ kind: z.literal('reveal-file'), file: z.enum(OWN_FILES) }),
  /** Tries the session bus again now, instead of when its time comes. */
  z.object({ kind: z.literal('reconnect') }),
  z.object({ kind: z.literal('quit') }),
  /** What happened to it, as far as it is written down. */
  z.object({ kind: z.literal('read-timeline'), unit }),
  /** How much memory and CPU time it uses now. */
  z.object({ kind: z.literal('read-usage'), unit }),
  listLogsSchema,
  openLogSchema,
  filterLogSchema,
  readLogSchema,
  unfoldLogSchema,
  findInLogSchema,
  copyLogSchema,
  closeLogSchema,
  revealLogSchema,
  ...updateSchemas,
]);

export type Command = z.infer<typeof commandSchema>;
/** Whether a command makes sense now, and if not, why. Asked by whoever draws a button and again when it is pressed. */
export function canRun(state: AppState, command: Command, now: number): Permission {
  switch (command.kind) {
    case 'show-window':
    case 'view-taken':
    case 'set-autostart':
    case 'copy-text':
    case 'dismiss-confirmation':
    case 'quit':
      return YES;
    case 'set-setting':
      return state.settingsNotes.fixed.includes(command.name) ? no(t('settings.fixed')) : YES;
    case 'reveal-file':
      return (state.files?.[command.file] ?? null) === null ? no(t('settings.file.none')) : YES;
    case 'reconnect':
      return state.bus.kind === 'lost' && state.bus.retryAt !== null ? YES : no(t('nothing.reconnect.none'));
    // About a log that is open, or not: whoever keeps it answers.
    case 'filter-log':
    case 'read-log':
    case 'unfold-log':
    case 'find-in-log':
    case 'copy-log':
    case 'close-log':
      return YES;
    case 'open-log':
    case 'reveal-log':
      return withGateway(state, command.unit, (gateway) =>
        gateway.home === null && command.source !== 'journal'
          ? no(t('permission.noFiles', { unit: gateway.unit }))
          : YES,
      );
    // A unit has a journal, wherever its files are.
    case 'view-log':
    case 'list-logs':
    case 'copy-journal-command':
    case 'read-timeline':
      return withGateway(state, command.unit, () => YES);
    case 'read-usage':
      return withGateway(state, command.unit, (gateway) =>
        gatewayPid(gateway) === null ? no(t('permission.notRunning', { unit: gateway.unit })) : YES,
      );
    case 'snooze':
      return withGateway(state, command.unit, (gateway) =>
        gateway.incident === null ? no(t('permission.noIncident', { unit: gateway.unit })) : YES,
      );
    case 'snooze-all':
      return withIncident(state).length === 0 ? no(t('permission.noIncidents')) : YES;
    case 'start':
    case 'stop':
      return withGateway(state, command.unit, (gateway) => canOperate(state, gateway, command.kind, now));
    case 'restart':
      return withGateway(state, command.unit, (gateway) => canRestart(state, gateway, command.mode, now));
    case 'update':
    case 'check-update':
    case 'answer-update':
    case 'hurry-update':
    case 'cancel-update':
    case 'roll-back':
    case 'read-update-output':
      return canUpdate(state, command, now);
    case 'cancel-restart':
      return withGateway(state, command.unit, (gateway) =>
        gateway.restart?.phase.kind === 'waiting-for-idle'
          ? YES
          : no(t('permission.nothingToCancel', { unit: gateway.unit })),
      );
    default:
      return assertNever(command);
  }
}

/** The units of the gateways that have an incident. */
export function withIncident({ gateways }: AppState): readonly string[] {
  return Object.values(gateways)
    .filter(({ incident }) => incident !== null)
    .map(({ unit }) => unit);
}

function withGateway(state: AppState, name: string, ask: (gateway: Gateway) => Permission): Permission {
  const gateway = state.gateways[name];
  return gateway === undefined ? no(t('permission.noGateway', { unit: name })) : ask(gateway);
}
