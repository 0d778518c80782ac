// @ts-check
import { join } from 'node:path';
import { electronRuntime } from './electron-runtime.mjs';
import { buildApp, buildGatewaySimulator, buildTool } from './lib/build.mjs';
import { PROJECT } from './lib/files.mjs';
import { runMain } from './lib/run-main.mjs';
import { runStep } from './lib/steps.mjs';
import { setup } from './setup.mjs';

// The ground-truth test: random events happen to a gateway of one version under the real systemd, and the app has to find
// out what they were. `npm run test:chaos -- --seed <n> --events <n> --version 0.11|0.19|0.21`.
// Each of its waits has a deadline of its own, and there may be any number of them.
const DEADLINE_MS = 6 * 60 * 60_000;

await runMain(async () => {
  await setup({ need: 'desktop' });
  await buildApp();
  await buildGatewaySimulator();
  const chaos = await buildTool('test/chaos/main.ts', 'chaos.mjs');
  const { executable } = await electronRuntime();
  return runStep({
    name: 'chaos',
    file: process.execPath,
    args: [
      join(PROJECT, 'test', 'desktop', 'session.mjs'),
      // The user's journal tells what happened while the app was away; a session's own journal needs root.
      ...(process.getuid?.() === 0 ? ['--journal'] : []),
      '--',
      process.execPath,
      chaos,
      ...process.argv.slice(2),
    ],
    env: { ...process.env, HERMES_TRAY_ELECTRON: executable },
    deadlineMs: DEADLINE_MS,
  });
});
