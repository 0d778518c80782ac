import { describe, expect, it } from 'vitest';
import { legacyMenu } from '../../../../main/adapters/tray/legacy-menu';
import type { Command } from '../../../../main/core/commands';
import { menuItem, QUIT, separatorItem, textItem } from '../../../fixtures/tray-views';

describe('legacyMenu', () => {
  it('has the same items, with ampersands that are no key marks', () => {
    const menu = [
      textItem('status', 'Running\n& well'),
      separatorItem('end'),
      menuItem('tick', { kind: 'check', checked: true }),
      menuItem('more', { kind: 'submenu', command: null, children: [menuItem('x', { visible: false })] }),
    ];
    expect(legacyMenu(menu, () => {})).toMatchObject([
      { type: 'normal', label: 'Running && well', enabled: false, visible: true },
      { type: 'separator' },
      { type: 'checkbox', label: 'tick', checked: true },
      { type: 'submenu', label: 'more', submenu: [{ label: 'x', visible: false }] },
    ]);
  });

  it('gives the command of a click', () => {
    const chosen: Command[] = [];
    const [quit] = legacyMenu([menuItem('quit', { command: QUIT })], (command) => void chosen.push(command));
    // Electron passes the item, the window and the event; none of them matters.
    (quit?.click as (() => void) | undefined)?.();
    expect(chosen).toEqual([QUIT]);
  });
});
