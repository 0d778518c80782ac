import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'rolldown';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createFlightRecorder } from '../../../../main/adapters/flight-recorder/flight-recorder';
import { createFakeClock } from '../../../fakes/fake-clock';
import { createFakeLogger } from '../../../fakes/fake-logger';

const ROUNDS = 12;

describe('a flight recorder that is killed', () => {
  let scratch: string;
  let script: string;
  let folder: string;

  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'flight-killed-'));
    script = join(scratch, 'writer.mjs');
    const input = join(import.meta.dirname, 'writer.ts');
    await build({ input, platform: 'node', output: { file: script, format: 'esm' }, logLevel: 'warn' });
  });
  afterAll(() => rmSync(scratch, { recursive: true }));
  beforeEach(() => {
    folder = mkdtempSync(join(scratch, 'state-'));
  });

  /** Lets it append some, and kills it at whatever it is doing then. Resolves with the last number it has announced. */
  async function appendAndDie(first: number, maxBytes: number): Promise<number> {
    const child = spawn(process.execPath, [script, folder, String(first), String(maxBytes)]);
    const wanted = Math.floor(Math.random() * 300);
    let announced = '';
    let complaint = '';
    let spins = Math.random() * 20_000;
    child.stderr.on('data', (chunk) => (complaint += chunk));
    child.stdout.on('data', (chunk: Buffer) => {
      announced += chunk;
      if (announced.split('\n').length <= wanted) return;
      // Somewhere within the next append.
      while (spins > 0) spins -= 1;
      child.kill('SIGKILL');
    });
    await once(child, 'close');
    expect(complaint).toBe('');
    // What stands behind the last newline was not announced to its end.
    return Number(announced.split('\n').at(-2) ?? -1);
  }

  async function numbers(): Promise<readonly number[]> {
    const recorder = createFlightRecorder({ folder, clock: createFakeClock(), logger: createFakeLogger() });
    return (await recorder.read()).map((record) => (record.kind === 'restart-ended' ? (record.tookMs ?? -1) : -1));
  }

  it(`has everything that it said it had, ${ROUNDS} times over`, async () => {
    const lost: number[] = [];
    let first = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      const last = await appendAndDie(first, 1024 ** 3);
      const found = new Set(await readAll());
      for (let number = first; number <= last; number += 1) if (!found.has(number)) lost.push(number);
      first = last + 1000;
    }
    expect(first).toBeGreaterThan(ROUNDS * 1000);
    expect(lost).toEqual([]);
  }, 60_000);

  it('has the latest without a gap where its files turn over, and stays within its size', async () => {
    const maxBytes = 100_000;
    for (let round = 0; round < ROUNDS; round += 1) {
      const first = round * 100_000;
      const last = await appendAndDie(first, maxBytes);
      const found = (await numbers()).filter((number) => number >= first);
      // One more may have been written and not announced any more.
      if (last >= first) expect([last, last + 1]).toContain(found.at(-1));
      expect(found).toEqual(found.map((_, index) => (found[0] ?? 0) + index));
      expect(readdirSync(folder).every((name) => name === 'flight.jsonl' || name === 'flight.1.jsonl')).toBe(true);
      for (const name of readdirSync(folder))
        expect(statSync(join(folder, name)).size).toBeLessThanOrEqual(maxBytes + 1);
    }
  }, 60_000);

  /** However large the file. */
  async function readAll(): Promise<readonly number[]> {
    const options = { folder, clock: createFakeClock(), logger: createFakeLogger(), maxBytes: 1024 ** 3 };
    const records = await createFlightRecorder(options).read();
    return records.map((record) => (record.kind === 'restart-ended' ? (record.tookMs ?? -1) : -1));
  }
});
