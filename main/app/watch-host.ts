import type { AppState } from '../core/state';
import type { Host } from './ports/host';
import type { Store } from './store';

/**
 * Keeps what the window says where nothing is to be shown: how the session is, while systemd is not reached, and whether Hermes
 * is there, while no gateway is. Watched only then: a home folder changes all day long. Until the returned function is called.
 */
export function watchHost({ store, host }: { readonly store: Store; readonly host: Host }): () => void {
  let stopHermes: (() => void) | null = null;
  let busBefore: AppState['bus'] | null = null;

  function look(state: AppState): void {
    // Each attempt that failed is a change of `bus`.
    if (state.bus !== busBefore && state.bus.kind === 'lost') {
      void host.session().then((session) => store.dispatch({ kind: 'host-changed', host: { session } }));
    }
    busBefore = state.bus;
    const isNeeded = state.discovered && Object.keys(state.gateways).length === 0;
    if (isNeeded) {
      stopHermes ??= host.followHermes((hasHermes) => store.dispatch({ kind: 'host-changed', host: { hasHermes } }));
    } else {
      stopHermes?.();
      stopHermes = null;
    }
  }

  look(store.state());
  const unsubscribe = store.subscribe(look);
  const stopLinger = host.followLinger((linger) => store.dispatch({ kind: 'host-changed', host: { linger } }));
  return () => {
    unsubscribe();
    stopHermes?.();
    stopLinger();
  };
}
