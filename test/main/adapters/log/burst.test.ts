import { closeSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createGatewayLogs } from '../../../../main/adapters/log/gateway-logs';
import { createFakeClock } from '../../../fakes/fake-clock';
import { createFakeLogger } from '../../../fakes/fake-logger';
import { logLine, turnEnded } from '../../../fixtures/log-lines';
import { createLogsRig, type LogsRig } from './rig';

let rig: LogsRig;

beforeEach(async () => {
  rig = await createLogsRig();
});

afterEach(() => rig.dispose());

it('misses nothing and doubles nothing while 30 MB are written, torn anywhere, and rotated on the way', async () => {
  const { followed, told } = rig.follow();
  await followed.settled();
  mkdirSync(rig.folder, { recursive: true });
  const wanted: string[] = [];
  let file = openSync(rig.path('agent'), 'a');
  for (let block = 0; block < 300; block += 1) {
    const lines = Array.from({ length: 700 }, (_, index) => blockLine(block, index, wanted)).join('');
    const bytes = Buffer.from(lines);
    // Torn where no line ends, as a pipe or a slow disk may show it.
    const cut = (block * 7919) % bytes.length;
    for (const part of [bytes.subarray(0, cut), bytes.subarray(cut)]) {
      writeSync(file, part);
      await nextTurn();
    }
    if (block % 60 !== 59) continue;
    closeSync(file);
    renameSync(rig.path('agent'), `${rig.path('agent')}.1`);
    file = openSync(rig.path('agent'), 'a');
    await followed.settled();
  }
  closeSync(file);
  await followed.settled();
  expect(told().length).toBe(wanted.length);
  expect(told()).toEqual(wanted);
}, 30_000);

it('announces each line soon, though they are written one by one', async () => {
  const { followed, seen, told } = rig.follow();
  await followed.settled();
  const waits: number[] = [];
  for (let index = 0; index < 50; index += 1) {
    const writtenAt = performance.now();
    await rig.append('agent', `${turnEnded(`chat-${index}`, Date.now())}\n`);
    await seen.next('the line', ({ finding }) => 'chat' in finding && finding.chat === `chat-${index}`);
    waits.push(performance.now() - writtenAt);
  }
  expect(told()).toHaveLength(50);
  expect(waits.toSorted((one, other) => one - other)[25]).toBeLessThan(50);
});

it('settles at once, also when it is asked in the moment in which it comes to rest', async () => {
  const { followed } = rig.follow();
  const startedAt = performance.now();
  for (let steps = 0; steps < 20; steps += 1) {
    await followed.settled();
    for (let step = 0; step < steps; step += 1) await null;
  }
  expect(performance.now() - startedAt).toBeLessThan(1500);
});

it('settles after 2 s at the latest', async () => {
  const clock = createFakeClock();
  const logs = createGatewayLogs({ clock, logger: createFakeLogger() });
  const followed = logs.follow(rig.home, null, { found() {} });
  const settled = followed.settled();
  clock.advance(2000);
  await settled;
  followed.close();
  expect(clock.pending()).toBe(0);
});

function blockLine(block: number, index: number, wanted: string[]): string {
  const at = Date.now();
  if (index % 100 !== 0) {
    const message = `tool terminal completed (0.31s, ${index} chars) — ${'ä'.repeat(index % 60)}`;
    return `${logLine(message, { at, logger: 'agent.tool_executor', session: 's' })}\n`;
  }
  const chat = `chat-${block}-${index}`;
  wanted.push(chat);
  return `${turnEnded(chat, at)}\n`;
}
