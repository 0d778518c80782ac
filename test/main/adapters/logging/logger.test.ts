import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createLogger, type LoggerOptions } from '../../../../main/adapters/logging/logger';

let temp: string;
let folder: string;
let stderr: string[];

beforeEach(() => {
  temp = mkdtempSync(join(tmpdir(), 'hermes-tray-log-'));
  folder = `${temp}/state/hermes-tray`;
  stderr = [];
  vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => stderr.push(String(chunk)) > 0);
});

afterEach(() => {
  vi.restoreAllMocks();
  rmSync(temp, { recursive: true });
});

function logger(options: Partial<LoggerOptions> = {}) {
  return createLogger({ folder, level: 'info', ...options });
}

function lines(name = 'hermes-tray.log'): string[] {
  return readFileSync(`${folder}/${name}`, 'utf8').trimEnd().split('\n');
}

it('writes time, zone, level, message and detail, for this user only', () => {
  const log = logger();
  expect(log.file).toBe(`${folder}/hermes-tray.log`);
  log.info('gateway seen', { unit: 'hermes-gateway.service', pid: 7 });
  expect(lines()[0]).toMatch(
    /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} [+-]\d\d:\d\d \[info\] gateway seen \{ unit: 'hermes-gateway.service', pid: 7 \}$/,
  );
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(statSync(`${folder}/hermes-tray.log`).mode & 0o777).toBe(0o600);
});

it('takes the rights of others from a log that is already there', () => {
  logger().info('first');
  chmodSync(`${folder}/hermes-tray.log`, 0o644);
  logger().info('second');
  expect(statSync(`${folder}/hermes-tray.log`).mode & 0o777).toBe(0o600);
  expect(lines()).toHaveLength(2);
});

it('writes the stack of an error and its cause', () => {
  logger().error('failed', new Error('outer', { cause: new TypeError('inner') }));
  const text = lines().join('\n');
  expect(text).toMatch(/\[error\] failed Error: outer\n\s+at /);
  expect(text).toContain('[cause]: TypeError: inner');
});

it('keeps what is below its level, until the level changes', () => {
  const log = logger();
  log.debug('hidden');
  log.setLevel('debug');
  log.debug('shown');
  log.setLevel('error');
  log.warn('hidden as well');
  expect(lines()).toEqual([expect.stringContaining('[debug] shown')]);
});

it('tells stderr of warnings and errors only', () => {
  const log = logger();
  log.info('quiet');
  log.warn('loud %s 100%', 'detail');
  expect(stderr).toEqual([expect.stringMatching(/\[warn\] loud %s 100% detail\n$/)]);
});

it('rotates by size and keeps three old files', () => {
  const log = logger({ maxBytes: 1000 });
  for (let index = 0; index < 200; index += 1) log.info(`line ${index} ${'x'.repeat(100)}`);
  expect(readdirSync(folder).sort()).toEqual([
    'hermes-tray.log',
    'hermes-tray.log.1',
    'hermes-tray.log.2',
    'hermes-tray.log.3',
  ]);
  expect(lines().at(-1)).toContain('line 199');
  expect(statSync(`${folder}/hermes-tray.log`).size).toBeLessThan(1300);
  const kept = [3, 2, 1].flatMap((age) => lines(`hermes-tray.log.${age}`)).concat(lines());
  const numbers = kept.map((line) => Number(/line (\d+)/.exec(line)?.[1]));
  expect(numbers).toEqual(Array.from(numbers, (_, index) => 200 - numbers.length + index));
  expect(stderr).toEqual([]);
});

it.each([
  ['a file where the folder should be', () => writeFileSync(`${temp}/state`, '')],
  [
    'a folder that cannot be',
    () => {
      folder = '/proc/none/hermes-tray';
    },
  ],
])('goes on with stderr alone: %s', (_what, spoil) => {
  spoil();
  const log = logger();
  expect(log.file).toBeNull();
  log.setLevel('debug');
  log.error('still told');
  expect(stderr[0]).toContain('cannot be written');
  expect(stderr[1]).toContain('[error] still told');
});

it('does not hang on a named pipe in place of the log', async () => {
  logger();
  await promisify(execFile)('mkfifo', [`${folder}/hermes-tray.log`]);
  const log = logger();
  log.info('nobody reads');
  expect(log.file).toBeNull();
});

it('survives the loss of its folder, says so once, and makes it again', () => {
  const log = logger();
  log.info('first');
  for (const lost of ['second', 'third']) {
    rmSync(folder, { recursive: true });
    log.info(lost);
  }
  log.info('fourth');
  expect(lines()).toEqual([expect.stringContaining('fourth')]);
  expect(stderr).toEqual([expect.stringContaining(`Can't write to ${folder}/hermes-tray.log`)]);
});

it('survives a detail that cannot be shown, and a closed stderr', () => {
  vi.mocked(process.stderr.write).mockImplementation(() => {
    throw new Error('EPIPE');
  });
  const circular: Record<string, unknown> = {};
  circular['self'] = circular;
  const log = logger();
  log.error('circular', circular);
  log.error('throws', {
    [Symbol.for('nodejs.util.inspect.custom')]() {
      throw new Error('no');
    },
  });
  log.error('huge', 'x'.repeat(1_000_000));
  expect(lines()[0]).toContain('<ref *1>');
  expect(lines()[1]).toContain('(cannot be shown)');
  expect(lines()[2]?.length).toBeLessThan(9000);
});
