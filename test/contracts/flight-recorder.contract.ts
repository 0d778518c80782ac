import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FlightRecorder } from '../../main/app/ports/flight-recorder';
import { createFakeClock, type FakeClock } from '../fakes/fake-clock';
import { FLIGHT_EVENTS } from '../fixtures/flight';

export interface FlightRecorderDriver {
  /** A recorder of what this driver's others have recorded, as the next start of the app makes it. */
  open(): FlightRecorder;
  close(): void;
}

export function flightRecorderContract(name: string, createDriver: (clock: FakeClock) => FlightRecorderDriver): void {
  describe(name, () => {
    let clock: FakeClock;
    let driver: FlightRecorderDriver;

    beforeEach(() => {
      clock = createFakeClock();
      driver = createDriver(clock);
    });
    afterEach(() => driver.close());

    it('has nothing at first', async () => {
      expect(await driver.open().read()).toEqual([]);
    });

    it('gives back every kind of entry as it was, oldest first, with its time', async () => {
      const recorder = driver.open();
      const expected = FLIGHT_EVENTS.map((event) => {
        clock.advance(1);
        recorder.append(event);
        return { at: clock.now(), ...event };
      });
      expect(await recorder.read()).toEqual(expected);
    });

    it('keeps them for the next start, which adds its own', async () => {
      driver.open().append({ kind: 'app-started', version: '1' });
      const second = driver.open();
      second.append({ kind: 'app-started', version: '2' });
      expect(await second.read()).toMatchObject([{ version: '1' }, { version: '2' }]);
    });

    it('has an entry for whoever reads right after it', async () => {
      const recorder = driver.open();
      const before = recorder.read();
      recorder.append({ kind: 'suspended' });
      expect((await before).length).toBeLessThanOrEqual(1);
      expect(await recorder.read()).toHaveLength(1);
    });
  });
}
