import { Notification } from 'electron';
import type { FallbackNotification } from './standing-notice';
import { escapeMarkup, plainBody, plainTitle } from './text';

export interface ElectronNotificationParts {
  readonly iconFile: string;
}

/**
 * Electron's own notification: libnotify, which asks the daemon on the main thread and waits, and can replace nothing. Its
 * buttons are drawn from Electron 44.8 on; before, a click on the notification is all there is.
 */
export function electronNotification({ iconFile }: ElectronNotificationParts): FallbackNotification {
  return (notice, chosen) => {
    const notification = new Notification({
      title: plainTitle(notice.title),
      // Electron passes it on as it is, and nearly every daemon reads markup.
      body: escapeMarkup(plainBody(notice.body)),
      icon: iconFile,
      urgency: notice.urgency,
      timeoutType: notice.urgency === 'critical' ? 'never' : 'default',
      actions: notice.actions.map(({ label }) => ({ type: 'button', text: plainTitle(label) })),
    });
    notification.on('click', () => chosen(notice.defaultCommand));
    notification.on('action', ({ actionIndex }) => {
      const pressed = notice.actions[actionIndex];
      if (pressed !== undefined) chosen(pressed.command);
    });
    notification.show();
    return () => notification.close();
  };
}
