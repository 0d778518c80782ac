import type { TrayHost } from '../core/state';
import { trayView } from '../core/tray-view';
import type { AppWindow } from './ports/app-window';
import type { Clock } from './ports/clock';
import type { Logger } from './ports/logger';
import type { Tray } from './ports/tray';
import type { RunCommand } from './run-command';
import type { Store } from './store';

export interface PresentParts {
  readonly store: Store;
  readonly tray: Tray;
  readonly window: AppWindow;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly runCommand: RunCommand;
}

/** How often ages and countdowns move while somebody looks at the menu. */
const OPEN_MENU_TICK_MS = 1000;

/** Shows every state, in the tray and in the window, from now until the returned function is called. */
export function present(parts: PresentParts): () => void {
  const { store, tray, window, clock, runCommand } = parts;
  let hadHost = false;
  let stopTicking: (() => void) | null = null;

  function render(): void {
    tray.show(trayView(store.state(), clock.now()));
  }

  function tick(): void {
    stopTicking = clock.after(OPEN_MENU_TICK_MS, () => {
      render();
      tick();
    });
  }

  function hostChanged(host: TrayHost): void {
    store.dispatch({ kind: 'tray-host-changed', host });
    hadHost ||= host === 'status-notifier';
    // A panel that was there comes back, after a screen lock or its own restart: no reason to throw a window at anyone.
    if (host === 'none' && !hadHost) {
      parts.logger.warn('this desktop shows no tray icons (no StatusNotifierItem host): opening the window instead');
      window.show();
    } else if (host === 'legacy') {
      parts.logger.warn('no StatusNotifierItem host: using a legacy X11 tray icon, which this desktop may not show');
    }
  }

  window.start({ state: () => store.state(), run: runCommand });
  render();
  tray.start({
    commandChosen: (command) => void runCommand(command),
    activated: () => window.show(),
    aboutToShow: render,
    menuOpenChanged(open) {
      stopTicking?.();
      stopTicking = null;
      if (open) tick();
    },
    hostChanged,
  });
  const unsubscribe = store.subscribe((state) => {
    render();
    window.update(state);
  });

  return () => {
    unsubscribe();
    stopTicking?.();
    tray.close();
    window.close();
  };
}
