import { describe, expect, it } from 'vitest';
import {
  createMenuIds,
  menuChanges,
  menuNodes,
  menuTree,
} from '../../../../main/adapters/tray/status-notifier/menu-tree';
import type { TrayMenuItem } from '../../../../main/core/tray-view';
import { menuItem, separatorItem } from '../../../fixtures/tray-views';

function submenu(key: string, children: TrayMenuItem[]): TrayMenuItem {
  return menuItem(key, { kind: 'submenu', command: null, children });
}

/** What changes from one menu to the next, with keys for numbers. */
function changes(before: TrayMenuItem[], after: TrayMenuItem[]) {
  const ids = createMenuIds();
  const [left, right] = [before, after].map((items) => menuNodes(menuTree(items, ids))) as [Nodes, Nodes];
  const { properties, layoutParent } = menuChanges(left, right);
  return {
    properties: properties.map(([id, changed]) => [right.get(id)?.key, changed]),
    layout: layoutParent === null ? null : (right.get(layoutParent)?.key ?? null),
  };
}
type Nodes = ReturnType<typeof menuNodes>;

const NOTHING = { properties: [], layout: null };

describe('menuChanges', () => {
  it('finds none between equal menus', () => {
    const menu = () => [menuItem('a'), separatorItem('s'), submenu('m', [menuItem('x')])];
    expect(changes(menu(), menu())).toEqual(NOTHING);
  });

  it('does not count what a host does not see', () => {
    expect(changes([menuItem('a')], [menuItem('a', { command: { kind: 'quit' } })])).toEqual(NOTHING);
  });

  it('names the properties that differ, inside of submenus too', () => {
    const after = [submenu('m', [menuItem('x', { enabled: false, label: 'other' })])];
    expect(changes([submenu('m', [menuItem('x')])], after)).toEqual({
      properties: [['x', { enabled: false, label: 'other' }]],
      layout: null,
    });
  });

  it('takes the parent of what came, went or moved', () => {
    const menu = (...inside: string[]) => [
      menuItem('a'),
      submenu(
        'm',
        inside.map((key) => menuItem(key)),
      ),
    ];
    expect(changes(menu('x', 'y'), menu('y', 'x'))).toEqual({ properties: [], layout: 'm' });
    expect(changes(menu('x'), menu())).toEqual({ properties: [], layout: 'm' });
    expect(changes(menu('x'), [...menu('x', 'y'), menuItem('b')])).toEqual({ properties: [], layout: '' });
  });

  it('takes an item of another kind for another item', () => {
    const { layout } = changes([menuItem('a')], [submenu('a', [])]);
    expect(layout).toBe('');
  });
});

describe('createMenuIds', () => {
  it('gives a number to one item only, and for ever', () => {
    const ids = createMenuIds();
    const first = ['a', 'b', 'c'].map((key) => ids(menuItem(key)));
    const second = ['d', 'b', 'a'].map((key) => ids(menuItem(key)));
    expect(new Set([...first, ...second]).size).toBe(4);
    expect([second[1], second[2]]).toEqual([first[1], first[0]]);
    expect(first).not.toContain(0);
  });
});
