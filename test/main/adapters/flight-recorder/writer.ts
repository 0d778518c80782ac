/** Appends entries as fast as it can, and says the number of each on stdout once it is appended, until it is killed. */
import { writeSync } from 'node:fs';
import { createFlightRecorder } from '../../../../main/adapters/flight-recorder/flight-recorder';

const [, , folder = '', first = '0', maxBytes = '0'] = process.argv;
const logger = { error: fail, warn: fail, info() {}, debug() {} };
const recorder = createFlightRecorder({
  folder,
  clock: { now: Date.now, after: () => () => {} },
  logger,
  maxBytes: Number(maxBytes),
});

function fail(message: string): void {
  writeSync(2, `${message}\n`);
  process.exit(1);
}

for (let number = Number(first); ; number += 1) {
  // Of many lengths: a kill is to hit long writes too.
  const reason = 'x'.repeat((number * 7919) % 5_000);
  recorder.append({ kind: 'restart-ended', unit: 'u', outcome: 'failed', tookMs: number, reason });
  writeSync(1, `${number}\n`);
}
