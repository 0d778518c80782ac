import type { UnitPolicy } from '../core/unit-facts';
import type { Logger } from './ports/logger';
import type { Systemd } from './ports/systemd';
import type { Store } from './store';

export interface ResetStartLimitParts {
  readonly store: Store;
  readonly systemd: Pick<Systemd, 'resetFailedUnit'>;
  readonly logger: Logger;
}

/**
 * Before a start that a person asked for, which is not to be refused because there were many before it. Not once it was
 * refused: the unit would lie failed for a moment, and read as given up. What goes with the count, Result= and NRestarts,
 * is known of the run that ended by then.
 */
export async function resetStartLimit({ store, systemd, logger }: ResetStartLimitParts, unit: string): Promise<void> {
  const facts = store.state().gateways[unit]?.facts;
  if (facts === undefined || !(limitsStarts(facts.policy) || facts.activeState === 'failed')) return;
  const reset = await systemd.resetFailedUnit(unit);
  if (!reset.ok) logger.debug(`could not reset the start limit of ${unit}: ${reset.message}`);
}

function limitsStarts({ startLimitIntervalMs, startLimitBurst }: UnitPolicy): boolean {
  return startLimitIntervalMs !== 0 && startLimitBurst !== 0;
}
