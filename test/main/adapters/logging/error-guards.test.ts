import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'rolldown';
import { afterAll, beforeAll, expect, it } from 'vitest';

// What these guards do ends a process, so each case has its own.
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hermes-tray-guards-'));
  await build({
    input: resolve('main/adapters/logging/error-guards.ts'),
    platform: 'node',
    output: { file: `${folder}/guards.mjs`, format: 'esm' },
    logLevel: 'silent',
  });
});

afterAll(() => rm(folder, { recursive: true }));

async function script(
  name: string,
  body: string,
  onFatal = '(message) => { console.log(message); process.exit(70); }',
) {
  const file = `${folder}/${name}.mjs`;
  const logger = `{ error: (text, detail) => console.log('error', text, String(detail?.stack ?? detail).split('\\n')[0]) }`;
  await writeFile(
    file,
    `import { installErrorGuards } from './guards.mjs';\ninstallErrorGuards(${logger}, ${onFatal});\n${body}`,
  );
  return file;
}

async function run(file: string): Promise<{ code: number; stdout: string }> {
  try {
    return { code: 0, stdout: (await promisify(execFile)(process.execPath, [file])).stdout };
  } catch (error) {
    const { code, stdout } = error as { code: number; stdout: string };
    return { code, stdout };
  }
}

it('logs an uncaught exception and ends through onFatal', async () => {
  const { code, stdout } = await run(
    await script('exception', `setTimeout(() => { throw new TypeError('boom'); }, 1);`),
  );
  expect(code).toBe(70);
  expect(stdout).toContain('error Uncaught exception; the app ends TypeError: boom');
  expect(stdout).toContain('cannot recover from and ends: boom');
});

it('ends also when onFatal throws, or a second exception comes', async () => {
  const boom = `setTimeout(() => { throw new Error('boom'); }, 1);`;
  expect((await run(await script('twice', boom, `() => { throw new Error('no window'); }`))).code).toBe(70);
  const second = await run(await script('second', `${boom}${boom}`, '() => {}'));
  expect(second.code).toBe(70);
});

it('logs an unhandled rejection and goes on', async () => {
  const body = `Promise.reject(new Error('lost')); setTimeout(() => console.log('still here'), 5);`;
  const { code, stdout } = await run(await script('rejection', body));
  expect(code).toBe(0);
  expect(stdout).toContain('error Unhandled rejection Error: lost');
  expect(stdout).toContain('still here');
});

it('does not mind that nobody reads its output', async () => {
  const body = `
    process.stdin.once('data', () => {
      for (let i = 0; i < 100; i += 1) { process.stdout.write('x'.repeat(10000)); process.stderr.write('y'); }
      setTimeout(() => process.exit(3), 50);
    });
    process.stdout.write('ready');`;
  const child = spawn(process.execPath, [await script('pipe', body)]);
  await once(child.stdout, 'data');
  child.stdout.destroy();
  child.stderr.destroy();
  child.stdin.write('go');
  const [code] = await once(child, 'exit');
  expect(code).toBe(3);
});
