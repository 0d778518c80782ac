import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from '../lib/files.mjs';

/** Writes the peer: the least Electron app that has a tray icon with a menu. Gives its folder. */
export function writeEmptyApp(): string {
  const folder = join(PROJECT, 'out', 'bench', 'empty-app');
  mkdirSync(folder, { recursive: true });
  const icon = join(PROJECT, 'assets', 'tray', 'auto', 'running-22.png');
  writeFileSync(join(folder, 'package.json'), '{ "name": "empty-tray", "version": "1.0.0", "main": "main.js" }\n');
  writeFileSync(
    join(folder, 'main.js'),
    `const { app, Menu, Tray } = require('electron');
let tray;
app.on('window-all-closed', () => {});
app.whenReady().then(() => {
  tray = new Tray(${JSON.stringify(icon)});
  tray.setContextMenu(Menu.buildFromTemplate([{ label: 'Running' }, { label: 'Quit', role: 'quit' }]));
});
`,
  );
  return folder;
}
