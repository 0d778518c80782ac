import type { Answer, RunCommand } from '../core/answers';
import { assertNever } from '../core/assert-never';
import { type Command, canRun, withIncident } from '../core/commands';
import { cutToConfirm } from '../core/confirmation';
import type { CuttingCommand } from '../core/cutting-command';
import { t } from '../core/i18n';
import { journalCommand } from '../core/journal-command';
import { isUnderWay } from '../core/restart-run';
import { hurryRestart } from '../core/restart-steps';
import { failure, type Result, success } from '../core/result';
import type { OperationKind } from '../core/state';
import { type Timeline, timelineOf } from '../core/timeline';
import { unitStatus } from '../core/unit-status';
import { isSameView } from '../core/view';
import type { SettingsKeeper } from './keep-settings';
import type { LogViews } from './log-views';
import type { Clock } from './ports/clock';
import type { Autostart, Desktop } from './ports/desktop';
import type { FlightRecorder } from './ports/flight-recorder';
import type { Logger } from './ports/logger';
import type { SessionBus } from './ports/session-bus';
import type { Systemd } from './ports/systemd';
import type { ReadUsage } from './read-usage';
import { resetStartLimit } from './reset-start-limit';
import type { RestartRuns } from './restart-runs';
import type { Store } from './store';
import type { UpdateRuns } from './update-runs';

export interface RunCommandParts {
  readonly store: Store;
  readonly systemd: Systemd;
  readonly restartRuns: Pick<RestartRuns, 'ask' | 'cancel'>;
  readonly desktop: Desktop;
  readonly autostart: Autostart;
  readonly settings: Pick<SettingsKeeper, 'set'>;
  readonly bus: Pick<SessionBus, 'reconnect'>;
  readonly recorder: FlightRecorder;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly showWindow: () => void;
  readonly readUsage: ReadUsage;
  readonly logViews: Pick<LogViews, 'run'>;
  readonly updateRuns: Pick<UpdateRuns, 'run'>;
}

const SNOOZE_MS = 60 * 60_000;

/** Does what a click asked for, wherever it was made. Ends when it is done; a failure is kept in the state and logged. */
export function createRunCommand(parts: RunCommandParts): RunCommand {
  const { store, systemd, restartRuns, desktop, autostart, recorder, clock, logger } = parts;

  return async (asked) => {
    const command = withoutWait(asked);
    // The person has answered, whatever comes of it.
    if ('isConfirmed' in command && command.isConfirmed) store.dispatch({ kind: 'confirmation-ended' });
    const permission = canRun(store.state(), command, clock.now());
    if (!permission.ok && !joinsRestart(command)) {
      if (!isReading(command)) logger.info(`refused ${describe(command)}: ${permission.reason}`);
      return failure('refused', permission.reason);
    }
    if ('isConfirmed' in command && asksFirst(command)) return success(null);
    if (!isReading(command)) logger.info(describe(command));
    const result = await run(command);
    // Of a view that was left while it read nothing has failed.
    if (!result.ok && !(isReading(command) && result.reason === 'closed')) {
      logger.error(`${describe(command)} failed: ${result.message}`);
    }
    return result;
  };

  /** Of one that keeps falling over, a restart comes as often as not while systemd waits to start it: it is started now. */
  function withoutWait(command: Command): Command {
    if (command.kind !== 'restart') return command;
    const gateway = store.state().gateways[command.unit];
    if (gateway === undefined || isUnderWay(gateway.restart)) return command;
    const isWaiting = unitStatus(gateway.facts).kind === 'auto-restart';
    return isWaiting ? { kind: 'start', unit: command.unit } : command;
  }

  /** A second click on the restart that is under way. One that would hurry it on is another matter, and may be refused. */
  function joinsRestart(command: Command): boolean {
    if (command.kind !== 'restart') return false;
    const gateway = store.state().gateways[command.unit];
    const run = gateway?.restart ?? null;
    return gateway !== undefined && isUnderWay(run) && hurryRestart(run, command.mode, gateway, clock.now()) === run;
  }

  /** Whether the person wants to be asked before it, and has not said yes. If so, they are asked in the window. */
  function asksFirst(command: CuttingCommand): boolean {
    const gateway = store.state().gateways[command.unit];
    const { confirm } = store.state().settings;
    const cut = gateway === undefined ? null : cutToConfirm(gateway, command, confirm, clock.now());
    if (cut === null) return false;
    const what = `${cut.agents ?? 'an unknown number of'} agents at work`;
    if (command.isConfirmed) {
      logger.info(`${describe(command)} was confirmed, with ${what}`);
      return false;
    }
    logger.info(`${describe(command)} has to be confirmed: ${what}`);
    const confirmation = { command, agents: cut.agents, askedAt: clock.now() };
    store.dispatch({ kind: 'confirmation-asked', confirmation });
    parts.showWindow();
    return true;
  }

  async function run(command: Command): Promise<Result<Answer>> {
    switch (command.kind) {
      case 'start':
      case 'stop':
        return operate(command.kind, command.unit);
      case 'restart':
        return restartRuns.ask(command.unit, command.mode);
      case 'cancel-restart':
        restartRuns.cancel(command.unit);
        return success(null);
      case 'view-log':
        store.dispatch({
          kind: 'view-wanted',
          view: { name: 'logs', unit: command.unit, at: command.at ?? null },
        });
        parts.showWindow();
        return success(null);
      case 'copy-journal-command':
        return desktop.copyText(journalCommand(command.unit));
      case 'snooze':
        return snooze([command.unit]);
      case 'snooze-all':
        return snooze(withIncident(store.state()));
      case 'dismiss-confirmation':
        store.dispatch({ kind: 'confirmation-ended' });
        return success(null);
      case 'set-autostart': {
        const result = await autostart.setEnabled(command.enabled);
        store.dispatch({ kind: 'autostart-changed', enabled: await autostart.isEnabled() });
        return result;
      }
      case 'set-setting':
        return parts.settings.set(command);
      case 'copy-text':
        return desktop.copyText(command.text);
      case 'reveal-file':
        return desktop.revealFile(store.state().files?.[command.file] ?? '');
      case 'reconnect':
        parts.bus.reconnect();
        return success(null);
      case 'show-window':
        if (command.view !== undefined) store.dispatch({ kind: 'view-wanted', view: command.view });
        parts.showWindow();
        return success(null);
      case 'view-taken':
        if (isSameView(store.state().wantedView, command.view)) store.dispatch({ kind: 'view-wanted', view: null });
        return success(null);
      case 'quit':
        desktop.quit();
        return success(null);
      case 'read-timeline':
        return readTimeline(command.unit);
      case 'read-usage':
        return parts.readUsage(command.unit);
      case 'list-logs':
      case 'open-log':
      case 'filter-log':
      case 'read-log':
      case 'unfold-log':
      case 'find-in-log':
      case 'copy-log':
      case 'close-log':
      case 'reveal-log':
        return parts.logViews.run(command);
      case 'update':
      case 'check-update':
      case 'answer-update':
      case 'hurry-update':
      case 'cancel-update':
      case 'roll-back':
      case 'read-update-output':
        return parts.updateRuns.run(command);
      default:
        return assertNever(command);
    }
  }

  function snooze(units: readonly string[]): Result<null> {
    const until = clock.now() + SNOOZE_MS;
    for (const unit of units) store.dispatch({ kind: 'incident-snoozed', unit, until });
    return success(null);
  }

  async function operate(kind: OperationKind, unit: string): Promise<Result<null>> {
    recorder.append({ kind: kind === 'start' ? 'start-asked' : 'stop-asked', unit });
    // A stop is the newer wish. Before the operation begins, or the stop would be the end of the restart.
    if (kind === 'stop') restartRuns.cancel(unit);
    store.dispatch({ kind: 'operation-started', unit, operation: kind, at: clock.now() });
    const result = await operation(kind, unit);
    const message = result.ok ? null : t(`command.${kind}Failed`, { why: result.message });
    store.dispatch({ kind: 'operation-ended', unit, failure: message, at: clock.now() });
    return result;
  }

  function operation(kind: OperationKind, unit: string): Promise<Result<null>> {
    switch (kind) {
      case 'start':
        return start(unit);
      case 'stop':
        return stop(unit);
    }
  }

  async function start(unit: string): Promise<Result<null>> {
    await resetStartLimit(parts, unit);
    const gateway = store.state().gateways[unit];
    const kind = gateway === undefined ? 'stopped' : unitStatus(gateway.facts).kind;
    // While systemd waits out RestartSec=, a start job would wait with it; a restart job does not.
    return kind === 'auto-restart' ? systemd.restartUnit(unit) : systemd.startUnit(unit);
  }

  async function stop(unit: string): Promise<Result<null>> {
    const stopped = await systemd.stopUnit(unit);
    if (!stopped.ok) return stopped;
    // Before 0.21 the gateway exits 1 on a requested stop, and the unit reads `failed`; it has not failed.
    const reset = await systemd.resetFailedUnit(unit);
    if (!reset.ok) logger.debug(`could not reset ${unit} after its stop: ${reset.message}`);
    return stopped;
  }

  async function readTimeline(unit: string): Promise<Result<Timeline>> {
    const records = await recorder.read();
    // As it stands once they are read: it must not be older than they are.
    const gateway = store.state().gateways[unit];
    if (gateway === undefined) return failure('refused', t('permission.noGateway', { unit }));
    return success(timelineOf(records, gateway, clock.now()));
  }
}

/** A window that reads asks dozens of times a second, and changes nothing: that is not worth a line in our log. */
function isReading({ kind }: Command): boolean {
  return READING.has(kind);
}

const READING: ReadonlySet<Command['kind']> = new Set([
  'read-timeline',
  'read-usage',
  'list-logs',
  'open-log',
  'filter-log',
  'read-log',
  'unfold-log',
  'find-in-log',
  'close-log',
  'read-update-output',
]);

function describe(command: Command): string {
  if (command.kind === 'set-setting') return `set-setting ${command.name} to ${JSON.stringify(command.value)}`;
  if (command.kind === 'restart') return `restart of ${command.unit} (${command.mode})`;
  return 'unit' in command ? `${command.kind} of ${command.unit}` : command.kind;
}
