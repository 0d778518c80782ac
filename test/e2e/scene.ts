import type { Page } from 'playwright-core';
import { afterEach } from 'vitest';
import { type NotificationWatch, watchNotifications } from '../desktop/notifications';
import { attachToPanelItem } from '../desktop/tray-host';
import type { TrayItem } from '../desktop/tray-item';
import { type AppUnderTest, type LaunchOptions, launchApp } from './app-under-test';
import { type GatewayOptions, type GatewayUnderTest, installGateway } from './gateway-under-test';
import { type AppWithWindow, launchWithWindow, type WindowLaunch } from './window-under-test';

/** What a test sets up, taken down after it in the reverse order. When the test failed, the app's log is printed. */
export interface Scene {
  gateway(options?: GatewayOptions): Promise<GatewayUnderTest>;
  app(options?: LaunchOptions): Promise<AppUnderTest>;
  /** The app with Playwright's hands in it; its window is not open yet. */
  hiddenWindow(launch?: WindowLaunch): Promise<AppWithWindow>;
  /** The same, and its window. */
  window(launch?: WindowLaunch): Promise<{ readonly app: AppWithWindow; readonly page: Page }>;
  /** The app's item on the real panel. */
  trayItem(): Promise<TrayItem>;
  /** What the app tells the notification daemon, from now on. */
  notifications(): Promise<NotificationWatch>;
  /** Something else to take down. */
  onEnd(takeDown: () => Promise<unknown> | unknown): void;
}

export function setScene(): Scene {
  const takeDowns: (() => Promise<unknown> | unknown)[] = [];
  let app: AppUnderTest | null = null;

  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail' && app !== null) {
      process.stderr.write(`── output of the app:\n${app.output()}\n── its log:\n${app.log()}\n`);
    }
    app = null;
    // One that fails must not keep the next from its turn: what it leaves behind would fail every test after this one.
    const failures: unknown[] = [];
    for (const takeDown of takeDowns.splice(0).reverse()) {
      await Promise.resolve(takeDown()).catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw new AggregateError(failures, 'the scene could not be taken down');
  });

  async function hiddenWindow(launch?: WindowLaunch): Promise<AppWithWindow> {
    const launched = await launchWithWindow(launch);
    takeDowns.push(() => launched.close());
    return launched;
  }

  return {
    async gateway(options) {
      const gateway = await installGateway(options);
      takeDowns.push(() => gateway.remove());
      return gateway;
    },
    async app(options) {
      const launched = await launchApp(options);
      app = launched;
      takeDowns.push(() => launched.stop());
      return launched;
    },
    hiddenWindow,
    async window(launch) {
      const launched = await hiddenWindow(launch);
      return { app: launched, page: await launched.openWindow() };
    },
    async trayItem() {
      const item = await attachToPanelItem();
      takeDowns.push(() => item.close());
      return item;
    },
    async notifications() {
      const watch = await watchNotifications();
      takeDowns.push(() => watch.stop());
      return watch;
    },
    onEnd: (takeDown) => void takeDowns.push(takeDown),
  };
}
