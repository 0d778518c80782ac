import { expect, it } from 'vitest';
import { DEFAULT_SETTINGS, settingsSchema } from '../../../main/core/settings';

it('has a default for everything, which is allowed', () => {
  expect(settingsSchema.parse(DEFAULT_SETTINGS)).toEqual(DEFAULT_SETTINGS);
});

it('completes the names of units', () => {
  const { units } = settingsSchema.parse({
    ...DEFAULT_SETTINGS,
    units: ['hermes-gateway', 'hermes-gateway-coder.service'],
  });
  expect(units).toEqual(['hermes-gateway.service', 'hermes-gateway-coder.service']);
});

it.each([
  ['an empty list of units', { units: [] }],
  ['a unit with a blank', { units: ['a b'] }],
  ['a unit with a slash', { units: ['../x'] }],
  ['an empty name', { units: [''] }],
  ['a unit of another type', { units: [7] }],
  ['one unit without its list', { units: 'hermes-gateway' }],
  ['an unknown icon theme', { iconTheme: 'blue' }],
  ['no icon theme', { iconTheme: null }],
  ['an unknown level', { logLevel: 'verbose' }],
])('refuses %s', (_what, settings) => {
  expect(settingsSchema.safeParse({ ...DEFAULT_SETTINGS, ...settings }).success).toBe(false);
});
