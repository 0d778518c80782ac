import type { RunCommand } from '../core/answers';
import { leastProgress, movesWithTime } from '../core/restart-progress';
import type { AppState, TrayHost } from '../core/state';
import { keysInStep, progressSteps, type Steps, withProgressOf } from '../core/tray-progress';
import { type TrayView, trayView } from '../core/tray-view';
import { updateMovesWithTime, updateProgress } from '../core/update-progress';
import { isUpdating } from '../core/update-run';
import { shownStatus } from '../core/update-status';
import type { LogViews } from './log-views';
import type { AppWindow } from './ports/app-window';
import type { Clock } from './ports/clock';
import type { Launcher } from './ports/launcher';
import type { Logger } from './ports/logger';
import type { Tray } from './ports/tray';
import type { Store } from './store';

export interface PresentParts {
  readonly store: Store;
  readonly tray: Tray;
  readonly window: AppWindow;
  readonly launcher: Launcher;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly runCommand: RunCommand;
  readonly logViews: Pick<LogViews, 'serve'>;
}

/** How often ages, countdowns and progress move while somebody looks, or something is under way. */
const TICK_MS = 1000;

/** Shows every state, in the tray, in the window and on the launcher's icon, from now until the returned function is called. */
export function present(parts: PresentParts): () => void {
  const { store, tray, window, launcher, clock, runCommand } = parts;
  let hadHost = false;
  let isMenuOpen = false;
  let cancelTick: (() => void) | null = null;
  let shown: TrayView | null = null;
  let steps: Steps = new Map();
  /** The items whose labels wait for the next tick. */
  let held: readonly string[] = [];
  let movedAt = Number.NEGATIVE_INFINITY;

  /**
   * Whatever changes is shown at once, but for labels that only move: those keep one time, the tick's, however often the
   * gateway rewrites its file.
   */
  function render(isTick = false): void {
    const state = store.state();
    const now = clock.now();
    const nextSteps = progressSteps(state, now);
    const mayMove = isTick || Math.abs(now - movedAt) >= TICK_MS;
    held = mayMove ? [] : keysInStep(steps, nextSteps);
    const fresh = trayView(state, now);
    const view = shown === null || held.length === 0 ? fresh : withProgressOf(shown, fresh, held);
    if (held.length === 0) {
      movedAt = now;
      // The next is a second after this.
      if (nextSteps.size > 0) stopTicking();
      launcher.showProgress(progressOf(state, now));
    }
    steps = nextSteps;
    shown = view;
    tray.show(view);
  }

  function tickWhereNeeded(): void {
    const isNeeded = isMenuOpen || held.length > 0 || moves(store.state(), clock.now());
    if (isNeeded) {
      cancelTick ??= clock.after(TICK_MS, () => {
        cancelTick = null;
        render(true);
        tickWhereNeeded();
      });
    } else {
      stopTicking();
    }
  }

  function stopTicking(): void {
    cancelTick?.();
    cancelTick = null;
  }

  function hostChanged(host: TrayHost): void {
    store.dispatch({ kind: 'tray-host-changed', host });
    hadHost ||= host === 'status-notifier';
    // A panel that was there comes back, after a screen lock or its own restart: no reason to throw a window at anyone.
    if (host === 'none' && !hadHost) {
      parts.logger.warn('this desktop shows no tray icons (no StatusNotifierItem host): opening the window instead');
      window.show();
    } else if (host === 'legacy') {
      parts.logger.warn('no StatusNotifierItem host: using a legacy X11 tray icon, which this desktop may not show');
    }
  }

  window.start({ state: () => store.state(), run: runCommand, serveLogs: parts.logViews.serve });
  render();
  tray.start({
    commandChosen: (command) => void runCommand(command),
    activated: () => window.show(),
    aboutToShow() {
      render();
      tickWhereNeeded();
    },
    menuOpenChanged(open) {
      isMenuOpen = open;
      // The first tick comes a second after the menu, whatever ticked before.
      stopTicking();
      tickWhereNeeded();
    },
    hostChanged,
  });
  const unsubscribe = store.subscribe((state) => {
    render();
    tickWhereNeeded();
    window.update(state);
  });
  tickWhereNeeded();

  return () => {
    unsubscribe();
    stopTicking();
    tray.close();
    launcher.close();
    window.close();
  };
}

/** How far what we do is; null while we do nothing. A restart within an update is part of it. */
function progressOf({ update, gateways }: AppState, now: number): number | null {
  return isUpdating(update) ? updateProgress(update, now) : leastProgress(Object.values(gateways), now);
}

/** Whether what is shown moves with the time alone: a restart or an update on its way, a drain that has an end. */
function moves(state: AppState, now: number): boolean {
  if (updateMovesWithTime(state.update)) return true;
  return Object.values(state.gateways).some((gateway) => {
    const status = shownStatus(state, gateway, now);
    if (status.kind === 'draining') return status.deadline !== null && now < status.deadline;
    return status.kind === 'restarting' && movesWithTime(status.run);
  });
}
