import { followGateways } from '../../../main/app/follow-gateways';
import type { Autostart, Desktop } from '../../../main/app/ports/desktop';
import { present } from '../../../main/app/present';
import { createRunCommand } from '../../../main/app/run-command';
import { createStore } from '../../../main/app/store';
import { success } from '../../../main/core/result';
import type { TrayHost } from '../../../main/core/state';
import { createFakeAppWindow } from '../../fakes/fake-app-window';
import { createFakeClock } from '../../fakes/fake-clock';
import { createFakeGatewayHomes } from '../../fakes/fake-gateway-homes';
import { createFakeLogger } from '../../fakes/fake-logger';
import { createFakeSystemd } from '../../fakes/fake-systemd';
import { createFakeTray } from '../../fakes/fake-tray';

/** The whole app on fakes, as index.ts composes it on the real adapters. */
export function createRig(named: readonly string[] | null = null, firstHost: TrayHost = 'status-notifier') {
  const clock = createFakeClock();
  const logger = createFakeLogger();
  const systemd = createFakeSystemd(clock);
  const homes = createFakeGatewayHomes();
  const tray = createFakeTray(firstHost);
  const window = createFakeAppWindow();
  const store = createStore();
  const revealed: string[] = [];
  let isAutostarted = false;
  let hasQuit = false;
  const desktop: Desktop = {
    async revealFile(path) {
      revealed.push(path);
      return success(null);
    },
    quit() {
      hasQuit = true;
    },
  };
  const autostart: Autostart = {
    isEnabled: async () => isAutostarted,
    async setEnabled(enabled) {
      isAutostarted = enabled;
      return success(null);
    },
  };
  const runCommand = createRunCommand({ store, systemd, desktop, autostart, clock, logger, showWindow: window.show });
  return {
    clock,
    logger,
    systemd,
    homes,
    tray,
    window,
    store,
    revealed,
    runCommand,
    isAutostarted: () => isAutostarted,
    hasQuit: () => hasQuit,
    /** Starts it; the returned function ends it. */
    start() {
      const stopPresenting = present({ store, tray, window, clock, logger, runCommand });
      const stopFollowing = followGateways({ store, systemd, homes, clock, logger, named });
      return () => {
        stopPresenting();
        stopFollowing();
      };
    },
  };
}

/** Lets everything that waits for a promise have its turn. */
export async function turn(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}
