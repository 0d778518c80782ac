import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { createNotifications } from '../../../main/adapters/notifications/notifications';
import { createSessionBus } from '../../../main/adapters/session-bus/session-bus';
import type { Notifications } from '../../../main/app/ports/notifications';
import type { SessionBus } from '../../../main/app/ports/session-bus';
import type { Notice } from '../../../main/core/notice';
import { until } from '../../desktop/lib/until.mjs';
import { type NotificationWatch, type SentNotification, watchNotifications } from '../../desktop/notifications';
import { createFakeClock, type FakeClock } from '../../fakes/fake-clock';
import { createFakeLogger, type FakeLogger } from '../../fakes/fake-logger';
import type { NotificationsRig } from '../notifications.contract';
import { type PrivateBus, startPrivateBus } from './private-bus';
import { realClock } from './real-clock';

const ICON = new URL('../../../assets/icons/128x128.png', import.meta.url).pathname;

/** A daemon, and a person before its notifications. */
export interface DaemonHands {
  readonly drawsBars: boolean;
  press(notification: SentNotification, label: string): Promise<void>;
  /** `place`: of how many that stand. */
  click(place: Place): Promise<void>;
  dismiss(place: Place): Promise<void>;
  /** For a daemon without a clock. */
  expire?(id: number): void;
  stop(): Promise<void>;
}

export interface Place {
  readonly id: number;
  readonly index: number;
  readonly count: number;
  /** How many buttons it has. */
  readonly buttons: number;
}

export interface RealNotificationsRig extends NotificationsRig {
  readonly watch: NotificationWatch;
  readonly logger: FakeLogger;
  /** Only throttles and patience go by it. */
  readonly clock: FakeClock;
  /** What was left to Electron. */
  readonly standIns: readonly Notice[];
  /** Resolves when no call to the daemon is unanswered. */
  idle(): Promise<void>;
}

/** For a test file: a bus of its own, on which nothing but the test starts a daemon, and rigs that are gone after their test. */
export function realNotifications(): {
  createRig(startDaemon: () => Promise<DaemonHands>): Promise<RealNotificationsRig>;
  bus(): PrivateBus;
} {
  const rigs: RealNotificationsRig[] = [];
  let privateBus: PrivateBus | null = null;
  beforeAll(async () => {
    privateBus = await startBusWithoutActivation();
  });
  afterEach(async () => {
    for (const rig of rigs.splice(0)) await rig.dispose();
  });
  afterAll(() => privateBus?.dispose());
  return {
    async createRig(startDaemon) {
      const rig = await createRealNotifications(startDaemon);
      rigs.push(rig);
      return rig;
    },
    bus() {
      if (privateBus === null) throw new Error('the bus is there from beforeAll on');
      return privateBus;
    },
  };
}

/** The desktop's own daemons are installed: with nobody there the bus would start one of them. Here that fails. */
async function startBusWithoutActivation(): Promise<PrivateBus> {
  const dataHome = process.env['XDG_DATA_HOME'];
  const folder = mkdtempSync(join(tmpdir(), 'hermes-tray-data-'));
  mkdirSync(join(folder, 'dbus-1/services'), { recursive: true });
  const service = '[D-BUS Service]\nName=org.freedesktop.Notifications\nExec=/bin/false\n';
  writeFileSync(join(folder, 'dbus-1/services/org.freedesktop.Notifications.service'), service);
  process.env['XDG_DATA_HOME'] = folder;
  try {
    const bus = await startPrivateBus();
    return {
      ...bus,
      async dispose() {
        await bus.dispose();
        rmSync(folder, { recursive: true });
      },
    };
  } finally {
    if (dataHome === undefined) delete process.env['XDG_DATA_HOME'];
    else process.env['XDG_DATA_HOME'] = dataHome;
  }
}

async function createRealNotifications(startDaemon: () => Promise<DaemonHands>): Promise<RealNotificationsRig> {
  const hands = await startDaemon();
  const watch = await watchNotifications();
  const logger = createFakeLogger();
  const clock = createFakeClock();
  const real = createSessionBus({ environment: process.env, clock: realClock, logger, random: Math.random });
  const { bus, pending } = counting(real);
  const standIns: Notice[] = [];
  const notifications: Notifications = createNotifications({
    bus,
    clock,
    logger,
    appIcon: ICON,
    fallback: (notice) => {
      standIns.push(notice);
      return () => {};
    },
  });
  let isUp = false;
  let isDisposed = false;
  bus.onStatus(({ kind }) => {
    isUp = kind === 'up';
  });
  await until('the bus', () => isUp);

  function placeOf(title: string): Place & { readonly notification: SentNotification } {
    const standing = watch.standing();
    const index = standing.findIndex((one) => one.title === title);
    const notification = standing[index];
    if (notification === undefined) throw new Error(`no notification "${title}"`);
    return { id: notification.id, index, count: standing.length, buttons: notification.actions.length, notification };
  }

  const idle = () => until('the adapter to be idle', () => pending() === 0);

  /** Until the adapter has heard of it as well: it is behind our watch by no more than one answer. */
  async function gone(id: number): Promise<void> {
    await until('the notification to be closed', () => watch.closed.some((one) => one.id === id), {
      deadlineMs: 15_000,
    });
    await bus.call({ ...BUS, member: 'GetId' });
  }

  return {
    notifications,
    drawsBars: hands.drawsBars,
    watch,
    logger,
    clock,
    standIns,
    idle: async () => void (await idle()),
    async standing() {
      await idle();
      await watch.catchUp();
      return watch.standing().map(({ title, body, progress, actions }) => ({
        title,
        body: unescaped(body),
        progress,
        buttons: actions.map(({ label }) => label),
      }));
    },
    popUps: () => watch.sent.filter(({ replacesId }) => replacesId === 0).length,
    press: (title, label) => hands.press(placeOf(title).notification, label),
    click: (title) => hands.click(placeOf(title)),
    async dismiss(title) {
      const place = placeOf(title);
      await hands.dismiss(place);
      await gone(place.id);
    },
    expire(title) {
      const { id } = placeOf(title);
      hands.expire?.(id);
      return gone(id);
    },
    chosen: async (commands, count) => void (await until('the command', () => commands.length >= count)),
    async dispose() {
      if (isDisposed) return;
      isDisposed = true;
      notifications.close();
      // A daemon of this process does not like to be asked when it is gone.
      await idle();
      real.close();
      watch.stop();
      await hands.stop();
    },
  };
}

const BUS = {
  destination: 'org.freedesktop.DBus',
  path: '/org/freedesktop/DBus',
  interface: 'org.freedesktop.DBus',
} as const;

/** Knows how many calls wait for their answer. */
function counting(bus: SessionBus): { bus: SessionBus; pending: () => number } {
  let pending = 0;
  return {
    pending: () => pending,
    bus: {
      ...bus,
      async call(call) {
        pending += 1;
        try {
          return await bus.call(call);
        } finally {
          pending -= 1;
        }
      },
    },
  };
}

function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
