import { join } from 'node:path';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { createSessionBus } from '../../../main/adapters/session-bus/session-bus';
import { createTrayIcons } from '../../../main/adapters/tray/icons';
import { createTray, type LegacyTrayFactory } from '../../../main/adapters/tray/tray';
import type { Tray } from '../../../main/app/ports/tray';
import type { TrayView } from '../../../main/core/tray-view';
import { until } from '../../desktop/lib/until.mjs';
import { startTrayHost, type TrayHost, type TrayHostOptions } from '../../desktop/tray-host';
import type { TrayItem } from '../../desktop/tray-item';
import { createFakeClock, type FakeClock } from '../../fakes/fake-clock';
import { createFakeLogger, type FakeLogger } from '../../fakes/fake-logger';
import { createRecordingTrayListener, type RecordingTrayListener } from '../../fakes/recording-tray-listener';
import { decodePng } from '../../fixtures/png';
import { trayViewWith } from '../../fixtures/tray-views';
import { type PrivateBus, startPrivateBus } from './private-bus';
import { realClock } from './real-clock';

const ICONS = join(import.meta.dirname, '../../../assets/tray');
/** Longer than a signal needs to come through the bus, for those that must not come. */
const QUIET_MS = 150;

/** The real tray, on the real bus, with a host of ours in the panel's place. */
export interface RealTrayRig {
  readonly tray: Tray;
  readonly listener: RecordingTrayListener;
  readonly logger: FakeLogger;
  /** Decides when there has been no host for long enough; the bus has the real time. */
  readonly clock: FakeClock;
  readonly host: TrayHost;
  /** Every view given to a legacy icon that is there now; null when there is none. */
  legacyViews(): readonly TrayView[] | null;
  /** Starts the tray and attaches to its item. */
  start(view?: TrayView): Promise<TrayItem>;
  /** The signals the item sends because of what is done, settled. */
  signalsOf(item: TrayItem, act: () => void | Promise<void>): Promise<readonly string[]>;
  dispose(): Promise<void>;
}

export interface RealTrayOptions extends TrayHostOptions {
  readonly hasLegacyTray?: boolean;
  /** False: nobody owns the watcher's name until `host.start()`. */
  readonly hostStarted?: boolean;
}

async function createRealTray(options: RealTrayOptions = {}): Promise<RealTrayRig> {
  const host = await startTrayHost(options);
  if (options.hostStarted === false) await host.stop();
  const logger = createFakeLogger();
  const clock = createFakeClock();
  const bus = createSessionBus({ environment: process.env, clock: realClock, logger, random: Math.random });
  const listener = createRecordingTrayListener();
  let legacyViews: TrayView[] | null = null;

  const legacyTray: LegacyTrayFactory = () => {
    const views: TrayView[] = [];
    legacyViews = views;
    return {
      show: (view) => void views.push(view),
      close() {
        legacyViews = null;
      },
    };
  };
  const tray = createTray({
    bus,
    clock,
    logger,
    icons: createTrayIcons({ folder: ICONS, decode: decodePng, logger }),
    legacyTray: options.hasLegacyTray === true ? legacyTray : null,
  });

  return {
    tray,
    listener,
    logger,
    clock,
    host,
    legacyViews: () => legacyViews,
    async start(view = trayViewWith()) {
      tray.show(view);
      tray.start(listener);
      const item = await host.waitForItem();
      await until('the tray to know its host', () => listener.hosts.includes('status-notifier'));
      return item;
    },
    async signalsOf(item, act) {
      const before = item.signals.length;
      await act();
      await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
      return item.signals.slice(before).map(({ member }) => member);
    },
    async dispose() {
      tray.close();
      bus.close();
      await host.stop();
    },
  };
}

/** For a test file: a bus of its own, and rigs that are gone after their test. */
export function realTrays(): { createRig(options?: RealTrayOptions): Promise<RealTrayRig>; bus(): PrivateBus } {
  const rigs: RealTrayRig[] = [];
  let bus: PrivateBus | null = null;
  beforeAll(async () => {
    bus = await startPrivateBus();
  });
  afterEach(async () => {
    for (const rig of rigs.splice(0)) await rig.dispose();
  });
  afterAll(() => bus?.dispose());
  return {
    async createRig(options) {
      const rig = await createRealTray(options);
      rigs.push(rig);
      return rig;
    },
    bus() {
      if (bus === null) throw new Error('the bus is there from beforeAll on');
      return bus;
    },
  };
}
