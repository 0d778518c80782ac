import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import { app, Menu, powerMonitor } from 'electron';
import { autostartCommand, createAutostart } from './adapters/autostart/autostart';
import { readBootId } from './adapters/boot/boot-id';
import { createClock } from './adapters/clock/clock';
import { HELP_TEXT, parseCommandLine, USAGE_EXIT_CODE } from './adapters/command-line/command-line';
import { createControlSocket } from './adapters/control-socket/control-socket';
import { createDesktop } from './adapters/desktop/desktop';
import { createDrainRequests } from './adapters/drain-requests/drain-requests';
import { createFlightRecorder, flightFile } from './adapters/flight-recorder/flight-recorder';
import { createGatewayHomes } from './adapters/gateway-home/gateway-homes';
import { createHost } from './adapters/host/host';
import { createInstallations } from './adapters/installations/installations';
import { servePage } from './adapters/ipc/serve-page';
import { createJournal } from './adapters/journal/journal';
import { createJournalArchive } from './adapters/journal/journal-archive';
import { createLauncher } from './adapters/launcher/launcher';
import { createLogArchive, startReaderThread } from './adapters/log/archive/log-archive';
import { createGatewayLogs } from './adapters/log/gateway-logs';
import { FATAL_EXIT_CODE, installErrorGuards } from './adapters/logging/error-guards';
import { type AppLogger, createLogger } from './adapters/logging/logger';
import { electronNotification } from './adapters/notifications/electron-notification';
import { createNotifications } from './adapters/notifications/notifications';
import { createPathWatcher } from './adapters/path-watcher/path-watcher';
import { createProcessUsage } from './adapters/process-usage/process-usage';
import { assetsFolder, builtFolder } from './adapters/resources/resources';
import { createSessionBus } from './adapters/session-bus/session-bus';
import { createSettingsStore } from './adapters/settings/settings-store';
import { createSystemd } from './adapters/systemd/systemd';
import { decodeWithElectron, electronTrayFactory } from './adapters/tray/electron-tray';
import { createTrayIcons } from './adapters/tray/icons';
import { createTray } from './adapters/tray/tray';
import { createUpdateFolder } from './adapters/update-folder/update-folder';
import { createUpdateProcesses } from './adapters/update-process/update-processes';
import { registerAppScheme } from './adapters/window/app-origin';
import { createElectronWindow } from './adapters/window/electron-window';
import { followGateways } from './app/follow-gateways';
import { createInstallationsFollower } from './app/follow-installations';
import { followPower } from './app/follow-power';
import { followRuns } from './app/follow-runs';
import { keepSettings } from './app/keep-settings';
import { createLogViews } from './app/log-views';
import { notify } from './app/notify';
import type { Clock } from './app/ports/clock';
import type { FlightRecorder } from './app/ports/flight-recorder';
import type { PathWatcher } from './app/ports/path-watcher';
import type { SessionBus } from './app/ports/session-bus';
import type { SettingsRead, SettingsStore } from './app/ports/settings-store';
import { present } from './app/present';
import { createReadUsage } from './app/read-usage';
import { createPast } from './app/reconcile-runs';
import { recordFlight } from './app/record-flight';
import { createRestartRuns } from './app/restart-runs';
import { createRunCommand } from './app/run-command';
import { createStore } from './app/store';
import { createUpdateRuns } from './app/update-runs';
import { watchHost } from './app/watch-host';
import { watchReplacements } from './app/watch-replacements';
import { watchSilence } from './app/watch-silence';
import { appFolders } from './core/app-folders';
import type { FlightRecord } from './core/flight-record';
import { languageOf, setLanguage } from './core/i18n';
import { errorMessage } from './core/result';

// The composition root: builds the adapters, hands them to the use cases, follows the app's life.

/** What is there once the bus and Electron are. */
interface Started {
  readonly bus: SessionBus;
  readonly settings: SettingsRead;
  readonly settingsStore: SettingsStore;
  readonly watcher: PathWatcher;
  readonly logger: AppLogger;
  readonly clock: Clock;
  readonly recorder: FlightRecorder;
  /** What earlier starts wrote down. */
  readonly records: readonly FlightRecord[];
}

function main(): void {
  const commandLine = parseCommandLine(ownArguments());
  if (!commandLine.ok) {
    process.stderr.write(`${commandLine.message}\n`);
    app.exit(USAGE_EXIT_CODE);
    return;
  }
  const { help, version, hidden, units, logLevel } = commandLine.value;
  if (help || version) {
    process.stdout.write(help ? HELP_TEXT : `hermes-tray ${app.getVersion()}\n`);
    app.exit(0);
    return;
  }

  // Before the first word.
  setLanguage(languageOf(process.env));
  const folders = appFolders(process.env, homedir());
  if (!app.commandLine.hasSwitch('user-data-dir')) app.setPath('userData', folders.cache);
  if (!app.requestSingleInstanceLock()) {
    app.exit(0);
    return;
  }
  // A window of forms and lists gains nothing from a GPU, and loses with a broken driver. Without the software renderer
  // in its place, too, an app without a window needs a tenth less memory and starts sooner.
  app.disableHardwareAcceleration();
  for (const feature of ['disable-gpu', 'disable-software-rasterizer']) app.commandLine.appendSwitch(feature);
  app.enableSandbox();
  Menu.setApplicationMenu(null);
  registerAppScheme();
  // The tray outlives the window.
  app.on('window-all-closed', () => {});
  let showWindow = () => {};
  app.on('second-instance', () => showWindow());
  run().catch((error: unknown) => fail(`it could not start: ${errorMessage(error)}`, FATAL_EXIT_CODE));

  async function run(): Promise<void> {
    const logger = createLogger({ folder: folders.state, level: logLevel ?? 'info' });
    installErrorGuards(logger, (message) => fail(message, FATAL_EXIT_CODE));
    const watcher = createPathWatcher({ logger });
    const settingsStore = createSettingsStore(folders.config, watcher);
    const settings = await settingsStore.read();
    logger.setLevel(logLevel ?? settings.settings.logLevel);
    if (settings.settings.language !== 'auto') setLanguage(settings.settings.language);
    for (const problem of settings.problems) logger.warn(problem);
    if (!settings.isUnderstood) logger.warn('the default settings are used');
    logger.info(`hermes-tray ${app.getVersion()} on Electron ${process.versions.electron}`);

    const clock = createClock();
    const bus = createSessionBus({ environment: process.env, clock, logger, random: Math.random });
    // The connection comes up while Electron does.
    const recorder = createFlightRecorder({ folder: folders.state, clock, logger });
    const [firstFailure, records] = await Promise.all([firstBusFailure(bus), recorder.read(), app.whenReady()]);
    // The window says what it means and what to do, and it may come yet: it is tried again and again.
    if (firstFailure !== null) logger.error(firstFailure);
    compose({ bus, settings, settingsStore, watcher, logger, clock, recorder, records });
  }

  function compose({ bus, settings, settingsStore, watcher, logger, clock, recorder, records }: Started): void {
    const place = { isPackaged: app.isPackaged, resourcesPath: process.resourcesPath, appPath: app.getAppPath() };
    const assets = assetsFolder(place);
    const built = builtFolder(place);
    const uid = process.getuid?.() ?? 0;
    const trayIcons = join(assets, 'tray');

    const store = createStore();
    const settingsKeeper = keepSettings({
      store,
      settingsStore,
      logger,
      first: settings,
      fixed: { ...(units === null ? {} : { units }), ...(logLevel === null ? {} : { logLevel }) },
      desktopLanguage: languageOf(process.env),
    });
    const systemd = createSystemd({ bus, clock, logger });
    const homes = createGatewayHomes({ userHome: homedir(), clock, logger });
    const autostart = createAutostart({
      folder: folders.autostart,
      command: autostartCommand({ ...place, environment: process.env, execPath: process.execPath }),
    });
    const desktop = createDesktop();
    const window = createElectronWindow({
      pageFolder: join(built, 'renderer'),
      preloadFile: join(built, 'preload', 'preload.cjs'),
      iconFile: join(assets, 'icons', '256x256.png'),
      connect: (page, origin, source) => servePage({ page, origin, source, logger }),
      logger,
    });
    const tray = createTray({
      bus,
      clock,
      logger,
      icons: createTrayIcons({ folder: trayIcons, decode: decodeWithElectron, logger }),
      legacyTray: electronTrayFactory({ folder: trayIcons, environment: process.env }),
    });
    const notifications = createNotifications({
      bus,
      clock,
      logger,
      appIcon: join(assets, 'icons', '256x256.png'),
      fallback: electronNotification({ iconFile: join(assets, 'icons', '256x256.png') }),
    });
    const journal = createJournal({ environment: process.env, uid });
    const logViews = createLogViews({
      store,
      archive: createLogArchive({
        startThread: (start) => startReaderThread(join(built, 'main', 'log-reader.js'), start),
        logger,
      }),
      journal,
      journalArchive: createJournalArchive({ environment: process.env, uid }),
      desktop,
    });
    const bootId = readBootId();
    const past = createPast({ records, store, journal, recorder, clock, logger, bootId });
    const drainRequests = createDrainRequests({ clock });
    const restartRuns = createRestartRuns({ store, systemd, drainRequests, recorder, records, clock, logger });
    const installations = createInstallations({ environment: process.env, folder: folders.cache, clock });
    const installationsFollower = createInstallationsFollower({ store, installations, clock, logger });
    const updatesFolder = join(folders.state, 'updates');
    const updateRuns = createUpdateRuns({
      store,
      installations,
      processes: createUpdateProcesses({
        bus,
        watcher,
        environment: process.env,
        folder: updatesFolder,
        clock,
        logger,
      }),
      folder: createUpdateFolder({ folder: updatesFolder, logger }),
      drainRequests,
      restartRuns,
      recorder,
      clock,
      logger,
      checkNow: installationsFollower.checkNow,
      lookAgain: installationsFollower.lookAgain,
    });
    const runCommand = createRunCommand({
      store,
      systemd,
      restartRuns,
      desktop,
      autostart,
      settings: settingsKeeper,
      bus,
      recorder,
      clock,
      logger,
      showWindow: window.show,
      readUsage: createReadUsage({ store, systemd, processUsage: createProcessUsage(), clock }),
      logViews,
      updateRuns,
    });

    showWindow = window.show;
    const stopPresenting = present({
      store,
      tray,
      window,
      launcher: createLauncher({ bus, clock }),
      clock,
      logger,
      runCommand,
      logViews,
    });
    const stopNotifying = notify({ store, notifications, clock, runCommand });
    const stopRecording = recordFlight(store, recorder);
    const stopRestarts = restartRuns.start();
    const runs = followRuns({
      store,
      logs: createGatewayLogs({ clock, logger }),
      journal,
      recorder,
      clock,
      logger,
      past,
    });
    const stopInstallations = installationsFollower.start();
    void updateRuns.start();
    const stopWatchingReplacements = watchReplacements({ store, recorder, clock, logger });
    const stopFollowing = followGateways({ store, systemd, homes, runs, clock, logger });
    const stopWatching = watchSilence({ store, controlSocket: createControlSocket({ clock }), clock, logger });
    const stopWatchingHost = watchHost({
      store,
      host: createHost({ environment: process.env, user: userInfo().username, uid, userHome: homedir(), watcher }),
    });
    store.dispatch({ kind: 'version-known', version: app.getVersion() });
    store.dispatch({
      kind: 'files-known',
      files: { settings: settingsStore.file, log: logger.file, flightRecorder: flightFile(folders.state) },
    });
    if (!hidden) window.show();
    void autostart.isEnabled().then((enabled) => store.dispatch({ kind: 'autostart-changed', enabled }));

    recorder.append({ kind: 'app-started', version: app.getVersion(), bootId });
    followPower({ power: powerMonitor, store, systemd, recorder, clock });
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => app.quit());
    app.once('will-quit', (event) => {
      const letting = [restartRuns.letGo(), updateRuns.letGo()].filter((one) => one !== null);
      if (letting.length === 0) {
        end();
        return;
      }
      event.preventDefault();
      void Promise.all(letting).then(() => {
        end();
        app.quit();
      });
    });

    function end(): void {
      logger.info('quitting');
      recorder.append({ kind: 'app-ended' });
      stopPresenting();
      stopNotifying();
      stopRecording();
      updateRuns.close();
      stopRestarts();
      stopInstallations();
      stopWatching();
      stopWatchingReplacements();
      stopWatchingHost();
      settingsKeeper.close();
      stopFollowing();
      runs.close();
      bus.close();
    }
  }

  function fail(message: string, exitCode: number): void {
    process.stderr.write(`hermes-tray: ${message}\n`);
    app.exit(exitCode);
  }
}

/** Without the program, and in a checkout without the app's path, which Electron's own switches may precede. */
function ownArguments(): readonly string[] {
  const { argv } = process;
  return argv.slice(app.isPackaged ? 1 : argv.findIndex((argument, at) => at > 0 && !argument.startsWith('-')) + 1);
}

/** Null once the bus is up; what was wrong when the first attempt to connect fails. */
function firstBusFailure(bus: SessionBus): Promise<string | null> {
  return new Promise((resolve) => {
    const stop = bus.onStatus((status) => {
      if (status.kind === 'connecting') return;
      // The listener is told the present state before onStatus has returned.
      queueMicrotask(() => stop());
      resolve(status.kind === 'up' ? null : status.reason);
    });
  });
}

main();
