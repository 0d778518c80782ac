import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { autostartCommand, createAutostart } from '../../../../main/adapters/autostart/autostart';
import { execValue, isEnabledEntry } from '../../../../main/adapters/autostart/desktop-entry';

let home: string;
let folder: string;
let file: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'hermes-tray-autostart-'));
  folder = `${home}/.config/autostart`;
  file = `${folder}/hermes-tray.desktop`;
});

afterEach(() => rm(home, { recursive: true }));

function autostart(command: readonly string[] = ['/opt/hermes-tray/hermes-tray', '--hidden']) {
  return createAutostart({ folder, command });
}

describe('createAutostart', () => {
  it('writes and removes the entry, and leaves nothing else behind', async () => {
    expect(await autostart().isEnabled()).toBe(false);
    expect(await autostart().setEnabled(true)).toEqual({ ok: true, value: null });
    expect(await readdir(folder)).toEqual(['hermes-tray.desktop']);
    expect(await readFile(file, 'utf8')).toContain('\nExec=/opt/hermes-tray/hermes-tray --hidden\n');
    expect((await stat(file)).mode & 0o111).toBe(0);
    expect(await autostart().isEnabled()).toBe(true);
    expect(await autostart().setEnabled(false)).toEqual({ ok: true, value: null });
    expect(await readdir(folder)).toEqual([]);
    expect(await autostart().setEnabled(false)).toEqual({ ok: true, value: null });
  });

  it('turns an entry on again that the desktop has turned off', async () => {
    await autostart().setEnabled(true);
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace('enabled=true', 'enabled=false'));
    expect(await autostart().isEnabled()).toBe(false);
    await autostart().setEnabled(true);
    expect(await autostart().isEnabled()).toBe(true);
  });

  it('neither replaces nor removes what is not ours', async () => {
    const text = '[Desktop Entry]\nType=Application\nExec=/usr/bin/other\n';
    await mkdir(folder, { recursive: true });
    await writeFile(file, text);
    for (const enabled of [true, false]) {
      const result = await autostart().setEnabled(enabled);
      expect(result).toMatchObject({ ok: false, reason: 'foreign', message: expect.stringContaining(file) });
    }
    expect(await readFile(file, 'utf8')).toBe(text);
  });

  it('takes an entry that was written by hand for ours if it starts us', async () => {
    await mkdir(folder, { recursive: true });
    await writeFile(file, '[Desktop Entry]\nExec=/opt/Hermes-Tray.AppImage\n');
    expect(await autostart().isEnabled()).toBe(true);
    expect(await autostart().setEnabled(false)).toEqual({ ok: true, value: null });
  });

  it('says which file could not be written', async () => {
    await writeFile(`${home}/.config`, 'in the way');
    const result = await autostart().setEnabled(true);
    expect(result).toMatchObject({ ok: false, reason: 'io', message: expect.stringContaining(file) });
    expect(await autostart().isEnabled()).toBe(false);
  });

  it('gives up where no folder can be made', async () => {
    const result = await createAutostart({ folder: '/proc/none/autostart', command: ['x'] }).setEnabled(true);
    expect(result).toMatchObject({ ok: false, reason: 'io' });
  });

  it('ends as the last of many clicks says', async () => {
    const one = autostart();
    const results = await Promise.all([true, false, true, false, true].map((enabled) => one.setEnabled(enabled)));
    expect(results.every(({ ok }) => ok)).toBe(true);
    expect(await readdir(folder)).toEqual(['hermes-tray.desktop']);
  });
});

it.each([
  ['plain', ['/usr/bin/hermes-tray', '--hidden'], '/usr/bin/hermes-tray --hidden'],
  ['a blank', ['/home/ada/My Apps/h'], '"/home/ada/My Apps/h"'],
  ['a percent sign', ['/a%b'], '/a%%b'],
  ['a dollar sign', ['/a$b'], '"/a\\\\$b"'],
  ['a quote', ['/a"b'], '"/a\\\\"b"'],
  ['a backslash', ['/a\\b'], '"/a\\\\\\\\b"'],
  ['a backtick', ['/a`b'], '"/a\\\\`b"'],
  ['a newline', ['/a\nb'], '"/a\\nb"'],
  ['nothing', [''], '""'],
  ['umlauts', ['/home/ä/h'], '/home/ä/h'],
])('quotes Exec: %s', (_what, command, expected) => {
  expect(execValue(command)).toBe(expected);
});

it.each([
  ['[Desktop Entry]\nExec=x', true],
  ['[Desktop Entry]\nExec=x\nHidden=true', false],
  ['[Desktop Entry]\nExec=x\nHidden=false\n', true],
  ['[Desktop Entry]\r\nExec=x\r\nX-GNOME-Autostart-enabled=false\r\n', false],
  ['[Desktop Entry]\nExec=x\n[Desktop Action a]\nHidden=true', true],
  ['[Desktop Entry]\nHidden = true\nExec = x', false],
  ['[Desktop Entry]\n# Hidden=true\nExec=x', true],
  ['[Desktop Entry]\nName=x', false],
  ['', false],
])('reads whether %j is enabled', (text, enabled) => {
  expect(isEnabledEntry(text)).toBe(enabled);
});

it.each([
  ['an AppImage', { APPIMAGE: '/home/ada/h.AppImage' }, true, ['/home/ada/h.AppImage', '--hidden']],
  ['a package', {}, true, ['/opt/h/hermes-tray', '--hidden']],
  ['a package started from an empty variable', { APPIMAGE: '' }, true, ['/opt/h/hermes-tray', '--hidden']],
  [
    'the sources, from a terminal in an AppImage',
    { APPIMAGE: '/x' },
    false,
    ['/opt/h/hermes-tray', '/src', '--hidden'],
  ],
])('starts again %s', (_what, environment, isPackaged, command) => {
  const installation = { environment, execPath: '/opt/h/hermes-tray', isPackaged, appPath: '/src' };
  expect(autostartCommand(installation)).toEqual(command);
});
