import type { Result } from '../core/result';
import { isNewBeat, isSamePulse, type Pulse, pulseOf, quietSince, SILENCE_LIMIT_MS } from '../core/silence';
import type { AppState, Gateway } from '../core/state';
import type { Clock } from './ports/clock';
import type { ControlSocket, SocketAnswer } from './ports/control-socket';
import type { Logger } from './ports/logger';
import type { Store } from './store';

export interface WatchSilenceParts {
  readonly store: Store;
  readonly controlSocket: ControlSocket;
  readonly clock: Clock;
  readonly logger: Logger;
  /** How long a gateway may be quiet before it is asked. */
  readonly limitMs?: number;
}

/** One that is silent is asked again so often: an answer ends it, and so does a heartbeat, of which files tell. */
const ASK_AGAIN_MS = 30_000;
/** A timer that is so late has slept with the machine, and the gateway with both. */
const SLEPT_MS = 2_000;

/** Any change of the pulse makes another watch, so that what was under way for the old one is dropped. */
interface Watch {
  readonly unit: string;
  readonly pulse: Pulse;
  /** Epoch milliseconds: its last sign of life, or the end of what excuses it. */
  quietSince: number;
  cancel: () => void;
}

/**
 * Tells the store which gateways live and show no sign of life, until the returned function is called. A gateway with a
 * pulse costs one timer, which each heartbeat moves; one without costs none.
 *
 *   heartbeat ──▶ quiet ── limit ──▶ asked ──▶ silent ─┐ 30 s
 *                   ▲                  │ answer  │ ▲────┘
 *                   └──────────────────┴─────────┘ answer, heartbeat
 */
export function watchSilence(parts: WatchSilenceParts): () => void {
  const { store, controlSocket, clock, logger, limitMs = SILENCE_LIMIT_MS } = parts;
  const watches = new Map<string, Watch>();

  function look(): void {
    const state = store.state();
    for (const unit of [...watches.keys()]) if (state.gateways[unit] === undefined) forget(unit);
    for (const gateway of Object.values(state.gateways)) {
      lookAt(gateway, state);
      // What that changed was looked at already, all of it.
      if (store.state() !== state) return;
    }
  }

  function lookAt(gateway: Gateway, { bus, resumedAt }: AppState): void {
    const { unit, silentSince } = gateway;
    const before = watches.get(unit);
    const pulse = pulseOf(gateway, bus, resumedAt);
    if (pulse === null) {
      forget(unit);
      // Out of hearing of systemd nothing changes: what is known stays, under a status that says so.
      if (bus.kind === 'connected') tell(unit, null);
      return;
    }
    if (before !== undefined && isSamePulse(before.pulse, pulse)) return;
    const isHeard =
      before === undefined ? silentSince !== null && pulse.beatAt > silentSince : isNewBeat(before.pulse, pulse);
    forget(unit);
    const watch = { unit, pulse, quietSince: beginOfQuiet(pulse, before, isHeard), cancel: () => {} };
    watches.set(unit, watch);
    if (silentSince !== null && !isHeard) {
      ask(watch);
      return;
    }
    listen(watch);
    tell(unit, null);
  }

  function beginOfQuiet(pulse: Pulse, before: Watch | undefined, isHeard: boolean): number {
    if (before === undefined) return quietSince(pulse);
    // It was written just now, whatever time it bears: a slow disk delays it, and a clock that is set moves it.
    return isHeard ? clock.now() : Math.max(quietSince(pulse), before.quietSince);
  }

  function listen(watch: Watch): void {
    const now = clock.now();
    // Not longer than the limit where the clock was set back meanwhile.
    const delayMs = Math.min(Math.max(0, watch.quietSince + limitMs - now), limitMs);
    watch.cancel = clock.after(delayMs, () => {
      const late = clock.now() - (now + delayMs);
      if (late <= SLEPT_MS) {
        ask(watch);
      } else {
        watch.quietSince = clock.now();
        listen(watch);
      }
    });
  }

  function ask(watch: Watch): void {
    const { controlSocket: path } = watch.pulse;
    if (path === null) {
      silent(watch, 'it has no control socket');
      return;
    }
    void controlSocket.ask(path).then((result) => {
      if (watches.get(watch.unit) === watch) answered(watch, result);
    });
  }

  function answered(watch: Watch, result: Result<SocketAnswer>): void {
    // Another process' answer says as little of this one as none.
    const isAlive = result.ok && (result.value.pid === null || result.value.pid === watch.pulse.pid);
    if (!isAlive) {
      silent(watch, result.ok ? `PID ${result.value.pid} answered for it` : result.message);
      return;
    }
    watch.quietSince = clock.now();
    listen(watch);
    tell(watch.unit, null);
  }

  function silent(watch: Watch, why: string): void {
    const { unit, pulse } = watch;
    watch.cancel = pulse.controlSocket === null ? () => {} : clock.after(ASK_AGAIN_MS, () => ask(watch));
    const known = store.state().gateways[unit]?.silentSince ?? null;
    if (known !== null) return;
    logger.info(`${unit} (PID ${pulse.pid}) does not respond: its heartbeat has stopped; ${why}`);
    tell(unit, Math.min(watch.quietSince, clock.now()));
  }

  function tell(unit: string, since: number | null): void {
    const known = store.state().gateways[unit]?.silentSince ?? null;
    if (known === since) return;
    if (since === null) logger.info(`${unit} is no longer silent`);
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
