import type { Tray, TrayListener } from '../../main/app/ports/tray';
import type { TrayHost } from '../../main/core/state';
import type { TrayMenuItem, TrayView } from '../../main/core/tray-view';

/** A tray that keeps what it would show. Its host is there from the start, unless told otherwise. */
export interface FakeTray extends Tray {
  /** Every view shown that differs from the one before it. */
  readonly views: readonly TrayView[];
  /** What is shown now; null before the first. */
  readonly view: TrayView | null;
  /** The menu as a person reads it: labels of what is visible, submenus' too. Reading it asks for fresh ages. */
  labels(): readonly string[];
  /** Presses a menu item, found by its label. Throws when there is none or it cannot be pressed. */
  press(label: string | RegExp): void;
  /** Clicks the icon. */
  activate(): void;
  openMenu(): void;
  closeMenu(): void;
  /** The desktop's tray host comes or goes. */
  setHost(host: TrayHost): void;
  readonly isClosed: boolean;
}

export function createFakeTray(firstHost: TrayHost = 'status-notifier'): FakeTray {
  const views: TrayView[] = [];
  let listener: TrayListener | null = null;
  let host: TrayHost = 'looking';
  let isOpen = false;
  let isClosed = false;

  function started(): TrayListener {
    if (listener === null) throw new Error('the tray was used before it was started');
    return listener;
  }

  function setHost(next: TrayHost): void {
    if (next === host) return;
    host = next;
    started().hostChanged(host);
  }

  function setOpen(open: boolean): void {
    if (open === isOpen) return;
    isOpen = open;
    started().menuOpenChanged(open);
  }

  function visibleItems(): readonly TrayMenuItem[] {
    return visible(views.at(-1)?.menu ?? []);
  }

  return {
    views,
    get view() {
      return views.at(-1) ?? null;
    },
    get isClosed() {
      return isClosed;
    },
    start(given) {
      listener = given;
      setHost(firstHost);
    },
    show(view) {
      if (JSON.stringify(view) !== JSON.stringify(views.at(-1))) views.push(view);
    },
    close() {
      if (listener !== null) setOpen(false);
      listener = null;
      isClosed = true;
    },
    labels() {
      started().aboutToShow();
      return visibleItems()
        .filter(({ kind }) => kind !== 'separator')
        .map(({ label }) => label);
    },
    press(label) {
      const found = visibleItems().find((item) =>
        typeof label === 'string' ? item.label === label : label.test(item.label),
      );
      if (found === undefined) {
        throw new Error(`no menu item ${label}; there are: ${visibleItems().map((item) => item.label)}`);
      }
      if (!found.enabled || found.command === null) throw new Error(`the menu item ${found.label} cannot be pressed`);
      started().commandChosen(found.command);
    },
    activate: () => started().activated(),
    openMenu() {
      started().aboutToShow();
      setOpen(true);
    },
    closeMenu: () => setOpen(false),
    setHost,
  };
}

function visible(items: readonly TrayMenuItem[]): readonly TrayMenuItem[] {
  return items.filter((item) => item.visible).flatMap((item) => [item, ...visible(item.children)]);
}
