import { type Pulse, pulseOf, SILENCE_LIMIT_MS } from '../core/silence';
import type { Clock } from './ports/clock';
import type { ControlSocket } from './ports/control-socket';
import type { Logger } from './ports/logger';
import type { Store } from './store';

export interface WatchSilenceParts {
  readonly store: Store;
  readonly controlSocket: ControlSocket;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** How often one that is silent is asked again. Its next heartbeat tells without being asked. */
const ASK_AGAIN_MS = 30_000;

interface Watch {
  readonly pulse: Pulse;
  /** When it last showed that it lives, by a heartbeat or an answer. */
  heardAt: number;
  cancel: () => void;
}

/**
 * Finds out which gateways live and yet stand still, until the returned function is called. One timer for each that
 * writes heartbeats: a new one puts it off, so it goes off only for one that has fallen silent. Asleep, the machine's
 * timers stand still as the gateway's do, so a suspend makes nobody silent.
 */
export function watchSilence({ store, controlSocket, clock, logger }: WatchSilenceParts): () => void {
  const watches = new Map<string, Watch>();

  function look(): void {
    const { gateways, bus, resumedAt } = store.state();
    for (const unit of watches.keys()) if (gateways[unit] === undefined) forget(unit);
    for (const gateway of Object.values(gateways)) {
      const pulse = pulseOf(gateway, bus, resumedAt);
      const known = watches.get(gateway.unit);
      if (isSame(known?.pulse ?? null, pulse)) continue;
      forget(gateway.unit);
      if (pulse !== null) begin(gateway.unit, pulse);
      // Of a systemd that is not heard nothing is known; what was known stands.
      else if (bus.kind === 'connected') silence(gateway.unit, null);
    }
  }

  function begin(unit: string, pulse: Pulse): void {
    const watch: Watch = { pulse, heardAt: Math.max(pulse.beatAt, pulse.countsFrom), cancel: () => {} };
    watches.set(unit, watch);
    const left = watch.heardAt + SILENCE_LIMIT_MS - clock.now();
    if (left > 0) silence(unit, null);
    // A heartbeat from the future is of a clock that was set back.
    waitFor(unit, watch, Math.min(Math.max(left, 0), SILENCE_LIMIT_MS));
  }

  function waitFor(unit: string, watch: Watch, milliseconds: number): void {
    watch.cancel = clock.after(milliseconds, () => void check(unit, watch));
  }

  async function check(unit: string, watch: Watch): Promise<void> {
    const { pid, controlSocket: path } = watch.pulse;
    const answer = path === null ? null : await controlSocket.ask(path);
    if (watches.get(unit) !== watch) return;
    if (answer?.ok === true && (answer.value.pid === null || answer.value.pid === pid)) {
      watch.heardAt = clock.now();
      waitFor(unit, watch, SILENCE_LIMIT_MS);
      silence(unit, null);
      return;
    }
    // That nobody listens proves nothing, but then the heartbeat has spoken.
    if (path !== null) waitFor(unit, watch, ASK_AGAIN_MS);
    silence(unit, watch.heardAt);
  }

  function silence(unit: string, since: number | null): void {
    const known = store.state().gateways[unit]?.silentSince;
    if (known === undefined || known === since) return;
    if (known === null || since === null)
      logger.warn(`${unit} ${since === null ? 'responds again' : 'does not respond'}`);
    store.dispatch({ kind: 'silence-changed', unit, since });
  }

  function forget(unit: string): void {
    watches.get(unit)?.cancel();
    watches.delete(unit);
  }

  const unsubscribe = store.subscribe(look);
  look();
  return () => {
    unsubscribe();
    for (const unit of [...watches.keys()]) forget(unit);
  };
}

function isSame(left: Pulse | null, right: Pulse | null): boolean {
  if (left === null || right === null) return left === right;
  return (
    left.pid === right.pid &&
    left.beatAt === right.beatAt &&
    left.countsFrom === right.countsFrom &&
    left.controlSocket === right.controlSocket
  );
}
