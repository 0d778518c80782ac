import { assertNever } from '../core/assert-never';
import { isUnderWay } from '../core/restart-run';
import { NO_PROCESS, type RestartAction } from '../core/restart-step';
import { failure, type Result, success } from '../core/result';
import type { DrainRequests } from './ports/drain-requests';
import type { Logger } from './ports/logger';
import type { Systemd } from './ports/systemd';
import { resetStartLimit } from './reset-start-limit';
import type { Store } from './store';

export interface RestartActionsParts {
  readonly store: Store;
  readonly systemd: Systemd;
  readonly drainRequests: DrainRequests;
  readonly logger: Logger;
}

export interface RestartActions {
  /**
   * Does one after the other for each unit, in the order they are given; a job of systemd's, which lasts as long as the
   * gateway takes, holds nothing up. `ended` is told how each went. `startedAt` tells the restart they are of: once that is
   * over, only the drain request is still taken away.
   */
  perform(unit: string, startedAt: number, actions: readonly RestartAction[], ended: ActionEnded): void;
}

export type ActionEnded = (action: RestartAction, result: Result<null>) => void;

/** The same on every Linux that Electron runs on. */
const SIGUSR1 = 10;

export function createRestartActions(parts: RestartActionsParts): RestartActions {
  const { store, systemd, drainRequests, logger } = parts;
  const last = new Map<string, Promise<unknown>>();

  async function run(unit: string, startedAt: number, action: RestartAction, ended: ActionEnded): Promise<void> {
    // It waited for its turn, and somebody has cancelled the restart meanwhile, perhaps for a stop.
    if (action.kind !== 'remove-drain-request' && !isUnderWayStill(unit, startedAt)) return;
    logger.debug(`${unit}: ${action.kind}`);
    const result = await answer(unit, action);
    if (!result.ok) logger.warn(`${unit}: ${action.kind} failed: ${result.message}`);
    ended(action, result);
  }

  async function answer(unit: string, action: RestartAction): Promise<Result<null>> {
    switch (action.kind) {
      case 'write-drain-request':
        return drainRequests.write(action.home);
      case 'remove-drain-request':
        return drainRequests.remove(action.home);
      case 'send-sigusr1': {
        // systemd sends it to whatever the main process is by now: one that has just begun has no handler, and would die.
        if (mainPidOf(unit) !== action.pid) {
          return failure(NO_PROCESS, `${action.pid} is not its main process any more`);
        }
        return systemd.signalMain(unit, SIGUSR1);
      }
      case 'restart-unit':
        // It waited for its turn, and what it was for has come about.
        if (hasOtherProcess(unit, action.pid)) return success(null);
        await resetStartLimit(parts, unit);
        return systemd.restartUnit(unit);
      case 'start-unit': {
        const reset = await systemd.resetFailedUnit(unit);
        if (!reset.ok) logger.debug(`could not reset ${unit} before its start: ${reset.message}`);
        return systemd.startUnit(unit);
      }
      default:
        return assertNever(action);
    }
  }

  function isUnderWayStill(unit: string, startedAt: number): boolean {
    const run = store.state().gateways[unit]?.restart ?? null;
    return isUnderWay(run) && run.startedAt === startedAt;
  }

  function mainPidOf(unit: string): number {
    return store.state().gateways[unit]?.facts.mainPid ?? 0;
  }

  function hasOtherProcess(unit: string, pid: number): boolean {
    const present = mainPidOf(unit);
    return present !== 0 && present !== pid;
  }

  return {
    perform(unit, startedAt, actions, ended) {
      for (const action of actions) {
        const before = last.get(unit) ?? Promise.resolve();
        const isJob = action.kind === 'restart-unit' || action.kind === 'start-unit';
        const done = before.then(() => {
          const work = run(unit, startedAt, action, ended).catch((error: unknown) =>
            ended(action, failure('bug', `${action.kind} threw: ${String(error)}`)),
          );
          return isJob ? undefined : work;
        });
        last.set(unit, done);
      }
    },
  };
}
