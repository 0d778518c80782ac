import type { Clock } from './ports/clock';
import type { FlightRecorder } from './ports/flight-recorder';
import type { PowerMonitor } from './ports/power-monitor';
import type { Systemd } from './ports/systemd';
import type { Store } from './store';

export interface FollowPowerParts {
  readonly power: PowerMonitor;
  readonly store: Store;
  readonly systemd: Pick<Systemd, 'resync'>;
  readonly recorder: FlightRecorder;
  readonly clock: Clock;
}

/** After a suspend all is read anew, and what was due in it is not late. */
export function followPower({ power, store, systemd, recorder, clock }: FollowPowerParts): void {
  power.on('suspend', () => recorder.append({ kind: 'suspended' }));
  power.on('resume', () => {
    recorder.append({ kind: 'resumed' });
    // Before anything that was read: by that it is known what to make of it.
    store.dispatch({ kind: 'resumed', at: clock.now() });
    systemd.resync();
  });
}
