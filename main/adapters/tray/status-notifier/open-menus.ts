import type { Clock } from '../../../app/ports/clock';
import type { SessionBus } from '../../../app/ports/session-bus';

/** How long a menu counts as open after the last sign of it, where the host does not say when it closes. */
const GUESS_MS = 60_000;

/** A host is known by its unique bus name. */
export interface OpenMenus {
  /** The host says that it opened the menu, and so will say when it closes it. */
  opened(host: string): void;
  closed(host: string): void;
  /**
   * The host asks what is in the menu: it is about to show it. libdbusmenu-gtk, and with it xfce4-panel, says no more
   * than that (seen with xfce4-panel 4.18: AboutToShowGroup, but `opened` and `closed` for submenus only).
   */
  aboutToShow(host: string): void;
  /** An item was pressed, which closes the menu. */
  pressed(host: string): void;
  close(): void;
}

interface OpenMenu {
  readonly isGuess: boolean;
  readonly stopWatching: () => void;
}

/** Knows whether some host has the menu open, and says when that changes. A host that dies with it open has closed it. */
export function followOpenMenus(bus: SessionBus, clock: Clock, changed: (open: boolean) => void): OpenMenus {
  const menus = new Map<string, OpenMenu>();

  function open(host: string, isGuess: boolean): void {
    const before = menus.get(host);
    before?.stopWatching();
    const stopDeathWatch = onDeath(bus, host, () => closed(host));
    const stopTimer = isGuess ? clock.after(GUESS_MS, () => closed(host)) : () => {};
    menus.set(host, {
      isGuess,
      stopWatching() {
        stopDeathWatch();
        stopTimer();
      },
    });
    if (before === undefined && menus.size === 1) changed(true);
  }

  function closed(host: string): void {
    const menu = menus.get(host);
    if (menu === undefined) return;
    menu.stopWatching();
    menus.delete(host);
    if (menus.size === 0) changed(false);
  }

  function closeAll(): void {
    for (const host of [...menus.keys()]) closed(host);
  }

  const stopFollowing = bus.onStatus(({ kind }) => {
    if (kind !== 'up') closeAll();
  });

  return {
    opened: (host) => open(host, false),
    closed,
    aboutToShow(host) {
      if (menus.get(host)?.isGuess !== false) open(host, true);
    },
    pressed(host) {
      if (menus.get(host)?.isGuess === true) closed(host);
    },
    close() {
      stopFollowing();
      closeAll();
    },
  };
}

function onDeath(bus: SessionBus, name: string, died: () => void): () => void {
  const match = {
    sender: 'org.freedesktop.DBus',
    interface: 'org.freedesktop.DBus',
    member: 'NameOwnerChanged',
    arg0: name,
  };
  return bus.onSignal(match, ({ body: [, , newOwner] }) => {
    if (newOwner === '') died();
  });
}
