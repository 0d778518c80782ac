import type { Command } from '../../core/commands';
import type { TrayHost } from '../../core/state';
import type { TrayView } from '../../core/tray-view';

/** The icon in the panel. */
export interface Tray {
  start(listener: TrayListener): void;
  /** Shows a view. Changes what differs and nothing else. */
  show(view: TrayView): void;
  close(): void;
}

export interface TrayListener {
  /** A menu item was pressed. */
  commandChosen(command: Command): void;
  /** The icon was clicked. */
  activated(): void;
  /**
   * Someone is about to read the menu or the tooltip: ages and countdowns are due. The listener calls `show` before it
   * returns, if there is something new.
   */
  aboutToShow(): void;
  /** The menu is open, or no longer. While it is, its ages must move on. */
  menuOpenChanged(open: boolean): void;
  hostChanged(host: TrayHost): void;
}
