import type { Clock } from '../../app/ports/clock';
import type { Logger } from '../../app/ports/logger';
import type { SessionBus } from '../../app/ports/session-bus';
import type { Tray, TrayListener } from '../../app/ports/tray';
import { errorMessage } from '../../core/result';
import type { TrayHost } from '../../core/state';
import type { TrayView } from '../../core/tray-view';
import type { TrayIcons } from './icons';
import { createStatusNotifier, type StatusNotifier } from './status-notifier/status-notifier';
import { followHost } from './watcher';

/** The icon where no StatusNotifierItem host is. It cannot tell whether the desktop shows it. */
export interface LegacyTray {
  show(view: TrayView): void;
  close(): void;
}

export type LegacyTrayFactory = (listener: Pick<TrayListener, 'activated' | 'commandChosen'>) => LegacyTray;

export interface TrayParts {
  readonly bus: SessionBus;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly icons: TrayIcons;
  /** Null where a legacy icon cannot be seen: outside X11. */
  readonly legacyTray: LegacyTrayFactory | null;
  /** At login the panel may come later than we do; a panel that restarts is away for a while. */
  readonly noHostAfterMs?: number;
}

const NO_HOST_AFTER_MS = 10_000;

/** A StatusNotifierItem wherever a host shows those; where none does for a while, the legacy icon until one comes. */
export function createTray(parts: TrayParts): Tray {
  const { bus, clock, logger, noHostAfterMs = NO_HOST_AFTER_MS } = parts;
  let listener: TrayListener | null = null;
  let view: TrayView | null = null;
  let statusNotifier: StatusNotifier | null = null;
  let legacyTray: LegacyTray | null = null;
  let host: TrayHost = 'looking';
  let stopFollowing: (() => void) | null = null;
  let stopWaiting: (() => void) | null = null;

  function setHost(next: TrayHost): void {
    if (next === host) return;
    host = next;
    listener?.hostChanged(host);
  }

  function hostSeen(shown: boolean): void {
    if (!shown) {
      waitForHost();
      return;
    }
    stopWaiting?.();
    stopWaiting = null;
    closeLegacyTray();
    setHost('status-notifier');
  }

  function waitForHost(): void {
    if (host === 'legacy' || host === 'none' || stopWaiting !== null) return;
    stopWaiting = clock.after(noHostAfterMs, () => {
      stopWaiting = null;
      legacyTray = openLegacyTray();
      setHost(legacyTray === null ? 'none' : 'legacy');
    });
  }

  function openLegacyTray(): LegacyTray | null {
    if (parts.legacyTray === null || listener === null) return null;
    try {
      const opened = parts.legacyTray(listener);
      if (view !== null) opened.show(view);
      return opened;
    } catch (error) {
      logger.error(`the legacy tray icon cannot be made: ${errorMessage(error)}`);
      return null;
    }
  }

  function closeLegacyTray(): void {
    legacyTray?.close();
    legacyTray = null;
  }

  return {
    start(startedListener) {
      listener = startedListener;
      statusNotifier = createStatusNotifier({ ...parts, listener });
      if (view !== null) statusNotifier.show(view);
      stopFollowing = followHost({ bus, clock, logger, hostSeen });
    },
    show(next) {
      view = next;
      statusNotifier?.show(next);
      legacyTray?.show(next);
    },
    close() {
      stopFollowing?.();
      stopWaiting?.();
      stopWaiting = null;
      statusNotifier?.close();
      statusNotifier = null;
      closeLegacyTray();
      listener = null;
    },
  };
}
