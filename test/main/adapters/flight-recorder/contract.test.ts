import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFlightRecorder } from '../../../../main/adapters/flight-recorder/flight-recorder';
import { flightRecorderContract } from '../../../contracts/flight-recorder.contract';
import { createFakeLogger } from '../../../fakes/fake-logger';

flightRecorderContract('the flight recorder', (clock) => {
  const folder = mkdtempSync(join(tmpdir(), 'flight-'));
  return {
    open: () => createFlightRecorder({ folder, clock, logger: createFakeLogger() }),
    close: () => rmSync(folder, { recursive: true }),
  };
});
