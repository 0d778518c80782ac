import dbus from 'dbus-next';
import { connectTestBus, type TestBus, withDeadline } from './tray-bus';
import { attachItem, type TrayItem } from './tray-item';

const WATCHER = 'org.kde.StatusNotifierWatcher';
const WATCHER_PATH = '/StatusNotifierWatcher';
const PROPERTIES = 'org.freedesktop.DBus.Properties';
const DEADLINE_MS = 15_000;

/** A panel without a face: the StatusNotifierWatcher and a host in one, on the session bus of this process. */
export interface TrayHost {
  /** What registered itself and is still there, as it called itself. */
  items(): readonly string[];
  /** How often something registered since the start; a restart counts on. */
  registrations(): number;
  /** Waits for an item and attaches to it. Closed with the host. */
  waitForItem(options?: { deadlineMs?: number }): Promise<TrayItem>;
  /** Whether IsStatusNotifierHostRegistered is true; says the change by its signal. */
  setHostRegistered(registered: boolean): void;
  /** Dies: the name is free, everything attached is closed. */
  stop(): Promise<void>;
  /** Comes (again), as a new connection that knows no items. */
  start(): Promise<void>;
  /** Gives up the watcher's name and forgets its items, and takes it again, on one connection: GNOME around a lock screen. */
  lockAndUnlock(): Promise<void>;
}

export interface TrayHostOptions {
  /** False: a watcher that has no host to show anything (yet). */
  readonly hostRegistered?: boolean;
}

/** Starts one. Fails where a panel has the watcher's name already: see {@link attachToPanelItem} for that. */
export async function startTrayHost({ hostRegistered = true }: TrayHostOptions = {}): Promise<TrayHost> {
  let bus: TestBus | null = null;
  let isHostRegistered = hostRegistered;
  let items: readonly string[] = [];
  let registrations = 0;
  let attached: TrayItem[] = [];
  const registrationListeners = new Set<() => void>();

  function answer({ path, interface: interfaceName, member, sender, body }: dbus.Message) {
    if (path !== WATCHER_PATH) return undefined;
    if (interfaceName === PROPERTIES && member === 'Get') {
      const value = properties()[String(body[1])];
      return value === undefined ? undefined : { signature: 'v', body: [value] };
    }
    if (interfaceName === PROPERTIES && member === 'GetAll') return { signature: 'a{sv}', body: [properties()] };
    if (interfaceName !== WATCHER) return undefined;
    if (member === 'RegisterStatusNotifierItem') register(String(body[0]), sender);
    return { signature: '', body: [] };
  }

  function properties(): Record<string, dbus.Variant> {
    return {
      RegisteredStatusNotifierItems: new dbus.Variant('as', items),
      IsStatusNotifierHostRegistered: new dbus.Variant('b', isHostRegistered),
      ProtocolVersion: new dbus.Variant('i', 0),
    };
  }

  function register(name: string, sender: string): void {
    const item = name.startsWith('/') ? `${sender}${name}` : name;
    registrations += 1;
    if (!items.includes(item)) items = [...items, item];
    bus?.emit(WATCHER_PATH, WATCHER, 'StatusNotifierItemRegistered', 's', [item]);
    for (const listener of registrationListeners) listener();
  }

  async function start(): Promise<void> {
    const started = await connectTestBus();
    bus = started;
    started.serve(answer);
    started.onSignal(({ member, body: [name, , newOwner] }) => {
      if (member === 'NameOwnerChanged' && newOwner === '') items = items.filter((item) => serviceOf(item) !== name);
    });
    await started.addMatch(`type='signal',sender='org.freedesktop.DBus',member='NameOwnerChanged'`);
    await started.requestName(WATCHER);
  }

  async function stop(): Promise<void> {
    for (const item of attached) item.close();
    attached = [];
    items = [];
    bus?.close();
    bus = null;
  }

  async function firstItem(): Promise<string> {
    const [item] = items;
    if (item !== undefined) return item;
    await new Promise<void>((resolve) => {
      const listener = () => {
        registrationListeners.delete(listener);
        resolve();
      };
      registrationListeners.add(listener);
    });
    return firstItem();
  }

  await start();
  return {
    items: () => items,
    registrations: () => registrations,
    async waitForItem({ deadlineMs = DEADLINE_MS } = {}) {
      const item = await attachItem(serviceOf(await withDeadline('a tray item', deadlineMs, firstItem())));
      attached.push(item);
      return item;
    },
    setHostRegistered(registered) {
      isHostRegistered = registered;
      bus?.emit(WATCHER_PATH, WATCHER, registered ? 'StatusNotifierHostRegistered' : 'StatusNotifierHostUnregistered');
    },
    stop,
    start,
    async lockAndUnlock() {
      await bus?.releaseName(WATCHER);
      items = [];
      await bus?.requestName(WATCHER);
    },
  };
}

/**
 * Attaches to an item beside the real panel that shows it, found among those registered with the panel's watcher.
 * Waits for it, by the watcher's signals.
 */
export async function attachToPanelItem({ id = 'hermes-tray', deadlineMs = DEADLINE_MS } = {}): Promise<TrayItem> {
  const bus = await connectTestBus();
  const giveUpAt = Date.now() + deadlineMs;
  try {
    let wake: () => void = () => {};
    bus.onSignal(() => wake());
    await bus.addMatch(`type='signal',interface='${WATCHER}'`);
    await bus.addMatch(`type='signal',sender='org.freedesktop.DBus',member='NameOwnerChanged',arg0='${WATCHER}'`);
    for (;;) {
      const changed = new Promise<void>((resolve) => {
        wake = resolve;
      });
      for (const { service, path } of await registeredItems(bus)) {
        if ((await itemId(bus, service, path)) === id) return await attachItem(service, path);
      }
      await withDeadline(`a tray item ${id} in the panel`, giveUpAt - Date.now(), changed);
    }
  } finally {
    bus.close();
  }
}

/** None while there is no watcher. */
async function registeredItems(bus: TestBus): Promise<readonly { service: string; path: string }[]> {
  try {
    const [items] = await bus.call({
      destination: WATCHER,
      path: WATCHER_PATH,
      interface: PROPERTIES,
      member: 'Get',
      signature: 'ss',
      body: [WATCHER, 'RegisteredStatusNotifierItems'],
    });
    return (items as string[]).map((item) => ({ service: serviceOf(item), path: pathOf(item) }));
  } catch (error) {
    if (error instanceof dbus.DBusError) return [];
    throw error;
  }
}

/** Null for an item that just went, or answers nothing. */
async function itemId(bus: TestBus, destination: string, path: string): Promise<unknown> {
  const body = ['org.kde.StatusNotifierItem', 'Id'];
  try {
    return (await bus.call({ destination, path, interface: PROPERTIES, member: 'Get', signature: 'ss', body }))[0];
  } catch {
    return null;
  }
}

/** Watchers list an item as `:1.5`, as `:1.5/StatusNotifierItem`, some as `:1.5@/StatusNotifierItem`. */
function serviceOf(item: string): string {
  return item.split(/[@/]/, 1)[0] ?? item;
}

function pathOf(item: string): string {
  const slash = item.indexOf('/');
  return slash < 0 ? '/StatusNotifierItem' : item.slice(slash);
}
