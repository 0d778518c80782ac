import { outsideProcess } from '../core/gateway-status';
import { lostReplacement } from '../core/lost-replacement';
import type { Gateway } from '../core/state';
import type { Clock } from './ports/clock';
import type { FlightRecorder } from './ports/flight-recorder';
import type { Logger } from './ports/logger';
import type { Store } from './store';

export interface WatchReplacementsParts {
  readonly store: Store;
  readonly recorder: FlightRecorder;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** One that takes over waits for the other's end by looks of half a second, and boots before it names itself. */
const HANDOVER_MS = 10_000;

/**
 * Tells the store where a process that took over from a unit's is gone as well, until the returned function is called.
 * systemd knows nothing of that process, and its end ends no run: nobody else would.
 */
export function watchReplacements({ store, recorder, clock, logger }: WatchReplacementsParts): () => void {
  /** The units beside which a gateway was seen to run. */
  const replaced = new Set<string>();
  /** What cancels the telling, by unit. */
  const waits = new Map<string, () => void>();

  function look(): void {
    const { gateways } = store.state();
    for (const unit of [...waits.keys()]) if (gateways[unit] === undefined) cancel(unit);
    for (const gateway of Object.values(gateways)) lookAt(gateway);
  }

  function lookAt(gateway: Gateway): void {
    const { unit, facts } = gateway;
    if (outsideProcess(gateway) !== null) replaced.add(unit);
    else if (facts.mainPid !== 0) replaced.delete(unit);
    const at = clock.now();
    if (lostReplacement(gateway, at) === null) cancel(unit);
    else if (!waits.has(unit)) wait(unit, at);
  }

  function wait(unit: string, at: number): void {
    const cancelWait = clock.after(HANDOVER_MS, () => tell(unit, at));
    waits.set(unit, cancelWait);
  }

  function tell(unit: string, at: number): void {
    waits.delete(unit);
    const { bus, gateways } = store.state();
    const gateway = gateways[unit];
    // Where the facts may be old, the next ones are looked at.
    if (gateway === undefined || bus.kind !== 'connected') return;
    const exit = lostReplacement(gateway, replaced.has(unit) ? at : null);
    if (exit === null) return;
    logger.info(`the process that took over from ${unit} is gone, too`);
    recorder.append({ kind: 'run-ended', unit, exit });
    store.dispatch({ kind: 'run-ended', exit, at: clock.now() });
  }

  function cancel(unit: string): void {
    waits.get(unit)?.();
    waits.delete(unit);
  }

  const unsubscribe = store.subscribe(look);
  return () => {
    unsubscribe();
    for (const unit of [...waits.keys()]) cancel(unit);
  };
}
