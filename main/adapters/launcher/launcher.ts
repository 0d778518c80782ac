import type { Clock } from '../../app/ports/clock';
import type { Launcher } from '../../app/ports/launcher';
import type { SessionBus } from '../../app/ports/session-bus';
import { variant } from '../../core/dbus';

export interface LauncherParts {
  readonly bus: SessionBus;
  readonly clock: Clock;
}

/** The launcher is known by the desktop entry that started us. */
const APP_URI = 'application://hermes-tray.desktop';
const PATH = '/com/canonical/unity/launcherentry';
const INTERFACE = 'com.canonical.Unity.LauncherEntry';
const EVERY_MS = 1000;

/**
 * Progress on the launcher's icon, as one signal that a dock may listen to (Plasma, Ubuntu's and other docks; not plain
 * GNOME, not Xfce): https://wiki.ubuntu.com/Unity/LauncherAPI#Low_level_DBus_API:_com.canonical.Unity.LauncherEntry
 */
export function createLauncher({ bus, clock }: LauncherParts): Launcher {
  let wanted: number | null = null;
  let sent: number | null = null;
  let isUp = false;
  let stopWaiting: (() => void) | null = null;

  function send(): void {
    if (!isUp || wanted === sent || stopWaiting !== null) return;
    emit();
    stopWaiting = clock.after(EVERY_MS, () => {
      stopWaiting = null;
      send();
    });
  }

  function emit(): void {
    sent = wanted;
    const properties = {
      progress: variant('d', Math.min(1, Math.max(0, wanted ?? 0))),
      'progress-visible': variant('b', wanted !== null),
    };
    bus.emit({ path: PATH, interface: INTERFACE, member: 'Update', signature: 'sa{sv}', body: [APP_URI, properties] });
  }

  // A dock forgets what a connection said when that is gone.
  const unsubscribe = bus.onStatus((status) => {
    isUp = status.kind === 'up';
    if (isUp) send();
    else sent = null;
  });

  return {
    showProgress(progress) {
      wanted = progress;
      send();
    },
    close() {
      stopWaiting?.();
      stopWaiting = null;
      wanted = null;
      if (sent !== null) emit();
      unsubscribe();
    },
  };
}
