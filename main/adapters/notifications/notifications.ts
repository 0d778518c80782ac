import { pathToFileURL } from 'node:url';
import type { Clock } from '../../app/ports/clock';
import type { Logger } from '../../app/ports/logger';
import type { NotificationListener, Notifications } from '../../app/ports/notifications';
import type { SessionBus } from '../../app/ports/session-bus';
import type { Notice } from '../../core/notice';
import { errorMessage } from '../../core/result';
import type { Buttons } from './buttons';
import { createNotificationDaemon, type NotificationDaemon } from './daemon';
import { createStandingNotice, type FallbackNotification, type StandingNotice } from './standing-notice';

export interface NotificationsParts {
  readonly bus: SessionBus;
  readonly clock: Clock;
  readonly logger: Logger;
  /** A file, or a name from the icon theme. */
  readonly appIcon: string;
  /** For a session without a daemon, and for what a daemon refuses. */
  readonly fallback: FallbackNotification;
}

/** Of closed notifications, too: a press may be on its way while its notification is closed. */
const REMEMBERED_IDS = 32;

/** Notifications straight over org.freedesktop.Notifications: asynchronous, replaced in place, one for each key. */
export function createNotifications(parts: NotificationsParts): Notifications {
  const { bus, clock, logger } = parts;
  const appIcon = parts.appIcon.startsWith('/') ? pathToFileURL(parts.appIcon).href : parts.appIcon;
  const slots = new Map<string, StandingNotice>();
  const buttonsById = new Map<number, Buttons>();
  let listener: NotificationListener | null = null;
  let daemon: NotificationDaemon | null = null;
  let isMeeting = false;
  /** A daemon came while another was being met. */
  let hasAppeared = false;

  /** Takes every key as far as it can be taken now. Comes again with whatever removes an obstacle. */
  function pursue(): void {
    for (const [key, slot] of slots) if (slot.isOver()) slots.delete(key);
    const work = [...slots.values()].filter((slot) => slot.hasWork());
    if (daemon === null || isMeeting || work.length === 0 || !daemon.isReachable()) return;
    const capabilities = daemon.capabilities();
    if (capabilities === null) void meet(daemon);
    else for (const slot of work) slot.send(capabilities);
  }

  async function meet(met: NotificationDaemon): Promise<void> {
    isMeeting = true;
    hasAppeared = false;
    const meeting = await met.meet();
    isMeeting = false;
    if (met !== daemon) return;
    if (meeting === 'nobody' && !hasAppeared) for (const slot of slots.values()) slot.standIn();
    // One that was silent for the whole deadline may be back. After anything else the next `show`, or the next daemon, tries
    // again: a daemon that dies of us is not hounded.
    if (meeting === 'met' || meeting === 'no-answer' || hasAppeared) pursue();
  }

  function slotOf(key: string, opened: NotificationDaemon): StandingNotice {
    const known = slots.get(key);
    if (known !== undefined) return known;
    const slot = createStandingNotice({ daemon: opened, clock, logger, appIcon, fallback, named, ready: pursue });
    slots.set(key, slot);
    return slot;
  }

  function fallback(notice: Notice): () => void {
    try {
      return parts.fallback(notice, (command) => listener?.commandChosen(command));
    } catch (error) {
      logger.error(`"${notice.title}" cannot be shown: ${errorMessage(error)}`);
      return () => {};
    }
  }

  function named(id: number, buttons: Buttons): void {
    // The newest last.
    buttonsById.delete(id);
    buttonsById.set(id, buttons);
    for (const old of buttonsById.keys()) {
      if (buttonsById.size <= REMEMBERED_IDS) return;
      if (![...slots.values()].some((slot) => slot.has(old))) buttonsById.delete(old);
    }
  }

  function pressed(id: number, key: string): void {
    // Daemons tell everybody: it may be another program's.
    const buttons = buttonsById.get(id);
    if (buttons === undefined) return;
    const command = buttons.command(key);
    if (command === null) logger.warn(`notification ${id} has no button "${key}"`);
    else listener?.commandChosen(command);
  }

  let wanted: readonly Notice[] = [];

  function show(notices: readonly Notice[]): void {
    wanted = notices;
    if (daemon === null) return;
    const keys = new Set(notices.map(({ key }) => key));
    for (const [key, slot] of slots) if (!keys.has(key)) slot.want(null);
    for (const notice of notices) slotOf(notice.key, daemon).want(notice);
    pursue();
  }

  return {
    start(started) {
      listener = started;
      daemon = createNotificationDaemon({
        bus,
        clock,
        logger,
        listener: {
          lost(what) {
            buttonsById.clear();
            for (const slot of slots.values()) slot.lost(what);
          },
          appeared() {
            hasAppeared = true;
            pursue();
          },
          closed(id, reason) {
            for (const slot of slots.values()) slot.closed(id, reason);
          },
          actionInvoked: pressed,
        },
      });
      show(wanted);
    },
    show,
    close() {
      // Nobody would hear their buttons any more.
      show([]);
      daemon?.close();
      daemon = null;
      listener = null;
      slots.clear();
      buttonsById.clear();
    },
  };
}
