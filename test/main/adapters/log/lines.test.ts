import { appendFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { logLine, turnEnded } from '../../../fixtures/log-lines';
import { createLogsRig, type LogsRig } from './rig';

let rig: LogsRig;

beforeEach(async () => {
  rig = await createLogsRig();
});

afterEach(() => rig.dispose());

function line(chat: string): string {
  return `${turnEnded(chat, Date.now())}\n`;
}

async function following() {
  const one = rig.follow();
  await one.followed.settled();
  return one;
}

it('holds a line until it is complete', async () => {
  const { followed, told } = await following();
  const whole = line('one');
  for (const part of [whole.slice(0, 30), whole.slice(30, -1)]) {
    await rig.append('agent', part);
    await followed.settled();
    expect(told()).toEqual([]);
  }
  await rig.append('agent', '\n');
  await followed.settled();
  expect(told()).toEqual(['one']);
});

it('reads lines that are torn in the middle of a character', async () => {
  const { followed, seen } = await following();
  const bytes = Buffer.from(`${logLine('Received SIGTERM — initiating shutdown', { at: Date.now() })}\n`);
  for (const byte of bytes) await rig.append('agent', Uint8Array.of(byte));
  await followed.settled();
  expect(seen.all.map(({ finding }) => finding)).toEqual([{ kind: 'signal', signal: 'SIGTERM', as: 'unexpected' }]);
});

it('reads on behind bytes that are no text', async () => {
  const { followed, told } = await following();
  const garbage = Buffer.from([0xff, 0xfe, 0x00, 0x80, 0x0a, 0x00, 0x00, 0xc3, 0x28, 0x0a, 0x0a]);
  await rig.append('agent', Buffer.concat([garbage, Buffer.from(line('one')), garbage, Buffer.from(line('two'))]));
  await followed.settled();
  expect(told()).toEqual(['one', 'two']);
});

it('shows what is no UTF-8 as such', async () => {
  const { followed, seen } = await following();
  const text = logLine('Gateway exiting cleanly: caf', { at: Date.now() });
  await rig.append('agent', Buffer.concat([Buffer.from(text), Buffer.from([0xe9, 0x0a])]));
  await followed.settled();
  expect(seen.all[0]?.finding).toEqual({ kind: 'start-failed', reason: 'caf\ufffd' });
});

it('reads lines with a carriage return, and without', async () => {
  const { followed, seen } = await following();
  const text = logLine('Gateway stopped', { at: Date.now() });
  await rig.append('agent', `${text}\r\n${line('one')}`);
  await followed.settled();
  expect(seen.all.map(({ finding, line: shown }) => [finding.kind, shown])[0]).toEqual(['stopped', text]);
  expect(seen.all).toHaveLength(2);
});

it('passes over a line of 100 MB without holding it, says so once, and reads on', async () => {
  const { followed, told } = await following();
  const before = process.memoryUsage();
  const part = Buffer.alloc(4 * 1024 * 1024, 'x');
  await rig.append('agent', line('one').slice(0, -1));
  for (let count = 0; count < 25; count += 1) await appendFile(rig.path('agent'), part);
  await rig.append('agent', `\n${line('two')}`);
  await followed.settled();
  await rig.append('agent', `${'y'.repeat(200_000)}\n${line('three')}`);
  await followed.settled();
  const after = process.memoryUsage();
  // What of the first line came before the cut is read.
  expect(told()).toEqual(['one', 'two', 'three']);
  expect(rig.logger.lines.filter((entry) => entry.includes('more than 64 kB'))).toHaveLength(1);
  expect(after.arrayBuffers + after.heapUsed - before.arrayBuffers - before.heapUsed).toBeLessThan(32 * 1024 * 1024);
}, 20_000);

it('tells a traceback by its last line, as one entry', async () => {
  const { followed, seen } = await following();
  const at = Date.now();
  await rig.append('errors', traceback(at, "ImportError: cannot import name 'env_float'"));
  await followed.settled();
  expect(seen.all).toEqual([
    {
      at,
      file: 'errors',
      line: logLine("ImportError: cannot import name 'env_float'", { at, level: 'ERROR' }),
      finding: { kind: 'exception', type: 'ImportError', message: "cannot import name 'env_float'" },
    },
  ]);
});

it('awaits the rest of a traceback, but not for ever', async () => {
  const { seen } = await following();
  const at = Date.now();
  const lines = traceback(at, 'OSError: disk full').split('\n');
  for (const part of lines) await rig.append('agent', `${part}\n`);
  const { finding } = await seen.next('the exception', () => true);
  expect(finding).toEqual({ kind: 'exception', type: 'OSError', message: 'disk full' });
  expect(rig.timers()).toEqual([]);
});

it('tells of a chain what was raised in the end, and once for all files', async () => {
  const { followed, seen } = await following();
  const at = Date.now();
  const second = traceback(at, 'RuntimeError: the end').split('\n').slice(1).join('\n');
  const chain = `${traceback(at, 'KeyError: 1')}\nDuring handling of the above exception, another exception occurred:\n\n${second}`;
  const text = `${chain}${line('next')}`;
  for (const file of ['agent', 'errors'] as const) await rig.append(file, text);
  await followed.settled();
  expect(seen.all.map(({ finding }) => finding)).toEqual([
    { kind: 'exception', type: 'RuntimeError', message: 'the end' },
    expect.objectContaining({ kind: 'turn-ended' }),
  ]);
});

it('takes no quotation for an exception, nor for another entry', async () => {
  const { followed, told } = await following();
  const at = Date.now();
  await rig.append('agent', traceback(at, 'ValueError: of a tool', 'tools.terminal_tool'));
  await rig.append('agent', `${logLine('a list follows', { at })}\n  ${turnEnded('quoted', at)}\n`);
  await rig.append('agent', `${logLine('said without need', { at, level: 'ERROR' })}\nValueError: x\n`);
  await followed.settled();
  expect(told()).toEqual([]);
});

it('tells of two lines that are alike in one file both', async () => {
  const { followed, told } = await following();
  const twice = line('one').repeat(2);
  for (const file of ['agent', 'gateway'] as const) await rig.append(file, twice);
  await followed.settled();
  expect(told()).toEqual(['one', 'one']);
});

it('looks back no further than 4 MB', async () => {
  const since = Date.now() - 1000;
  const filler = `${logLine('nothing', { at: since })}\n`;
  await rig.append('agent', line('far') + filler.repeat(Math.ceil((5 * 1024 * 1024) / filler.length)) + line('near'));
  const { followed, told } = rig.follow(since);
  await followed.settled();
  expect(told()).toEqual(['near']);
});

function traceback(at: number, exception: string, logger = 'gateway.run'): string {
  const head = logLine('Agent error in session agent:main:webhook', { at, level: 'ERROR', logger });
  return `${head}\nTraceback (most recent call last):\n  File "/x/run.py", line 7, in main\n    await turn()\n${exception}\n`;
}
