import type { WindowApi } from '../main/core/ipc-contract';
import { errorMessage } from '../main/core/result';
import type { AppState } from '../main/core/state';

export type KeptState =
  | { readonly kind: 'waiting' }
  /** `at`: epoch milliseconds of its arrival. */
  | { readonly kind: 'known'; readonly state: AppState; readonly at: number }
  | { readonly kind: 'unreachable'; readonly reason: string };

/** Holds the newest state for the page. A store as React's useSyncExternalStore wants it. */
export interface StateKeeper {
  current(): KeptState;
  subscribe(listener: () => void): () => void;
}

/** Listens first and asks then, so that no change falls in between; whichever arrives, the higher revision stays. */
export function createStateKeeper(
  api: Pick<WindowApi, 'getState' | 'onStateChanged'>,
  now: () => number = Date.now,
): StateKeeper {
  const listeners = new Set<() => void>();
  let kept: KeptState = { kind: 'waiting' };

  function keep(next: KeptState): void {
    kept = next;
    for (const listener of listeners) listener();
  }

  function take(state: AppState): void {
    if (kept.kind === 'known' && state.revision <= kept.state.revision) return;
    keep({ kind: 'known', state, at: now() });
  }

  // Lives as long as the page, so nobody unsubscribes.
  api.onStateChanged(take);
  api.getState().then(take, (error: unknown) => {
    if (kept.kind === 'waiting') keep({ kind: 'unreachable', reason: errorMessage(error) });
  });

  return {
    current: () => kept,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
