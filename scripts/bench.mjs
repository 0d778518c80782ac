// @ts-check
import { join } from 'node:path';
import { electronRuntime } from './electron-runtime.mjs';
import { buildApp, buildGatewaySimulator, buildTool } from './lib/build.mjs';
import { PROJECT } from './lib/files.mjs';
import { runMain } from './lib/run-main.mjs';
import { runStep } from './lib/steps.mjs';
import { setup } from './setup.mjs';

// Measures the app against an empty Electron tray app and a poller, side by side in a private session. Writes out/bench.json.
// `npm run bench -- latency`, `… idle`, `… start`, `… restart`, `… window`, `… log`, `… logs-view` measure one part; `log`
// alone needs no session.
await runMain(async () => {
  const parts = process.argv.slice(2);
  if (parts.length === 1 && parts[0] === 'log') {
    await setup({ need: 'node' });
    const bench = await buildTool('scripts/bench/log.ts', 'bench-log.mjs');
    return runStep({ name: 'benchmark of the log', file: process.execPath, args: [bench] });
  }
  await setup({ need: 'desktop' });
  await buildApp();
  await buildGatewaySimulator();
  const bench = await buildTool('scripts/bench/bench.ts', 'bench.mjs');
  const { executable } = await electronRuntime();
  return runStep({
    name: 'benchmark',
    file: process.execPath,
    args: [join(PROJECT, 'test', 'desktop', 'session.mjs'), '--', process.execPath, bench, ...parts],
    env: { ...process.env, HERMES_TRAY_ELECTRON: executable },
  });
});
