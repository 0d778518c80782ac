// @ts-check
import { spawn } from 'node:child_process';
import { electronRuntime } from './electron-runtime.mjs';
import { buildApp } from './lib/build.mjs';
import { PROJECT } from './lib/files.mjs';
import { runMain } from './lib/run-main.mjs';
import { setup } from './setup.mjs';

// Builds the app and runs it in the person's own session, on their own gateways.
await runMain(async () => {
  await setup({ need: 'build' });
  await buildApp();
  const { executable } = await electronRuntime();
  const child = spawn(executable, [PROJECT, ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => child.kill(signal));
  }
  return new Promise((resolve) => {
    child.on('error', (error) => {
      console.error(`cannot run ${executable}: ${error.message}`);
      resolve(127);
    });
    child.on('close', (code) => resolve(code ?? 1));
  });
});
