// @ts-check
import { join } from 'node:path';
import { PROJECT } from './files.mjs';
import { runStep, tool } from './steps.mjs';

/** The simulated gateway as one file that systemd can start. */
export const GATEWAY_SIMULATOR = join(PROJECT, 'out', 'test-tools', 'gateway.mjs');

/** Builds the app into out/app. */
export async function buildApp() {
  const code = await runStep({ name: 'build', file: tool('electron-vite'), args: ['build', '--logLevel', 'warn'] });
  if (code !== 0) throw new Error('the build failed: see above');
}

/**
 * Bundles a TypeScript program of the tests or the demo into one file for Node.
 * @param {string} source below the project
 * @param {string} name of the file in out/test-tools
 * @returns {Promise<string>} the file
 */
export async function buildTool(source, name) {
  const file = join(PROJECT, 'out', 'test-tools', name);
  // Packages stay in node_modules, which is there wherever this runs.
  const args = [source, '--file', file, '--platform', 'node', '--format', 'esm', '--logLevel', 'warn'];
  args.push('--no-codeSplitting', '--external', 'dbus-next', '--external', 'playwright-core');
  const code = await runStep({ name: `bundle ${source}`, file: tool('rolldown'), args });
  if (code !== 0) throw new Error(`bundling ${source} failed: see above`);
  return file;
}

export async function buildGatewaySimulator() {
  await buildTool('test/gateway/main.ts', 'gateway.mjs');
}
