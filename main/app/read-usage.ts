import { gatewayPid } from '../core/gateway-status';
import { t } from '../core/i18n';
import { failure, type Result, success } from '../core/result';
import type { Usage } from '../core/usage';
import type { Clock } from './ports/clock';
import type { ProcessUsage } from './ports/process-usage';
import type { Systemd } from './ports/systemd';
import type { Store } from './store';

export type ReadUsage = (unit: string) => Promise<Result<Usage>>;

export interface ReadUsageParts {
  readonly store: Store;
  readonly systemd: Pick<Systemd, 'readUsage'>;
  readonly processUsage: ProcessUsage;
  readonly clock: Clock;
}

/**
 * What a gateway uses now, with its tools: by its control group where systemd counts for it, otherwise by its processes.
 * Nothing is sampled unless somebody asks.
 */
export function createReadUsage({ store, systemd, processUsage, clock }: ReadUsageParts): ReadUsage {
  return async (unit) => {
    const gateway = store.state().gateways[unit];
    const pid = gateway === undefined ? null : gatewayPid(gateway);
    if (gateway === undefined || pid === null) return failure('refused', t('permission.notRunning', { unit }));
    // One that runs outside the unit is in no control group of the unit's.
    if (pid === gateway.facts.mainPid) {
      const counted = await systemd.readUsage(unit);
      if (counted.ok && counted.value.memoryBytes !== null && counted.value.cpuNanoseconds !== null) {
        return success({ at: clock.now(), ...counted.value, source: 'systemd' });
      }
    }
    const found = await processUsage.read(pid);
    if (found === null) return failure('gone', `process ${pid} of ${unit} is not there any more`);
    return success({ at: clock.now(), ...found, source: 'proc' });
  };
}
