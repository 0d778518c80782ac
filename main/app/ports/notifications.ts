import type { Command } from '../../core/commands';
import type { Notice } from '../../core/notice';

/** The desktop's notification daemon. It may be slow, deaf, gone or new at any time; nothing here waits for it. */
export interface Notifications {
  start(listener: NotificationListener): void;
  /**
   * Shows exactly these. One whose key is shown already is replaced in place where it differs; one that is not there any
   * more is closed. One that the person has closed stays closed until its `round` grows.
   */
  show(notices: readonly Notice[]): void;
  close(): void;
}

export interface NotificationListener {
  /** A button, or the notification itself. */
  commandChosen(command: Command): void;
}
