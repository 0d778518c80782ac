import type { Command } from '../../../core/commands';
import { type Variant, variant } from '../../../core/dbus';
import type { TrayMenuItem } from '../../../core/tray-view';
import { plainLabel } from '../label';

export const ROOT_ID = 0;

/** A menu item as dbusmenu knows it: a number, properties, children. */
export interface MenuNode {
  readonly id: number;
  readonly key: string;
  readonly properties: Readonly<Record<string, MenuValue>>;
  /** What a click does; null where a click does nothing: on text, on what is disabled, hidden, or below such. */
  readonly command: Command | null;
  readonly children: readonly MenuNode[];
}

type MenuValue = string | boolean | number;

/** Gives every item its number. The same item has the same number for the app's life, and no other item gets it. */
export type MenuIds = (item: TrayMenuItem) => number;

export function createMenuIds(): MenuIds {
  const ids = new Map<string, number>();
  return ({ key, kind }) => {
    // An item that becomes a submenu is another item to a host: hosts do not turn one into the other in place.
    const identity = `${kind} ${key}`;
    const id = ids.get(identity) ?? ROOT_ID + 1 + ids.size;
    ids.set(identity, id);
    return id;
  };
}

export function menuTree(items: readonly TrayMenuItem[], idOf: MenuIds): MenuNode {
  return {
    id: ROOT_ID,
    key: '',
    properties: { 'children-display': 'submenu' },
    command: null,
    children: items.map((item) => menuNode(item, idOf, true)),
  };
}

function menuNode(item: TrayMenuItem, idOf: MenuIds, parentWorks: boolean): MenuNode {
  const works = parentWorks && item.enabled && item.visible;
  return {
    id: idOf(item),
    key: item.key,
    properties: propertiesOf(item),
    command: works ? item.command : null,
    children: item.kind === 'submenu' ? item.children.map((child) => menuNode(child, idOf, works)) : [],
  };
}

/** Defaults are sent too: a host that keeps an item's old properties then never mixes them with new ones. */
function propertiesOf(item: TrayMenuItem): Record<string, MenuValue> {
  if (item.kind === 'separator') return { type: 'separator', visible: item.visible };
  // An underscore marks the next letter as the item's key; two are an underscore.
  const label = plainLabel(item.label).replaceAll('_', '__');
  const common = { label, enabled: item.enabled, visible: item.visible };
  if (item.kind === 'check') return { ...common, 'toggle-type': 'checkmark', 'toggle-state': item.checked ? 1 : 0 };
  return item.kind === 'submenu' ? { ...common, 'children-display': 'submenu' } : common;
}

/** All nodes by their number, the root included. */
export function menuNodes(root: MenuNode): ReadonlyMap<number, MenuNode> {
  const nodes = new Map<number, MenuNode>();
  const add = (node: MenuNode): void => {
    nodes.set(node.id, node);
    node.children.forEach(add);
  };
  add(root);
  return nodes;
}

export interface MenuChanges {
  /** By number, for the items that were there before: only the properties that differ. */
  readonly properties: readonly (readonly [id: number, changed: Readonly<Record<string, MenuValue>>])[];
  /** The item whose children are others, or in another order; the root when there are several; null when none. */
  readonly layoutParent: number | null;
}

export function menuChanges(before: ReadonlyMap<number, MenuNode>, after: ReadonlyMap<number, MenuNode>): MenuChanges {
  const both = [...after.values()].flatMap((node) => {
    const old = before.get(node.id);
    return old === undefined ? [] : [{ old, node }];
  });
  const parents = both.filter(({ old, node }) => childIds(old) !== childIds(node)).map(({ node }) => node.id);
  return {
    properties: both
      .map(({ old, node }) => [node.id, differing(old.properties, node.properties)] as const)
      .filter(([, changed]) => Object.keys(changed).length > 0),
    layoutParent: parents.length > 1 ? ROOT_ID : (parents[0] ?? null),
  };
}

function childIds(node: MenuNode): string {
  return node.children.map(({ id }) => id).join(' ');
}

function differing(
  before: Readonly<Record<string, MenuValue>>,
  after: Readonly<Record<string, MenuValue>>,
): Record<string, MenuValue> {
  return Object.fromEntries(Object.entries(after).filter(([name, value]) => before[name] !== value));
}

/** As `a{sv}`, only those asked for; none asked for means all. */
export function menuProperties(
  properties: Readonly<Record<string, MenuValue>>,
  names: readonly string[] = [],
): Record<string, Variant> {
  return Object.fromEntries(
    Object.entries(properties)
      .filter(([name]) => names.length === 0 || names.includes(name))
      .map(([name, value]) => [name, menuVariant(value)]),
  );
}

export function menuVariant(value: MenuValue): Variant {
  return variant(typeof value === 'string' ? 's' : typeof value === 'boolean' ? 'b' : 'i', value);
}
