import type { RunCommand } from '../core/answers';
import { noticesChangeAt, noticesOf } from '../core/notices';
import { movesWithTime } from '../core/restart-progress';
import type { AppState } from '../core/state';
import { updateMovesWithTime } from '../core/update-progress';
import type { Clock } from './ports/clock';
import type { Notifications } from './ports/notifications';
import type { Store } from './store';

export interface NotifyParts {
  readonly store: Store;
  readonly notifications: Notifications;
  readonly clock: Clock;
  readonly runCommand: RunCommand;
}

/** How often the bar of a restart or an update moves. */
const PROGRESS_TICK_MS = 1000;

/** Tells the person what they would want to know while they look elsewhere, until the returned function is called. */
export function notify({ store, notifications, clock, runCommand }: NotifyParts): () => void {
  let cancelNext = () => {};

  function show(state: AppState): void {
    cancelNext();
    const now = clock.now();
    notifications.show(noticesOf(state, now));
    const next = nextChange(state, now);
    if (next !== null) cancelNext = clock.after(next - now, timePassed);
  }

  function timePassed(): void {
    const before = store.state();
    store.dispatch({ kind: 'time-passed', at: clock.now() });
    if (store.state() === before) show(before);
  }

  function nextChange(state: AppState, now: number): number | null {
    const moves =
      updateMovesWithTime(state.update) || Object.values(state.gateways).some(({ restart }) => movesWithTime(restart));
    const tick = moves ? now + PROGRESS_TICK_MS : null;
    const change = noticesChangeAt(state, now);
    return tick === null || change === null ? (tick ?? change) : Math.min(tick, change);
  }

  notifications.start({ commandChosen: (command) => void runCommand(command) });
  const unsubscribe = store.subscribe(show);
  return () => {
    cancelNext();
    unsubscribe();
    notifications.close();
  };
}
