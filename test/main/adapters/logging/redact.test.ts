import { expect, it } from 'vitest';
import { redact } from '../../../../main/adapters/logging/redact';

it.each([
  ['Authorization: Bearer abc.def-123456', 'Authorization: Bearer ***'],
  ['key sk-proj-abcdef123456 used', 'key sk-*** used'],
  [`bot 1234567890:${'A'.repeat(35)} up`, 'bot *** up'],
  ['token ghp_0123456789abcdefABCD', 'token ***'],
  ['slack xoxb-123456789-abc', 'slack ***'],
  ['OPENAI_API_KEY=abc TELEGRAM_BOT_TOKEN="x y" PATH=/bin', 'OPENAI_API_KEY=*** TELEGRAM_BOT_TOKEN=*** PATH=/bin'],
  ["DB_PASSWORD='s e'", 'DB_PASSWORD=***'],
  ['{"api_key":"abc","name":"ada"}', '{"api_key":\'***\',"name":"ada"}'],
  ["{ token: 'a\\'b', pid: 7 }", "{ token: '***', pid: 7 }"],
  ['https://ada:secret@host/path', 'https://ada:***@host/path'],
])('hides the secret in %s', (text, expected) => {
  expect(redact(text)).toBe(expected);
});

it.each([
  'hermes-gateway.service: 3 restarts, next in 30 s',
  '2026-11-23 19:49:09.520 +01:00 [info] PID 48213:running',
  'the key is in the door; token lock held by 123',
  'unix:path=/run/user/1000/bus',
  'task-list risk-free disk-usage-monitor',
])('leaves %s as it is', (text) => {
  expect(redact(text)).toBe(text);
});
