import type { AppEvent } from '../core/events';
import { reduce } from '../core/reducer';
import { type AppState, INITIAL_STATE } from '../core/state';

/** Holds the one state. Listeners are told of changes only. */
export interface Store {
  state(): AppState;
  dispatch(event: AppEvent): void;
  subscribe(listener: (state: AppState) => void): () => void;
}

export function createStore(): Store {
  const listeners = new Set<(state: AppState) => void>();
  let state = INITIAL_STATE;
  return {
    state: () => state,
    dispatch(event) {
      const next = reduce(state, event);
      if (next === state) return;
      state = next;
      // A listener that dispatches makes a newer state, and with it a newer round: the older one ends there.
      for (const listener of [...listeners]) {
        if (state !== next) return;
        listener(next);
      }
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
