import { followGateways } from '../../../main/app/follow-gateways';
import { createInstallationsFollower } from '../../../main/app/follow-installations';
import { followPower } from '../../../main/app/follow-power';
import { followRuns } from '../../../main/app/follow-runs';
import { keepSettings } from '../../../main/app/keep-settings';
import { createLogViews } from '../../../main/app/log-views';
import { notify } from '../../../main/app/notify';
import type { Autostart, Desktop } from '../../../main/app/ports/desktop';
import { present } from '../../../main/app/present';
import { createReadUsage } from '../../../main/app/read-usage';
import { createPast } from '../../../main/app/reconcile-runs';
import { recordFlight } from '../../../main/app/record-flight';
import { createRestartRuns } from '../../../main/app/restart-runs';
import { createRunCommand } from '../../../main/app/run-command';
import { createStore } from '../../../main/app/store';
import { createUpdateRuns } from '../../../main/app/update-runs';
import { watchHost } from '../../../main/app/watch-host';
import { watchReplacements } from '../../../main/app/watch-replacements';
import type { FlightRecord } from '../../../main/core/flight-record';
import { success } from '../../../main/core/result';
import type { TrayHost } from '../../../main/core/state';
import type { UpdateRun } from '../../../main/core/update-run';
import { createFakeAppWindow } from '../../fakes/fake-app-window';
import { createFakeClock } from '../../fakes/fake-clock';
import { createFakeDrainRequests } from '../../fakes/fake-drain-requests';
import { createFakeFlightRecorder } from '../../fakes/fake-flight-recorder';
import { createFakeGatewayHomes } from '../../fakes/fake-gateway-homes';
import { createFakeGatewayLogs } from '../../fakes/fake-gateway-logs';
import { createFakeHost } from '../../fakes/fake-host';
import { createFakeInstallations } from '../../fakes/fake-installations';
import { createFakeJournal } from '../../fakes/fake-journal';
import { createFakeLauncher } from '../../fakes/fake-launcher';
import { createFakeLogArchive } from '../../fakes/fake-log-archive';
import { createFakeLogger } from '../../fakes/fake-logger';
import { createFakeNotifications } from '../../fakes/fake-notifications';
import { createFakePowerMonitor } from '../../fakes/fake-power-monitor';
import { createFakeProcessUsage } from '../../fakes/fake-process-usage';
import { createFakeSettingsStore } from '../../fakes/fake-settings-store';
import { createFakeSystemd } from '../../fakes/fake-systemd';
import { createFakeTray } from '../../fakes/fake-tray';
import { createFakeUpdateFolder } from '../../fakes/fake-update-folder';
import { createFakeUpdateProcesses } from '../../fakes/fake-update-processes';

/** What the journal of a test calls the boot that this is. */
export const BOOT = 'boot';

/** The whole app on fakes, as index.ts composes it on the real adapters. `records`: what earlier starts wrote down. */
export function createRig(
  named: readonly string[] | null = null,
  firstHost: TrayHost = 'status-notifier',
  records: FlightRecord[] = [],
  pastUpdates: readonly UpdateRun[] = [],
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
  const settingsStore = createFakeSettingsStore({ units: named });
  const settings = keepSettings({
    store,
    settingsStore,
    logger,
    first: settingsStore.now(),
    fixed: {},
    desktopLanguage: 'en',
  });
  const host = createFakeHost();
  let reconnections = 0;
  const drainRequests = createFakeDrainRequests();
  const recorder = createFakeFlightRecorder(clock, records);
  const notifications = createFakeNotifications();
  const power = createFakePowerMonitor();
  const past = createPast({ records: [...records], store, journal, recorder, clock, logger, bootId: BOOT });
  const processUsage = createFakeProcessUsage();
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
  const installations = createFakeInstallations();
  // With one there is a timer for the next look for an update.
  installations.is.found = null;
  const updateProcesses = createFakeUpdateProcesses();
  const updateFolder = createFakeUpdateFolder(pastUpdates);
  const follower = createInstallationsFollower({ store, installations, clock, logger });
  const updateRuns = createUpdateRuns({
    store,
    installations,
    processes: updateProcesses,
    folder: updateFolder,
    drainRequests,
    restartRuns,
    recorder,
    clock,
    logger,
    checkNow: follower.checkNow,
    lookAgain: follower.lookAgain,
  });
  const runCommand = createRunCommand({
    store,
    systemd,
    restartRuns,
    desktop,
    autostart,
    settings,
    bus: {
      reconnect() {
        reconnections += 1;
      },
    },
    recorder,
    clock,
    logger,
    showWindow: window.show,
    readUsage: createReadUsage({ store, systemd, processUsage, clock }),
    logViews,
    updateRuns,
  });
  return {
    installations,
    updateProcesses,
    updateFolder,
    updateRuns,
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
    power,
    store,
    revealed,
    copied,
    settingsStore,
    host,
    /** How often the bus was asked to try again. */
    reconnections: () => reconnections,
    drainRequests,
    processUsage,
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
      const stopWatchingReplacements = watchReplacements({ store, recorder, clock, logger });
      const stopFollowing = followGateways({ store, systemd, homes, runs, clock, logger });
      const stopWatchingHost = watchHost({ store, host });
      const stopFollowingInstallations = follower.start();
      void updateRuns.start();
      followPower({ power, store, systemd, recorder, clock });
      return () => {
        stopPresenting();
        stopNotifying();
        stopRecording();
        stopWatchingReplacements();
        stopFollowing();
        stopWatchingHost();
        stopFollowingInstallations();
        updateRuns.close();
        settings.close();
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
