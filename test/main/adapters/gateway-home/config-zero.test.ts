import { expect, it } from 'vitest';
import { parseConfig } from '../../../../main/adapters/gateway-home/config-yaml';

// Hermes' own quirk: a bare 0 is "not set", and leads to the default.
it.each([
  ['0', null],
  ['0.0', null],
  ['"0"', 0],
  ['45', 45_000],
  ['"45"', 45_000],
])('reads a drain timeout of %s as %s', (written, milliseconds) => {
  const config = parseConfig(`agent:\n  restart_drain_timeout: ${written}\n`);
  expect(config).toMatchObject({ ok: true, value: { restartDrainTimeoutMs: milliseconds } });
});

it('takes a wait for turns of 0 for one', () => {
  const config = parseConfig('agent:\n  restart_after_turn_timeout: 0\n');
  expect(config).toMatchObject({ ok: true, value: { restartAfterTurnTimeoutMs: 0 } });
});
