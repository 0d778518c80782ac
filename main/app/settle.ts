import type { UnitFacts } from '../core/unit-facts';
import { mayBeFlash } from '../core/unit-status';
import type { Clock } from './ports/clock';

/**
 * Longer than any flash (about 1 ms was measured, on a loaded machine a few), and short enough that with the way to the
 * panel no label is wrong for 100 ms.
 */
export const SETTLE_MS = 75;

export interface Settler {
  /** Passes facts on, at once or after they have stood for SETTLE_MS. */
  take(facts: UnitFacts): void;
  close(): void;
}

/** Keeps the lies that systemd tells for an instant between a crash and its restart from everything behind it. */
export function createSettler(clock: Clock, passOn: (facts: UnitFacts) => void): Settler {
  let passed: UnitFacts | null = null;
  let held: UnitFacts | null = null;
  let cancel: (() => void) | null = null;

  function pass(facts: UnitFacts): void {
    release();
    passed = facts;
    passOn(facts);
  }

  function release(): void {
    cancel?.();
    cancel = null;
    held = null;
  }

  return {
    take(facts) {
      if (!mayBeFlash(passed, facts)) {
        pass(facts);
        return;
      }
      // News about the same state does not prolong its wait; another state begins its own.
      const isSameState = held?.activeState === facts.activeState;
      if (!isSameState) release();
      held = facts;
      cancel ??= clock.after(SETTLE_MS, () => {
        if (held !== null) pass(held);
      });
    },
    close: release,
  };
}
