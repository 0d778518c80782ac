// @ts-check
import { join } from 'node:path';
import { electronRuntime } from './electron-runtime.mjs';
import { buildApp, buildGatewaySimulator, buildTool } from './lib/build.mjs';
import { PROJECT } from './lib/files.mjs';
import { runMain } from './lib/run-main.mjs';
import { runStep } from './lib/steps.mjs';
import { setup } from './setup.mjs';

// Measures the app against an empty Electron tray app and a poller, side by side in a private session. Writes out/bench.json.
// `npm run bench -- latency`, `… idle`, `… start` measure one part.
await runMain(async () => {
  await setup({ need: 'desktop' });
  await buildApp();
  await buildGatewaySimulator();
  const bench = await buildTool('scripts/bench/bench.ts', 'bench.mjs');
  const { executable } = await electronRuntime();
  return runStep({
    name: 'benchmark',
    file: process.execPath,
    args: [join(PROJECT, 'test', 'desktop', 'session.mjs'), '--', process.execPath, bench, ...process.argv.slice(2)],
    env: { ...process.env, HERMES_TRAY_ELECTRON: executable },
  });
});
