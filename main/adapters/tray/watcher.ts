import type { Clock } from '../../app/ports/clock';
import type { Logger } from '../../app/ports/logger';
import type { SessionBus } from '../../app/ports/session-bus';
import type { Result } from '../../core/result';

const WATCHER = 'org.kde.StatusNotifierWatcher';
const WATCHER_PATH = '/StatusNotifierWatcher';
const RETRY_MS = 5000;
/** What a watcher without the property may answer. */
const NO_SUCH_PROPERTY: ReadonlySet<string> = new Set([
  'org.freedesktop.DBus.Error.UnknownProperty',
  'org.freedesktop.DBus.Error.UnknownInterface',
  'org.freedesktop.DBus.Error.UnknownMethod',
  'org.freedesktop.DBus.Error.InvalidArgs',
]);

export interface FollowHostParts {
  readonly bus: SessionBus;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Told whenever the answer was looked for: whether a host shows our item now. */
  readonly hostSeen: (shown: boolean) => void;
}

/**
 * Registers our item with the desktop's StatusNotifierWatcher whenever there is one with a host: at start, when a panel comes
 * late or again, and when our connection is new. Until the returned function is called.
 */
export function followHost({ bus, clock, logger, hostSeen }: FollowHostParts): () => void {
  /** Our name on the bus; null while there is no connection. */
  let ourName: string | null = null;
  /** The watcher that knows our item, by its unique name. */
  let registeredWith: string | null = null;
  /** A look that something newer has overtaken says nothing. */
  let newestLook = 0;
  let cancelRetry: (() => void) | null = null;

  async function look(): Promise<void> {
    newestLook += 1;
    const mine = newestLook;
    cancelRetry?.();
    cancelRetry = null;
    const outcome = ourName === null ? 'no-host' : await register(ourName, () => mine === newestLook);
    if (mine !== newestLook) return;
    hostSeen(outcome === 'registered');
    if (outcome === 'try-again') cancelRetry = clock.after(RETRY_MS, () => void look());
  }

  async function register(name: string, stillWanted: () => boolean): Promise<'registered' | 'no-host' | 'try-again'> {
    const owner = await watcherOwner();
    if (owner === null) return 'no-host';
    // By its unique name from here on: a call to the well-known one could start a service that shows nothing.
    const host = await hasHost(owner);
    if (host !== 'yes') return host === 'no' ? 'no-host' : 'try-again';
    if (!stillWanted() || registeredWith === owner) return 'registered';
    const registered = await bus.call({
      destination: owner,
      path: WATCHER_PATH,
      interface: WATCHER,
      member: 'RegisterStatusNotifierItem',
      signature: 's',
      body: [name],
    });
    if (!registered.ok) {
      logger.warn(`the panel refused the tray icon (${registered.reason}), trying again: ${registered.message}`);
      return 'try-again';
    }
    if (stillWanted()) registeredWith = owner;
    await checkRegistered(owner, name);
    return 'registered';
  }

  async function watcherOwner(): Promise<string | null> {
    const reply = await bus.call({
      destination: 'org.freedesktop.DBus',
      path: '/org/freedesktop/DBus',
      interface: 'org.freedesktop.DBus',
      member: 'GetNameOwner',
      signature: 's',
      body: [WATCHER],
    });
    const owner = reply.ok ? reply.value[0] : null;
    return typeof owner === 'string' ? owner : null;
  }

  async function hasHost(owner: string): Promise<'yes' | 'no' | 'unknown'> {
    const reply = await watcherProperty(owner, 'IsStatusNotifierHostRegistered');
    if (reply.ok) return reply.value[0] === false ? 'no' : 'yes';
    if (NO_SUCH_PROPERTY.has(reply.reason)) return 'yes';
    logger.debug(`the StatusNotifierWatcher does not answer (${reply.reason}), trying again: ${reply.message}`);
    return 'unknown';
  }

  /** Some watchers take an item and forget it; that can only be said, not mended. */
  async function checkRegistered(owner: string, name: string): Promise<void> {
    const reply = await watcherProperty(owner, 'RegisteredStatusNotifierItems');
    const items = reply.ok ? reply.value[0] : null;
    if (!Array.isArray(items)) return;
    if (!items.some((item) => isItemOf(item, name))) {
      logger.warn('the panel does not list our tray icon though it took it: the icon may not be shown');
    }
  }

  function watcherProperty(owner: string, property: string): Promise<Result<readonly unknown[]>> {
    return bus.call({
      destination: owner,
      path: WATCHER_PATH,
      interface: 'org.freedesktop.DBus.Properties',
      member: 'Get',
      signature: 'ss',
      body: [WATCHER, property],
    });
  }

  const stop = [
    bus.onSignal(
      { sender: 'org.freedesktop.DBus', interface: 'org.freedesktop.DBus', member: 'NameOwnerChanged', arg0: WATCHER },
      () => {
        // Even if the same connection takes the name again: GNOME's does after a lock screen, and knows no items then.
        registeredWith = null;
        void look();
      },
    ),
    ...['StatusNotifierHostRegistered', 'StatusNotifierHostUnregistered'].map((member) =>
      bus.onSignal({ sender: WATCHER, path: WATCHER_PATH, interface: WATCHER, member }, () => void look()),
    ),
    bus.onStatus((status) => {
      ourName = status.kind === 'up' ? status.name : null;
      registeredWith = null;
      void look();
    }),
  ];

  return () => {
    newestLook += 1;
    cancelRetry?.();
    for (const unsubscribe of stop) unsubscribe();
  };
}

/** Watchers list an item as its name, or as the name followed by the object's path. */
function isItemOf(item: unknown, name: string): boolean {
  return typeof item === 'string' && item.startsWith(name) && !/^\d/.test(item.slice(name.length));
}
