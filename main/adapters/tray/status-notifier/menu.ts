import { z } from 'zod';
import type { Clock } from '../../../app/ports/clock';
import type { Logger } from '../../../app/ports/logger';
import type { MethodReply, SessionBus } from '../../../app/ports/session-bus';
import type { TrayListener } from '../../../app/ports/tray';
import { type Variant, variant } from '../../../core/dbus';
import type { TrayMenuItem } from '../../../core/tray-view';
import { type DBusInterface, DONE, dbusObject, invalidArgs, method, string } from './dbus-object';
import {
  createMenuIds,
  type MenuNode,
  menuChanges,
  menuNodes,
  menuProperties,
  menuTree,
  menuVariant,
  ROOT_ID,
} from './menu-tree';
import { followOpenMenus } from './open-menus';
import { DBUSMENU, DBUSMENU_XML } from './xml';

export const MENU_PATH = '/MenuBar';

export interface DBusMenu {
  show(items: readonly TrayMenuItem[]): void;
  close(): void;
}

export interface DBusMenuParts {
  readonly bus: SessionBus;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly listener: TrayListener;
}

const id = z.int();
const names = z.array(z.string());
const event = z.tuple([id, z.string(), z.unknown(), z.number()]);

/** The menu, as com.canonical.dbusmenu. Labels move in place; only another set of items makes another layout. */
export function createDBusMenu({ bus, clock, logger, listener }: DBusMenuParts): DBusMenu {
  const idOf = createMenuIds();
  const openMenus = followOpenMenus(bus, clock, (open) => listener.menuOpenChanged(open));
  let root = menuTree([], idOf);
  let nodes = menuNodes(root);
  let revision = 1;

  function show(items: readonly TrayMenuItem[]): void {
    const before = nodes;
    root = menuTree(items, idOf);
    nodes = menuNodes(root);
    const { properties, layoutParent } = menuChanges(before, nodes);
    if (properties.length > 0) {
      const updated = properties.map(([changed, values]) => [changed, menuProperties(values)]);
      emit('ItemsPropertiesUpdated', 'a(ia{sv})a(ias)', [updated, []]);
    }
    if (layoutParent !== null) {
      revision += 1;
      emit('LayoutUpdated', 'ui', [revision, layoutParent]);
    }
  }

  function emit(member: string, signature: string, body: readonly unknown[]): void {
    bus.emit({ path: MENU_PATH, interface: DBUSMENU, member, signature, body });
  }

  /** Lets the listener bring ages up to date; says whether that made another layout. */
  function aboutToShow(host: string): boolean {
    const before = revision;
    listener.aboutToShow();
    openMenus.aboutToShow(host);
    return revision !== before;
  }

  function getLayout(parentId: number, depth: number, wanted: readonly string[]): MethodReply {
    listener.aboutToShow();
    const parent = nodes.get(parentId);
    if (parent === undefined) return unknownId(parentId);
    return { signature: 'u(ia{sv}av)', body: [revision, layout(parent, depth, wanted)] };
  }

  function getGroupProperties(ids: readonly number[], wanted: readonly string[]): MethodReply {
    const asked = ids.length === 0 ? [...nodes.values()] : ids.flatMap((one) => nodes.get(one) ?? []);
    return {
      signature: 'a(ia{sv})',
      body: [asked.map((node) => [node.id, menuProperties(node.properties, wanted)])],
    };
  }

  function getProperty(itemId: number, name: string): MethodReply {
    const properties = nodes.get(itemId)?.properties;
    if (properties === undefined) return unknownId(itemId);
    const value = Object.hasOwn(properties, name) ? properties[name] : undefined;
    return value === undefined
      ? invalidArgs(`menu item ${itemId} has no property ${name}`)
      : { signature: 'v', body: [menuVariant(value)] };
  }

  /** Says whether there is such an item. */
  function handleEvent(itemId: number, eventId: string, sender: string): boolean {
    const node = nodes.get(itemId);
    if (itemId === ROOT_ID && eventId === 'opened') openMenus.opened(sender);
    else if (itemId === ROOT_ID && eventId === 'closed') openMenus.closed(sender);
    else if (eventId === 'clicked') click(itemId, node, sender);
    return node !== undefined;
  }

  function click(itemId: number, node: MenuNode | undefined, host: string): void {
    openMenus.pressed(host);
    if (node === undefined) logger.debug(`a click on menu item ${itemId}, which is gone, does nothing`);
    else if (node.command === null) logger.debug(`a click on ${node.key}, which cannot be pressed now, does nothing`);
    else listener.commandChosen(node.command);
  }

  const menuInterface: DBusInterface = {
    name: DBUSMENU,
    xml: DBUSMENU_XML,
    properties: () => ({
      Version: variant('u', 3),
      TextDirection: string('ltr'),
      Status: string('normal'),
      IconThemePath: variant('as', []),
    }),
    methods: {
      GetLayout: method(z.tuple([id, z.int(), names]), (args) => getLayout(...args)),
      GetGroupProperties: method(z.tuple([z.array(id), names]), (args) => getGroupProperties(...args)),
      GetProperty: method(z.tuple([id, z.string()]), (args) => getProperty(...args)),
      Event: method(event, ([itemId, eventId], { sender }) =>
        handleEvent(itemId, eventId, sender) ? DONE : unknownId(itemId),
      ),
      EventGroup: method(z.tuple([z.array(event)]), ([events], { sender }) => {
        const unknown = events.filter(([itemId, eventId]) => !handleEvent(itemId, eventId, sender));
        return { signature: 'ai', body: [unknown.map(([itemId]) => itemId)] };
      }),
      AboutToShow: method(z.tuple([id]), ([itemId], { sender }) => {
        const changed = aboutToShow(sender);
        return nodes.has(itemId) ? { signature: 'b', body: [changed] } : unknownId(itemId);
      }),
      AboutToShowGroup: method(z.tuple([z.array(id)]), ([ids], { sender }) => {
        const changed = aboutToShow(sender);
        const known = ids.filter((one) => nodes.has(one));
        return { signature: 'aiai', body: [changed ? known : [], ids.filter((one) => !nodes.has(one))] };
      }),
    },
  };

  const unhandle = bus.handle(MENU_PATH, dbusObject(menuInterface));
  return {
    show,
    close() {
      unhandle();
      openMenus.close();
    },
  };
}

/** `(ia{sv}av)`; a negative depth is without limit. */
function layout(node: MenuNode, depth: number, wanted: readonly string[]): unknown[] {
  const children: Variant[] =
    depth === 0 ? [] : node.children.map((child) => variant('(ia{sv}av)', layout(child, depth - 1, wanted)));
  return [node.id, menuProperties(node.properties, wanted), children];
}

function unknownId(itemId: number): MethodReply {
  return invalidArgs(`there is no menu item ${itemId}`);
}
