import type { FlightRecord } from '../../../main/core/flight-record';
import { createFakeFlightRecorder } from '../../fakes/fake-flight-recorder';
import { flightRecorderContract } from '../flight-recorder.contract';

flightRecorderContract('the fake flight recorder', (clock) => {
  const records: FlightRecord[] = [];
  return { open: () => createFakeFlightRecorder(clock, records), close() {} };
});
