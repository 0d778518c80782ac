import { assertNever } from '../core/assert-never';
import { type Command, canRun } from '../core/commands';
import { failure, type Result, success } from '../core/result';
import type { OperationKind } from '../core/state';
import { unitStatus } from '../core/unit-status';
import type { Clock } from './ports/clock';
import type { Autostart, Desktop } from './ports/desktop';
import type { Logger } from './ports/logger';
import type { Systemd } from './ports/systemd';
import type { Store } from './store';

export interface RunCommandParts {
  readonly store: Store;
  readonly systemd: Systemd;
  readonly desktop: Desktop;
  readonly autostart: Autostart;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly showWindow: () => void;
}

export type RunCommand = (command: Command) => Promise<Result<null>>;

/** Does what a click asked for, wherever it was made. Ends when it is done; a failure is kept in the state and logged. */
export function createRunCommand(parts: RunCommandParts): RunCommand {
  const { store, desktop, autostart, clock, logger } = parts;

  return async (command) => {
    const permission = canRun(store.state(), command, clock.now());
    if (!permission.ok) {
      logger.info(`refused ${describe(command)}: ${permission.reason}`);
      return failure('refused', permission.reason);
    }
    logger.info(describe(command));
    const result = await run(command);
    if (!result.ok) logger.error(`${describe(command)} failed: ${result.message}`);
    return result;
  };

  async function run(command: Command): Promise<Result<null>> {
    switch (command.kind) {
      case 'start':
      case 'stop':
        return operate(command.kind, command.unit);
      case 'restart':
        return parts.systemd.restartUnit(command.unit);
      case 'cancel-restart':
      case 'copy-journal-command':
      case 'snooze':
      case 'dismiss-confirmation':
      case 'set-do-not-disturb':
        return failure('not-there-yet', 'not there yet');
      case 'view-log':
        return desktop.revealFile(logFile(command.unit));
      case 'set-autostart': {
        const result = await autostart.setEnabled(command.enabled);
        store.dispatch({ kind: 'autostart-changed', enabled: await autostart.isEnabled() });
        return result;
      }
      case 'show-window':
        parts.showWindow();
        return success(null);
      case 'quit':
        desktop.quit();
        return success(null);
      default:
        return assertNever(command);
    }
  }

  async function operate(kind: OperationKind, unit: string): Promise<Result<null>> {
    store.dispatch({ kind: 'operation-started', unit, operation: kind, at: clock.now() });
    const result = await operation(kind, unit);
    const message = result.ok ? null : `${CAPITALISED[kind]} failed: ${result.message}`;
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
    const { systemd } = parts;
    const gateway = store.state().gateways[unit];
    const kind = gateway === undefined ? 'stopped' : unitStatus(gateway.facts).kind;
    // While systemd waits out RestartSec=, a start job would wait with it; a restart job does not.
    if (kind === 'auto-restart') return systemd.restartUnit(unit);
    if (kind === 'failed') {
      // A unit that ran into its start limit refuses every start until its count is reset.
      const reset = await systemd.resetFailedUnit(unit);
      if (!reset.ok) logger.warn(`could not reset ${unit} before its start: ${reset.message}`);
    }
    return systemd.startUnit(unit);
  }

  async function stop(unit: string): Promise<Result<null>> {
    const { systemd } = parts;
    const stopped = await systemd.stopUnit(unit);
    if (!stopped.ok) return stopped;
    // Before 0.21 the gateway exits 1 on a requested stop, and the unit reads `failed`; it has not failed.
    const reset = await systemd.resetFailedUnit(unit);
    if (!reset.ok) logger.debug(`could not reset ${unit} after its stop: ${reset.message}`);
    return stopped;
  }

  function logFile(unit: string): string {
    return `${store.state().gateways[unit]?.home?.home}/logs/agent.log`;
  }
}

const CAPITALISED: Readonly<Record<OperationKind, string>> = { start: 'Start', stop: 'Stop' };

function describe(command: Command): string {
  return 'unit' in command ? `${command.kind} of ${command.unit}` : command.kind;
}
