import { isGatewayCommand } from './home-facts';
import type { UnitFacts } from './unit-facts';
import { classifyUnitName } from './unit-name';

/**
 * Which of systemd's units to follow. Named ones (the setting, `--unit`) are followed whatever they are and whether
 * they exist; otherwise every unit that has a gateway's name.
 */
export function unitsToFollow(listed: readonly string[], named: readonly string[] | null): readonly string[] {
  if (named !== null) return [...new Set(named)];
  return listed.filter((unit) => {
    const { kind } = classifyUnitName(unit);
    return kind === 'default' || kind === 'profile' || kind === 'legacy';
  });
}

/** Whether a unit that was found by its name is a gateway: some other program's `hermes-gateway-exporter` is not. */
export function isGatewayUnit(facts: UnitFacts): boolean {
  if (facts.policy.transient || facts.unitFileState === 'transient') return false;
  // Its file may be gone while it still runs, and then it is still there to be stopped.
  if (facts.loadState === 'not-found') return facts.activeState !== 'inactive' && facts.activeState !== 'failed';
  if (classifyUnitName(facts.unit).kind === 'default') return true;
  // What a masked or broken unit would run can't be read; its name has to do.
  if (facts.loadState !== 'loaded') return classifyUnitName(facts.unit).kind === 'profile';
  return isGatewayCommand(facts.policy.execStart);
}
