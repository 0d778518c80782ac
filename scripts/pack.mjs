#!/usr/bin/env node
// @ts-check
/**
 * Packs the app as a folder that runs by itself: out/pack/linux-unpacked/hermes-tray.
 * `--testable` leaves Node's inspector in, which Playwright drives the app by, and packs into out/pack-test instead.
 * `--no-build` packs what out/app holds already.
 */

import { chmodSync, chownSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { electronRuntime } from './electron-runtime.mjs';
import { buildApp } from './lib/build.mjs';
import { PROJECT } from './lib/files.mjs';
import { runMain } from './lib/run-main.mjs';
import { runStep, tool } from './lib/steps.mjs';
import { setup } from './setup.mjs';

/** A Node module in machine code, and the one such module that dbus-next would take (stubs/usocket says why not). */
const UNWANTED = /\.node$|usocket|(^|\/)node_modules\//;

/** @param {import('./electron-runtime.mjs').ElectronRuntime} runtime @param {boolean} isTestable */
async function pack(runtime, isTestable) {
  const output = join('out', isTestable ? 'pack-test' : 'pack');
  const options = {
    electronDist: runtime.dist,
    electronVersion: runtime.version,
    'directories.output': output,
    'electronFuses.enableNodeCliInspectArguments': String(isTestable),
  };
  const args = ['--linux', 'dir', '--publish', 'never', '--config', 'electron-builder.yml'];
  for (const [name, value] of Object.entries(options)) args.push(`-c.${name}=${value}`);
  const code = await runStep({ name: 'electron-builder', file: tool('electron-builder'), args });
  if (code !== 0) throw new Error('electron-builder failed: see above');
  return join(PROJECT, output, 'linux-unpacked');
}

/** What an unpacked Electron brings to run an app from the command line: a package runs its own. @param {string} folder */
function removeLoaders(folder) {
  for (const name of ['resources/app', 'resources/default_app.asar', 'version']) {
    rmSync(join(folder, name), { recursive: true, force: true });
  }
}

/** As a package's installation does, where nothing else lets Chromium build its sandbox. @param {string} folder */
function allowSandbox(folder) {
  if (process.getuid?.() !== 0) return;
  const helper = join(folder, 'chrome-sandbox');
  chownSync(helper, 0, 0);
  chmodSync(helper, 0o4755);
}

/** @param {string} folder @returns {string[]} */
function filesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** An asar begins with four 32-bit numbers, the last the length of the JSON that follows: its tree of files. @param {string} archive */
function namesInArchive(archive) {
  const content = readFileSync(archive);
  const tree = JSON.parse(content.toString('utf8', 16, 16 + content.readUInt32LE(12)));
  /** @param {{ files?: Record<string, any> }} node @param {string} path @returns {string[]} */
  const names = ({ files }, path) =>
    files === undefined ? [path] : Object.entries(files).flatMap(([name, child]) => names(child, `${path}/${name}`));
  return names(tree, 'app.asar');
}

/** What the bundle still requires beside Node and Electron: there is no node_modules to find it in. @param {string} bundle */
function packagesRequiredBy(bundle) {
  const required = readFileSync(bundle, 'utf8').matchAll(/\brequire\(["']([^"']+)["']\)/g);
  return [...required].map(([, name = '']) => name).filter((name) => name !== 'electron' && !isBuiltin(name));
}

/** Ends with an error where the package holds what it must not. @param {string} folder */
function check(folder) {
  const archive = join(folder, 'resources/app.asar');
  const files = filesIn(folder);
  const names = [...files.map((file) => relative(folder, file)), ...namesInArchive(archive)];
  const found = names.filter((name) => UNWANTED.test(name));
  const bundles = ['index.js', 'log-reader.js'].map((name) => join(PROJECT, 'out/app/main', name));
  const missing = [...new Set(bundles.flatMap(packagesRequiredBy))];
  if (missing.length > 0) throw new Error(`the app requires ${missing.join(', ')}, which its package lacks`);
  if (found.length > 0) throw new Error(`the package must not hold ${found.join(', ')}`);
  const megabytes = (/** @type {number} */ bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
  const total = files.reduce((sum, file) => sum + statSync(file).size, 0);
  console.log(
    `${folder}: ${megabytes(total)} in ${files.length} files; the app itself ${megabytes(statSync(archive).size)}`,
  );
}

await runMain(async () => {
  const { values } = parseArgs({
    options: { testable: { type: 'boolean', default: false }, 'no-build': { type: 'boolean', default: false } },
  });
  await setup({ need: 'build' });
  if (!values['no-build']) await buildApp();
  const runtime = await electronRuntime();
  const folder = await pack(runtime, values.testable);
  removeLoaders(folder);
  allowSandbox(folder);
  check(folder);
  if (runtime.source === 'npm-fallback') {
    console.warn(`This package holds Electron ${runtime.version} from the npm registry: to try out, never to hand on.`);
  }
  return 0;
});
