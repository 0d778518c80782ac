import type { MenuItemConstructorOptions } from 'electron';
import type { Command } from '../../core/commands';
import type { TrayMenuItem } from '../../core/tray-view';
import { plainLabel } from './label';

/**
 * The menu as Electron takes it. `&` marks the next letter as the item's key, two are an ampersand; underscores are
 * escaped by Electron.
 */
export function legacyMenu(
  items: readonly TrayMenuItem[],
  choose: (command: Command) => void,
): MenuItemConstructorOptions[] {
  return items.map((item) => legacyItem(item, choose));
}

function legacyItem(item: TrayMenuItem, choose: (command: Command) => void): MenuItemConstructorOptions {
  const { enabled, visible, command } = item;
  const common = { label: plainLabel(item.label).replaceAll('&', '&&'), enabled, visible };
  const click = command === null ? {} : { click: () => choose(command) };
  switch (item.kind) {
    case 'separator':
      return { type: 'separator', visible };
    case 'submenu':
      return { ...common, type: 'submenu', submenu: legacyMenu(item.children, choose) };
    case 'check':
      return { ...common, ...click, type: 'checkbox', checked: item.checked };
    case 'item':
      return { ...common, ...click, type: 'normal' };
  }
}
