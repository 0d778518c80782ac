import { expect, it } from 'vitest';
import { sentence } from '../../../main/core/sentence';

it.each([
  ['its process is there', 'Its process is there'],
  ['discord: retrying', 'discord: retrying'],
  ['gateway_state.json can’t be read', 'gateway_state.json can’t be read'],
  ['hermes update ended', 'hermes update ended'],
  ['systemd knows no unit x.service', 'systemd knows no unit x.service'],
])('makes a sentence of “%s”', (text, sentenceOfIt) => {
  expect(sentence(text)).toBe(sentenceOfIt);
});
