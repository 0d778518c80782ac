import type { Clock } from '../../main/app/ports/clock';
import type { FlightRecorder } from '../../main/app/ports/flight-recorder';
import type { FlightRecord } from '../../main/core/flight-record';

export interface FakeFlightRecorder extends FlightRecorder {
  /** Everything, oldest first; a test may put a past of its own in. */
  readonly records: FlightRecord[];
}

/** A recorder in memory. `records` may be shared, as the file is with the next start of the app. */
export function createFakeFlightRecorder(clock: Clock, records: FlightRecord[] = []): FakeFlightRecorder {
  return {
    records,
    append(event) {
      // A copy, as on disk; and the file's times are whole milliseconds.
      records.push({ at: Math.floor(clock.now()), ...structuredClone(event) });
    },
    async read() {
      return structuredClone(records);
    },
  };
}
