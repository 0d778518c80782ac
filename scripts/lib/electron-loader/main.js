/**
 * Stands in for Electron's `default_app.asar`, which the fallback Electron lacks, so that `electron <path> [args]` does what
 * it does with the official one: after electron/default_app/main.ts. `process.argv` is not touched: as there, it holds the
 * executable, then every switch and argument, the app's path among them.
 *
 * A module, since Electron holds back `ready` until an ES module's top-level awaits have ended.
 */

import { existsSync, readFileSync } from 'node:fs';
import Module from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { app } from 'electron';

/** Switches come before the path, and none but these two takes a value of its own. */
function readArguments() {
  const preloads = [];
  for (let index = 1; index < process.argv.length; index += 1) {
    const argument = process.argv[index];
    if (argument === '-r' || argument === '--require') {
      index += 1;
      preloads.push(process.argv[index]);
    } else if (argument === '--version' || argument === '-v') {
      return { kind: 'version' };
    } else if (argument.startsWith('--app=')) {
      return { kind: 'app', preloads, file: argument.slice('--app='.length) };
    } else if (!argument.startsWith('-')) {
      return { kind: 'app', preloads, file: argument };
    }
  }
  return { kind: 'nothing' };
}

function takeOver(file) {
  Object.defineProperty(process, 'defaultApp', { configurable: false, enumerable: true, value: true });
  const packagePath = path.resolve(file);
  const packageJsonPath = path.join(packagePath, 'package.json');
  let appPath = null;
  if (existsSync(packageJsonPath)) {
    const { version, productName, name, desktopName } = JSON.parse(readFileSync(packageJsonPath, 'utf8'));
    if (version) app.setVersion(version);
    if (productName || name) app.name = productName || name;
    app.setDesktopName(desktopName || `${app.name}.desktop`);
    appPath = packagePath;
  }
  const main = Module._resolveFilename(packagePath, null, true);
  app.setAppPath(appPath ?? path.dirname(main));
  return main;
}

const wanted = readArguments();
if (wanted.kind === 'version') {
  process.stdout.write(`v${process.versions.electron}\n`);
  process.exit(0);
}
if (wanted.kind === 'nothing') {
  process.stderr.write('electron: give the path of an app\n');
  process.exit(1);
}
try {
  const require = Module.createRequire(path.join(process.cwd(), 'electron'));
  for (const preload of wanted.preloads) require(preload);
  await import(pathToFileURL(takeOver(wanted.file)).href);
} catch (error) {
  process.stderr.write(`electron: the app ${wanted.file} can't be started\n${error?.stack ?? error}\n`);
  process.exit(1);
}
