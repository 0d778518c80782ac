import type { Command } from './commands';

/** A notification as it should stand now. Plain text: escaping is the adapter's. */
export interface Notice {
  /** One incident, one key, one notification. */
  readonly key: string;
  /** Grows when it has something to say that a person who closed it would want to know. */
  readonly round: number;
  readonly title: string;
  readonly body: string;
  /** `critical` stays on the screen. Only for what will stay down. */
  readonly urgency: 'low' | 'normal' | 'critical';
  /** 0 to 100; null for no bar. */
  readonly progress: number | null;
  /** Not worth keeping in the desktop's history. */
  readonly isTransient: boolean;
  readonly actions: readonly NoticeAction[];
  /** A click on the notification itself. */
  readonly defaultCommand: Command;
}

export interface NoticeAction {
  readonly label: string;
  readonly command: Command;
}
