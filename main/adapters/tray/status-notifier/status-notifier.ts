import type { Clock } from '../../../app/ports/clock';
import type { Logger } from '../../../app/ports/logger';
import type { SessionBus } from '../../../app/ports/session-bus';
import type { TrayListener } from '../../../app/ports/tray';
import type { TrayView } from '../../../core/tray-view';
import type { TrayIcons } from '../icons';
import { createStatusNotifierItem } from './item';
import { createDBusMenu } from './menu';

export interface StatusNotifier {
  /** Signals what differs from the last view, and nothing else. */
  show(view: TrayView): void;
  close(): void;
}

export interface StatusNotifierParts {
  readonly bus: SessionBus;
  readonly clock: Clock;
  readonly icons: TrayIcons;
  readonly logger: Logger;
  readonly listener: TrayListener;
}

/** The icon and its menu, offered on the bus to whoever asks. Whether a host knows of them is the watcher's matter. */
export function createStatusNotifier(parts: StatusNotifierParts): StatusNotifier {
  const item = createStatusNotifierItem(parts);
  const menu = createDBusMenu(parts);
  return {
    show(view) {
      menu.show(view.menu);
      item.show(view);
    },
    close() {
      item.close();
      menu.close();
    },
  };
}
