import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { PROJECT } from '../../scripts/lib/files.mjs';

// What of Electron's security checklist only the sources show. The rest is asserted where it lives: the window's options
// and headers in main/adapters/window, the caller of each channel in main/adapters/ipc, what a page can do and reach, in
// the real one, in e2e/window. https://www.electronjs.org/docs/latest/tutorial/security

const main = sourcesIn('main');
const renderer = sourcesIn('renderer');

function sourcesIn(folder: string): readonly (readonly [file: string, text: string])[] {
  return readdirSync(join(PROJECT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => [`${folder}/${name}`, readFileSync(join(PROJECT, folder, name), 'utf8')] as const);
}

function filesWith(sources: typeof main, pattern: RegExp): readonly string[] {
  return sources.filter(([, text]) => pattern.test(text)).map(([file]) => file);
}

describe('the app', () => {
  it('sandboxes every process before the first', () => {
    expect(filesWith(main, /app\.enableSandbox\(\)/)).toEqual(['main/index.ts']);
  });

  it('opens nothing outside: no address in a browser, no page but its own', () => {
    expect(filesWith(main, /openExternal/)).toEqual([]);
    expect(filesWith(main, /loadURL\((?!PAGE_URL)/)).toEqual([]);
    expect(filesWith(main, /loadFile\(/)).toEqual([]);
  });

  it('listens to its own page alone', () => {
    expect(filesWith(main, /import \{[^}]*\bipcMain\b/)).toEqual([]);
    expect(filesWith(main, /ipcRenderer\b/)).toEqual(['main/preload.ts']);
  });

  it('gives the page its four ways, and none of Electron', () => {
    expect(filesWith(main, /exposeInMainWorld/)).toEqual(['main/preload.ts']);
    expect(filesWith(main, /nodeIntegration: true|contextIsolation: false|sandbox: false|webSecurity: false/)).toEqual(
      [],
    );
  });

  it('is packed with the fuses blown that would let it run as another program', () => {
    const { electronFuses } = parse(readFileSync(join(PROJECT, 'electron-builder.yml'), 'utf8'));
    expect(electronFuses).toMatchObject({
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      onlyLoadAppFromAsar: true,
      grantFileProtocolExtraPrivileges: false,
    });
  });

  it('is built on an Electron that is still mended', () => {
    const { devDependencies } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8'));
    expect(Number.parseInt(devDependencies.electron, 10)).toBeGreaterThanOrEqual(45);
  });
});

describe('the page', () => {
  it('makes no markup of text', () => {
    expect(filesWith(renderer, /dangerouslySetInnerHTML|innerHTML|insertAdjacentHTML|document\.write/)).toEqual([]);
  });

  it('makes no code of text', () => {
    expect(filesWith(renderer, /\beval\(|new Function\(/)).toEqual([]);
  });
});
