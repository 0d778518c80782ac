import { followGateways } from '../../../main/app/follow-gateways';
import { followRuns } from '../../../main/app/follow-runs';
import { createLogViews } from '../../../main/app/log-views';
import { notify } from '../../../main/app/notify';
import type { Autostart, Desktop } from '../../../main/app/ports/desktop';
import type { SettingsStore } from '../../../main/app/ports/settings-store';
import { present } from '../../../main/app/present';
import { createPast } from '../../../main/app/reconcile-runs';
import { recordFlight } from '../../../main/app/record-flight';
import { createRestartRuns } from '../../../main/app/restart-runs';
import { createRunCommand } from '../../../main/app/run-command';
import { createStore } from '../../../main/app/store';
import type { FlightRecord } from '../../../main/core/flight-record';
import { success } from '../../../main/core/result';
import type { TrayHost } from '../../../main/core/state';
import { createFakeAppWindow } from '../../fakes/fake-app-window';
import { createFakeClock } from '../../fakes/fake-clock';
import { createFakeDrainRequests } from '../../fakes/fake-drain-requests';
import { createFakeFlightRecorder } from '../../fakes/fake-flight-recorder';
import { createFakeGatewayHomes } from '../../fakes/fake-gateway-homes';
import { createFakeGatewayLogs } from '../../fakes/fake-gateway-logs';
import { createFakeJournal } from '../../fakes/fake-journal';
import { createFakeLauncher } from '../../fakes/fake-launcher';
import { createFakeLogArchive } from '../../fakes/fake-log-archive';
import { createFakeLogger } from '../../fakes/fake-logger';
import { createFakeNotifications } from '../../fakes/fake-notifications';
import { createFakeSystemd } from '../../fakes/fake-systemd';
import { createFakeTray } from '../../fakes/fake-tray';

/** The whole app on fakes, as index.ts composes it on the real adapters. `records`: what earlier starts wrote down. */
export function createRig(
  named: readonly string[] | null = null,
  firstHost: TrayHost = 'status-notifier',
  records: FlightRecord[] = [],
) {
  const clock = createFakeClock();
  const logger = createFakeLogger();
  const systemd = createFakeSystemd(clock);
  const homes = createFakeGatewayHomes();
  const tray = createFakeTray(firstHost);
  const window = createFakeAppWindow();
  const launcher = createFakeLauncher();
  const store = createStore();
  const revealed: string[] = [];
  const copied: string[] = [];
  const kept: boolean[] = [];
  let isAutostarted = false;
  let hasQuit = false;
  const desktop: Desktop = {
    async revealFile(path) {
      revealed.push(path);
      return success(null);
    },
    async copyText(text) {
      copied.push(text);
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
  const logs = createFakeGatewayLogs();
  const journal = createFakeJournal();
  const settings: Pick<SettingsStore, 'setDoNotDisturb'> = {
    async setDoNotDisturb(enabled) {
      kept.push(enabled);
      return success(null);
    },
  };
  const drainRequests = createFakeDrainRequests();
  const recorder = createFakeFlightRecorder(clock, records);
  const notifications = createFakeNotifications();
  const past = createPast({ records: [...records], store, journal, recorder, clock, logger });
  const restartRuns = createRestartRuns({
    store,
    systemd,
    drainRequests,
    recorder,
    records: [...records],
    clock,
    logger,
  });
  const logArchive = createFakeLogArchive();
  const logViews = createLogViews({ store, archive: logArchive, journal, journalArchive: logArchive, desktop });
  const runCommand = createRunCommand({
    store,
    systemd,
    restartRuns,
    desktop,
    autostart,
    settings,
    recorder,
    clock,
    logger,
    showWindow: window.show,
    logViews,
  });
  return {
    clock,
    logger,
    systemd,
    homes,
    tray,
    window,
    launcher,
    logArchive,
    logViews,
    logs,
    journal,
    recorder,
    notifications,
    store,
    revealed,
    copied,
    /** Each value of doNotDisturb that was written to the settings. */
    kept,
    drainRequests,
    runCommand,
    isAutostarted: () => isAutostarted,
    hasQuit: () => hasQuit,
    /** Starts it; the returned function ends it. */
    start() {
      const stopPresenting = present({ store, tray, window, launcher, clock, logger, runCommand, logViews });
      const runs = followRuns({ store, logs, journal, recorder, clock, logger, past });
      const stopNotifying = notify({ store, notifications, clock, runCommand });
      const stopRecording = recordFlight(store, recorder);
      const stopRestarting = restartRuns.start();
      const stopFollowing = followGateways({ store, systemd, homes, runs, clock, logger, named });
      return () => {
        stopPresenting();
        stopNotifying();
        stopRecording();
        stopFollowing();
        stopRestarting();
        runs.close();
      };
    },
  };
}

/** Lets everything that waits for a promise have its turn. */
export async function turn(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}
