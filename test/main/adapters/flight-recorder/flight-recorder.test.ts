import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFlightRecorder } from '../../../../main/adapters/flight-recorder/flight-recorder';
import type { FlightRecorder } from '../../../../main/app/ports/flight-recorder';
import { createFakeClock, type FakeClock } from '../../../fakes/fake-clock';
import { createFakeLogger, type FakeLogger } from '../../../fakes/fake-logger';
import { FLIGHT_EVENTS } from '../../../fixtures/flight';
import { asUnprivileged } from '../../../fixtures/unprivileged';

describe('the flight recorder', () => {
  let scratch: string;
  let folder: string;
  let file: string;
  let old: string;
  let clock: FakeClock;
  let logger: FakeLogger;

  beforeEach(() => {
    scratch = mkdtempSync(join(tmpdir(), 'flight-'));
    folder = join(scratch, 'state/hermes-tray');
    file = join(folder, 'flight.jsonl');
    old = join(folder, 'flight.1.jsonl');
    clock = createFakeClock();
    logger = createFakeLogger();
  });
  afterEach(() => rmSync(scratch, { recursive: true }));

  function open(maxBytes?: number): FlightRecorder {
    return createFlightRecorder({ folder, clock, logger, ...(maxBytes === undefined ? {} : { maxBytes }) });
  }

  const started = (version: string) => ({ kind: 'app-started', version }) as const;
  const versions = async (recorder = open()) =>
    (await recorder.read()).map((record) => (record.kind === 'app-started' ? record.version : record.kind));

  it('writes lines that a person can read, for nobody else', () => {
    open().append(started('1'));
    expect(readFileSync(file, 'utf8')).toBe('{"at":"2026-11-23T20:00:00.000Z","kind":"app-started","version":"1"}\n');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  it('makes a file private that is not', () => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, '', { mode: 0o644 });
    open().append(started('1'));
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('can be cut off anywhere: what is whole is read, what is appended then too', async () => {
    const recorder = open();
    for (const event of FLIGHT_EVENTS.filter(({ kind }) => kind !== 'run-ended')) recorder.append(event);
    const [end] = FLIGHT_EVENTS.filter(({ kind }) => kind === 'run-ended');
    if (end !== undefined) recorder.append(end);
    const whole = readFileSync(file);
    const records = await recorder.read();
    expect(records).toHaveLength(13);
    let complete = 0;
    for (let length = 0; length <= whole.length; length += 1) {
      writeFileSync(file, whole.subarray(0, length));
      // A line is whole with its last brace; its newline may be missing.
      if (length > 0 && whole[length] === 0x0a) complete += 1;
      const cutOff = open();
      expect(await cutOff.read()).toEqual(records.slice(0, complete));
      cutOff.append(started('next'));
      const after = await cutOff.read();
      expect(after.slice(0, -1)).toEqual(records.slice(0, complete));
      expect(after.at(-1)).toMatchObject({ version: 'next' });
    }
    expect(complete).toBe(records.length);
    expect(logger.lines).toEqual([]);
  }, 30_000);

  it('leaves out what it does not understand, and reads on', async () => {
    open().append(started('1'));
    const lines = [
      '',
      'text',
      '{"at":"2026-11-23T20:00:00.000Z","kind":"teleported","to":"Mars"}',
      '{"at":"yesterday","kind":"app-ended"}',
      '{"kind":"app-ended"}',
      '{"at":"2026-11-23T20:00:00.000Z","kind":"app-started"}',
      '{"at":"2026-11-23T20:00:00.000Z","kind":"run-ended","unit":"u","exit":{"verdict":{"kind":"new"}}}',
      '{"at":"2026-11-23T20:00:00.000Z","kind":"toString"}',
      '[]',
      'null',
      '{"at":"2026-11-23T20:00:00.000Z","kind":"app-started","version":"2","more":"of a later version"}',
    ];
    writeFileSync(file, `${readFileSync(file, 'utf8')}${lines.join('\n')}\n\u0000\uFFFD{`);
    expect(await versions()).toEqual(['1', '2']);
  });

  it('begins anew when the file is full, and reads the old one before it', async () => {
    const recorder = open(1000);
    for (let version = 0; version < 40; version += 1) recorder.append(started(String(version)));
    const read = await versions(recorder);
    expect(readdirSync(folder).sort()).toEqual(['flight.1.jsonl', 'flight.jsonl']);
    expect(statSync(file).size).toBeLessThanOrEqual(1000);
    expect(statSync(old).size).toBeLessThanOrEqual(1000);
    expect(read.at(-1)).toBe('39');
    expect(read.length).toBeGreaterThan(13);
    expect(read).toEqual(read.map((_, index) => String(40 - read.length + index)));
  });

  it('reads no more than the end of files that others have made large', async () => {
    mkdirSync(folder, { recursive: true });
    open().append(started('last'));
    writeFileSync(file, `${'{"kind":"noise"}\n'.repeat(100_000)}${readFileSync(file, 'utf8')}`);
    expect(await versions(open(1000))).toEqual(['last']);
  });

  it('refuses an entry that is much too large, and says so', async () => {
    const recorder = open();
    recorder.append({ kind: 'start-asked', unit: 'x'.repeat(100_000) });
    recorder.append(started('1'));
    expect(await versions()).toEqual(['1']);
    expect(logger.lines).toEqual([expect.stringMatching(/^warn .*too large/)]);
  });

  it('follows a symbolic link to the file, and makes the file it leads to', async () => {
    mkdirSync(folder, { recursive: true });
    symlinkSync(join(scratch, 'elsewhere.jsonl'), file);
    open().append(started('1'));
    expect(readFileSync(join(scratch, 'elsewhere.jsonl'), 'utf8')).toContain('"1"');
    expect(await versions()).toEqual(['1']);
  });

  it('makes its folder again when somebody has deleted it', async () => {
    const recorder = open();
    recorder.append(started('1'));
    rmSync(folder, { recursive: true });
    recorder.append(started('2'));
    expect(await versions(recorder)).toEqual(['2']);
    expect(logger.lines).toEqual([]);
  });

  it.each([
    ['a folder is in the way', () => mkdirSync(file, { recursive: true })],
    ['a named pipe is in the way', () => makePipe()],
    ['the state folder is a file', () => fileAt(folder)],
    ['a folder above it is a file', () => fileAt(join(scratch, 'state'))],
    ['the link leads to itself', () => linkAt(file, 'flight.jsonl')],
    ['the file is a device that is full', () => linkAt(file, '/dev/full')],
  ])('says once that it cannot write, and has nothing to read, where %s', async (_, prepare) => {
    prepare();
    const recorder = open();
    for (const version of ['1', '2', '3']) recorder.append(started(version));
    expect(logger.lines).toEqual([expect.stringMatching(/^warn .*flight\.jsonl cannot be written, so .*: ./)]);
    expect(await recorder.read()).toEqual([]);
  });

  it('says it again when it had worked in between', async () => {
    const recorder = open();
    mkdirSync(file, { recursive: true });
    recorder.append(started('1'));
    rmSync(file, { recursive: true });
    recorder.append(started('2'));
    rmSync(file);
    mkdirSync(file);
    recorder.append(started('3'));
    expect(logger.lines).toHaveLength(2);
  });

  it('goes on in the same file where it cannot begin anew, but not for ever', async () => {
    mkdirSync(join(old, 'in the way'), { recursive: true });
    const recorder = open(1000);
    for (let version = 0; version < 100; version += 1) recorder.append(started(String(version)));
    expect(statSync(file).size).toBeLessThan(2200);
    expect((await versions(recorder)).slice(0, 2)).toEqual(['0', '1']);
    expect(logger.lines.filter((line) => line.includes('cannot be written'))).toHaveLength(1);
  });

  it('says once that it may not', async () => {
    mkdirSync(folder, { recursive: true });
    await asUnprivileged(scratch, () => {
      chmodSync(folder, 0o500);
      const recorder = open();
      for (const version of ['1', '2']) recorder.append(started(version));
      chmodSync(folder, 0o700);
    });
    expect(logger.lines).toHaveLength(1);
    expect(logger.lines[0]).toContain('EACCES');
  });

  function makePipe(): void {
    mkdirSync(folder, { recursive: true });
    execFileSync('mkfifo', [file]);
  }

  function fileAt(path: string): void {
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, '');
  }

  function linkAt(path: string, target: string): void {
    mkdirSync(join(path, '..'), { recursive: true });
    symlinkSync(target, path);
  }
});
