import dbus from 'dbus-next';
import { connectTestBus, type TestBus, type TestSignal, withDeadline } from './tray-bus';

const ITEM = 'org.kde.StatusNotifierItem';
const MENU = 'com.canonical.dbusmenu';
const PROPERTIES = 'org.freedesktop.DBus.Properties';
const DEADLINE_MS = 10_000;

/** A tray item as a host sees it. Every method asks the app over the bus; nothing is remembered but the signals. */
export interface TrayItem {
  /** The unique bus name of its app. */
  readonly service: string;
  /** Everything it has signalled since we attached, oldest first. */
  readonly signals: readonly TestSignal[];
  onSignal(listener: (signal: TestSignal) => void): () => void;
  property(name: string): Promise<unknown>;
  properties(): Promise<ItemProperties>;
  activate(): Promise<void>;
  secondaryActivate(): Promise<void>;
  /** The whole menu as it is now, hidden items included. */
  menu(): Promise<readonly MenuEntry[]>;
  /** The menu as a person reads it: labels of what is visible, submenus' too. */
  labels(): Promise<readonly string[]>;
  /** Says that the menu was opened, as a host does: AboutToShow, then the event. Gives what AboutToShow answered. */
  openMenu(): Promise<boolean>;
  closeMenu(): Promise<void>;
  /** Clicks an item, found by its label now, or by its number. Rejects when there is none, or it cannot be pressed. */
  press(labelOrId: string | RegExp | number): Promise<void>;
  /** Sends a click for a number, whatever there is. */
  sendClick(id: number): Promise<void>;
  /** Waits until a visible item has the label; by the item's signals, without polling. */
  waitForLabel(label: string | RegExp, options?: { deadlineMs?: number }): Promise<MenuEntry>;
  /** Waits until the item is so that `test` gives something; asked anew after every signal. */
  waitFor<T>(what: string, test: () => Promise<T | null>, options?: { deadlineMs?: number }): Promise<T>;
  /** Any call at all, for what no host should do. */
  call(path: 'item' | 'menu', member: string, signature: string, body: readonly unknown[]): Promise<readonly unknown[]>;
  /** Introspects one of its two objects. */
  introspect(path: 'item' | 'menu'): Promise<string>;
  /** Leaves the bus, as a host that dies. */
  close(): void;
}

export interface MenuEntry {
  readonly id: number;
  readonly label: string;
  readonly separator: boolean;
  readonly enabled: boolean;
  readonly visible: boolean;
  /** Null for what has no mark. */
  readonly toggle: 'on' | 'off' | null;
  readonly children: readonly MenuEntry[];
}

export interface ItemProperties {
  readonly id: string;
  readonly title: string;
  readonly category: string;
  readonly status: string;
  readonly itemIsMenu: boolean;
  readonly menu: string;
  readonly toolTip: { readonly title: string; readonly text: string };
  readonly icon: readonly ItemPixmap[];
  readonly attentionIcon: readonly ItemPixmap[];
}

export interface ItemPixmap {
  readonly width: number;
  readonly height: number;
  /** ARGB32, network byte order. */
  readonly bytes: Buffer;
}

/** Attaches to an item by its app's bus name. Its connection is its own. */
export async function attachItem(service: string, path = '/StatusNotifierItem'): Promise<TrayItem> {
  const bus = await connectTestBus();
  const signals: TestSignal[] = [];
  bus.onSignal((signal) => {
    if (signal.interface === ITEM || signal.interface === MENU) signals.push(signal);
  });
  await bus.addMatch(`type='signal',sender='${service}'`);
  const [menuPath] = await bus.call({
    destination: service,
    path,
    interface: PROPERTIES,
    member: 'Get',
    signature: 'ss',
    body: [ITEM, 'Menu'],
  });
  return itemOver(bus, { service, path, menuPath: String(menuPath) }, signals);
}

interface Address {
  readonly service: string;
  readonly path: string;
  readonly menuPath: string;
}

function itemOver(bus: TestBus, address: Address, signals: readonly TestSignal[]): TrayItem {
  const { service } = address;

  function call(on: 'item' | 'menu', member: string, signature: string, body: readonly unknown[]) {
    const target =
      on === 'item' ? { path: address.path, interface: ITEM } : { path: address.menuPath, interface: MENU };
    return bus.call({ destination: service, ...target, member, signature, body });
  }

  async function readMenu(): Promise<readonly MenuEntry[]> {
    const [, layout] = await call('menu', 'GetLayout', 'iias', [0, -1, []]);
    return entryOf(layout).children;
  }

  async function sendEvent(id: number, name: string): Promise<void> {
    const now = Math.floor(Date.now() / 1000);
    await call('menu', 'Event', 'isvu', [id, name, new dbus.Variant('i', 0), now]);
  }

  async function find(label: string | RegExp): Promise<MenuEntry | null> {
    return visible(await readMenu()).find((entry) => isLabelled(entry, label)) ?? null;
  }

  async function waitFor<T>(what: string, test: () => Promise<T | null>, deadlineMs: number): Promise<T> {
    const until = Date.now() + deadlineMs;
    for (;;) {
      const seen = signals.length;
      const found = await test();
      if (found !== null) return found;
      await nextSignal(seen, what, until - Date.now());
    }
  }

  /** At once when something came since `seen` was counted. */
  async function nextSignal(seen: number, what: string, deadlineMs: number): Promise<void> {
    if (signals.length > seen) return;
    let stop: () => void = () => {};
    const signal = new Promise<void>((resolve) => {
      stop = bus.onSignal(() => resolve());
    });
    try {
      await withDeadline(what, deadlineMs, signal);
    } finally {
      stop();
    }
  }

  return {
    service,
    signals,
    onSignal: bus.onSignal,
    async property(name) {
      const header = { destination: service, path: address.path, interface: PROPERTIES };
      const [value] = await bus.call({ ...header, member: 'Get', signature: 'ss', body: [ITEM, name] });
      return value;
    },
    async properties() {
      const header = { destination: service, path: address.path, interface: PROPERTIES };
      const [values] = await bus.call({ ...header, member: 'GetAll', signature: 's', body: [ITEM] });
      return propertiesOf(values as Record<string, unknown>);
    },
    async activate() {
      await call('item', 'Activate', 'ii', [0, 0]);
    },
    async secondaryActivate() {
      await call('item', 'SecondaryActivate', 'ii', [0, 0]);
    },
    menu: readMenu,
    async labels() {
      return visible(await readMenu())
        .filter(({ separator }) => !separator)
        .map(({ label }) => label);
    },
    async openMenu() {
      const [changed] = await call('menu', 'AboutToShow', 'i', [0]);
      await sendEvent(0, 'opened');
      return changed === true;
    },
    closeMenu: () => sendEvent(0, 'closed'),
    async press(labelOrId) {
      const entry =
        typeof labelOrId === 'number'
          ? visible(await readMenu()).find(({ id }) => id === labelOrId)
          : await find(labelOrId);
      if (!entry)
        throw new Error(`no menu item ${labelOrId}; there are: ${visible(await readMenu()).map((e) => e.label)}`);
      if (!entry.enabled) throw new Error(`the menu item ${entry.label} is disabled`);
      await sendEvent(entry.id, 'clicked');
    },
    sendClick: (id) => sendEvent(id, 'clicked'),
    async waitForLabel(label, { deadlineMs = DEADLINE_MS } = {}) {
      try {
        return await waitFor(`a menu item ${label}`, () => find(label), deadlineMs);
      } catch (error) {
        const there = visible(await readMenu()).map((entry) => entry.label);
        throw new Error(`${error instanceof Error ? error.message : error}; there are: ${there.join(' | ')}`);
      }
    },
    waitFor: (what, test, { deadlineMs = DEADLINE_MS } = {}) => waitFor(what, test, deadlineMs),
    call,
    async introspect(on) {
      const path = on === 'item' ? address.path : address.menuPath;
      const header = { destination: service, path, interface: 'org.freedesktop.DBus.Introspectable' };
      const [xml] = await bus.call({ ...header, member: 'Introspect' });
      return String(xml);
    },
    close: () => bus.close(),
  };
}

/** Visible items in reading order, submenus' after their own. */
function visible(entries: readonly MenuEntry[]): readonly MenuEntry[] {
  return entries.filter((entry) => entry.visible).flatMap((entry) => [entry, ...visible(entry.children)]);
}

function isLabelled(entry: MenuEntry, label: string | RegExp): boolean {
  return typeof label === 'string' ? entry.label === label : label.test(entry.label);
}

/** From `(ia{sv}av)`, with the defaults of dbusmenu. */
function entryOf(layout: unknown): MenuEntry {
  const [id, properties, children] = layout as [number, Record<string, unknown>, unknown[]];
  const hasToggle = properties['toggle-type'] === 'checkmark' || properties['toggle-type'] === 'radio';
  return {
    id,
    label: String(properties['label'] ?? '').replaceAll('__', '_'),
    separator: properties['type'] === 'separator',
    enabled: properties['enabled'] !== false,
    visible: properties['visible'] !== false,
    toggle: hasToggle ? (properties['toggle-state'] === 1 ? 'on' : 'off') : null,
    children: children.map(entryOf),
  };
}

function propertiesOf(values: Record<string, unknown>): ItemProperties {
  const [, , title, text] = values['ToolTip'] as [string, unknown, string, string];
  return {
    id: String(values['Id']),
    title: String(values['Title']),
    category: String(values['Category']),
    status: String(values['Status']),
    itemIsMenu: values['ItemIsMenu'] === true,
    menu: String(values['Menu']),
    toolTip: { title, text },
    icon: pixmapsOf(values['IconPixmap']),
    attentionIcon: pixmapsOf(values['AttentionIconPixmap']),
  };
}

function pixmapsOf(value: unknown): readonly ItemPixmap[] {
  return (value as [number, number, Buffer][]).map(([width, height, bytes]) => ({ width, height, bytes }));
}
