import { outsideProcess } from '../core/gateway-status';
import type { ProcessFacts } from '../core/home-facts';
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

interface Gone {
  readonly at: number;
  readonly cancel: () => void;
}

/**
 * Tells the store where a process that took over from a unit's has fallen over as well, until the returned function is
 * called. systemd knows nothing of that process, and its end ends no run: nobody else would. Only of one that was seen
 * alive, and only once.
 */
export function watchReplacements({ store, recorder, clock, logger }: WatchReplacementsParts): () => void {
  /** The process that was seen to run beside each unit. */
  const seen = new Map<string, ProcessFacts>();
  const gone = new Map<string, Gone>();

  function look(): void {
    const { gateways } = store.state();
    for (const unit of new Set([...seen.keys(), ...gone.keys()])) {
      if (gateways[unit] !== undefined) continue;
      seen.delete(unit);
      isBack(unit);
    }
    for (const gateway of Object.values(gateways)) lookAt(gateway);
  }

  function lookAt(gateway: Gateway): void {
    const { unit, facts, process } = gateway;
    const outside = outsideProcess(gateway);
    if (outside !== null) seen.set(unit, outside);
    // The unit's own, or another unit's, whose end is told there.
    else if (facts.mainPid !== 0 || process !== null) seen.delete(unit);
    const at = gone.get(unit)?.at ?? clock.now();
    if (lostReplacement(gateway, seen.get(unit) ?? null, at) === null) isBack(unit);
    else if (!gone.has(unit)) gone.set(unit, { at, cancel: clock.after(HANDOVER_MS, () => tell(unit, at)) });
    else if (isHeard() && clock.now() - at >= HANDOVER_MS) tell(unit, at);
  }

  function tell(unit: string, at: number): void {
    const gateway = store.state().gateways[unit];
    // Where the facts may be old, it is looked at again when they are not.
    if (gateway === undefined || !isHeard()) return;
    const exit = lostReplacement(gateway, seen.get(unit) ?? null, at);
    seen.delete(unit);
    isBack(unit);
    if (exit === null) return;
    logger.info(`the process that took over from ${unit} is gone, too`);
    recorder.append({ kind: 'run-ended', unit, exit });
    store.dispatch({ kind: 'run-ended', exit, at: clock.now() });
  }

  function isHeard(): boolean {
    return store.state().bus.kind === 'connected';
  }

  function isBack(unit: string): void {
    gone.get(unit)?.cancel();
    gone.delete(unit);
  }

  const unsubscribe = store.subscribe(look);
  return () => {
    unsubscribe();
    for (const unit of [...gone.keys()]) isBack(unit);
  };
}
