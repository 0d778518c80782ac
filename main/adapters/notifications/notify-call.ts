import { type Variant, variant } from '../../core/dbus';
import type { Notice } from '../../core/notice';
import { type ButtonSet, DEFAULT_ACTION, isSameCommand } from './buttons';
import { escapeMarkup, plainBody, plainTitle } from './text';

export const NOTIFY_SIGNATURE = 'susssasa{sv}i';

export interface NotifyCall {
  readonly notice: Notice;
  readonly buttons: ButtonSet;
  readonly capabilities: ReadonlySet<string>;
  /** A name from the icon theme or a file:// address. */
  readonly appIcon: string;
  /** The notification that it takes the place of; 0 for none. */
  readonly replacesId: number;
}

const APP_NAME = 'hermes-tray';
/** The desktop entry's name without its ending: by it desktops group, name and mute. */
const DESKTOP_ENTRY = 'hermes-tray';
const URGENCY = { low: 0, normal: 1, critical: 2 } as const;
/**
 * Whoever can draw a notification of an icon alone (Notify OSD, xfce4-notifyd) draws one of a bar alone when it gets a value, as
 * for the volume: no title, no text, no buttons.
 */
const BAR_INSTEAD_OF_TEXT = 'x-canonical-private-icon-only';
const AS_THE_DAEMON_LIKES = -1;
const NEVER = 0;

/**
 * The arguments of org.freedesktop.Notifications.Notify
 * (https://specifications.freedesktop.org/notification-spec/latest/protocol.html). No category: the specification has none for
 * a service, and a wrong one files it under chats or network devices.
 */
export function notifyArguments(call: NotifyCall): readonly unknown[] {
  const { notice, buttons, capabilities, appIcon, replacesId } = call;
  const body = plainBody(notice.body);
  return [
    APP_NAME,
    replacesId,
    appIcon,
    plainTitle(notice.title),
    capabilities.has('body-markup') ? escapeMarkup(body) : body,
    // A daemon without buttons may make a dialog of them (Notify OSD), of the default action too.
    capabilities.has('actions') ? actionList(buttons) : [],
    hints(notice, capabilities),
    // Most daemons know by themselves that a critical one stays.
    notice.urgency === 'critical' ? NEVER : AS_THE_DAEMON_LIKES,
  ];
}

function actionList({ buttons, defaultCommand }: ButtonSet): readonly string[] {
  // xfce4-notifyd (0.7.3) runs no default action on a click and draws it as a button instead, if it has a label.
  const hasButton = buttons.some(({ command }) => isSameCommand(command, defaultCommand));
  return [DEFAULT_ACTION, hasButton ? '' : 'Open', ...buttons.flatMap(({ key, label }) => [key, plainTitle(label)])];
}

function hints(
  { urgency, isTransient, progress }: Notice,
  capabilities: ReadonlySet<string>,
): Readonly<Record<string, Variant>> {
  const bar = progress === null || capabilities.has(BAR_INSTEAD_OF_TEXT) ? null : progress;
  return {
    urgency: variant('y', URGENCY[urgency]),
    'desktop-entry': variant('s', DESKTOP_ENTRY),
    ...(isTransient ? { transient: variant('b', true) } : {}),
    ...(bar === null ? {} : { value: variant('i', Math.round(Math.min(100, Math.max(0, bar)))) }),
  };
}
