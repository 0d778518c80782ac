import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { until } from '../desktop/lib/until.mjs';
import { setScene } from './scene';
import { shownIcon } from './shown-icon';
import { tabTo, type WindowLaunch } from './window-under-test';

const scene = setScene();

async function settingsWindow(options: WindowLaunch = {}) {
  const { app, page } = await scene.window(options);
  // Through the views to the last one, which is shown as it is reached.
  await tabTo(page, page.getByRole('tab', { name: 'Overview' }));
  await page.keyboard.press('End');
  await page.getByRole('heading', { name: 'Gateways shown' }).waitFor();
  const kept = () => JSON.parse(readFileSync(app.settingsFile, 'utf8')) as Record<string, unknown>;
  const isKept = (name: string, value: unknown) =>
    until(
      `${name} in the file`,
      () => existsSync(app.settingsFile) && JSON.stringify(kept()[name]) === JSON.stringify(value),
    );
  return { app, page, isKept };
}

/** Of a group of choices, by its heading. */
async function choose(page: Page, group: string, from: string, keys: readonly string[]): Promise<void> {
  await tabTo(page, page.getByRole('radiogroup', { name: group }).getByRole('radio', { name: from }));
  for (const key of keys) await page.keyboard.press(key);
}

async function toggle(page: Page, name: string): Promise<void> {
  await tabTo(page, page.getByRole('switch', { name }));
  await page.keyboard.press('Space');
}

async function pick(page: Page, name: RegExp, option: string): Promise<void> {
  await tabTo(page, page.getByRole('button', { name }));
  await page.keyboard.press('Enter');
  await page.getByRole('listbox', { name }).waitFor();
  await page.keyboard.type(option.slice(0, 3));
  await page.getByRole('option', { name: option, exact: true }).and(page.locator('[data-focused]')).waitFor();
  await page.keyboard.press('Enter');
}

describe('a setting, changed by the keyboard, takes effect at once:', () => {
  it('which gateways are shown', async () => {
    await scene.gateway();
    await scene.gateway({ profile: 'coder' });
    const { page, isKept } = await settingsWindow();
    const item = await scene.trayItem();
    await item.waitForLabel('2 of 2 gateways running');
    await choose(page, 'Gateways shown', 'All gateways', ['ArrowDown']);
    await isKept('units', ['hermes-gateway.service', 'hermes-gateway-coder.service']);
    const coder = page.getByRole('checkbox', { name: /coder/ });
    await tabTo(page, coder);
    await page.keyboard.press('Space');
    await isKept('units', ['hermes-gateway.service']);
    await item.waitForLabel('● Running · healthy');
    // It is still there to be chosen, and the last one can't be left out.
    expect(await coder.isChecked()).toBe(false);
    await tabTo(page, page.getByRole('checkbox', { name: /default/ }));
    await page.keyboard.press('Space');
    expect(await page.getByRole('checkbox', { name: /default/ }).isChecked()).toBe(true);
    await choose(page, 'Gateways shown', 'Only these', ['ArrowUp']);
    await isKept('units', null);
    await item.waitForLabel('2 of 2 gateways running');
  });

  it('the icon, for another panel', async () => {
    await scene.gateway();
    const { page, isKept } = await settingsWindow();
    const item = await scene.trayItem();
    await item.waitForLabel('● Running · healthy');
    expect(await shownIcon(item)).toBe('running');
    await choose(page, 'Tray icon', 'For every panel', ['ArrowDown']);
    await isKept('iconTheme', 'dark');
    await item.waitFor(
      'the icon for a dark panel',
      async () => (await shownIcon(item, 'dark').catch(() => null)) && true,
    );
    expect(item.signals.some(({ member }) => member === 'NewIcon')).toBe(true);
  });

  it('notifications: none, all, and only of what stays down', async () => {
    const gateway = await scene.gateway();
    const watch = await scene.notifications();
    const { page, isKept } = await settingsWindow();
    const item = await scene.trayItem();
    await item.waitForLabel('● Running · healthy');
    const fallsAndComesBack = async () => {
      const before = await gateway.mainPid();
      process.kill(before, 'SIGKILL');
      await until('another process', async () => ![0, before].includes(await gateway.mainPid()));
      await item.waitForLabel('● Running · healthy');
      await watch.catchUp();
    };
    await toggle(page, 'Do not disturb');
    await isKept('doNotDisturb', true);
    await fallsAndComesBack();
    expect(watch.sent).toEqual([]);
    await toggle(page, 'Do not disturb');
    await isKept('doNotDisturb', false);
    await watch.waitFor(({ title }) => title.includes('is back'), 'what is so is told now');
    await choose(page, 'Notifications', 'Everything unexpected', ['ArrowDown']);
    await isKept('notifications', 'down-only');
    await until('it to be put away', () => watch.standing().length === 0);
    const told = watch.sent.length;
    await fallsAndComesBack();
    expect(watch.sent.slice(told)).toEqual([]);
    // EX_CONFIG, which systemd does not restart.
    await gateway.simulator.exit(78);
    await watch.waitFor(
      ({ title, urgency }) => title === 'Hermes gateway is down' && urgency === 'critical',
      'it is down',
    );
  });

  it('when it is asked before a stop', async () => {
    const gateway = await scene.gateway();
    const { page, isKept } = await settingsWindow();
    const item = await scene.trayItem();
    await item.waitForLabel('● Running · healthy');
    const isDown = () => until('it to be down', async () => (await gateway.mainPid()) === 0);
    await choose(page, 'Ask before', 'When work', ['ArrowDown']);
    await isKept('confirm', 'always');
    await item.press('Stop');
    const question = page.getByRole('alertdialog');
    await question.getByText('No agent is at work.').waitFor();
    await question.getByRole('button', { name: 'Stop' }).click();
    await isDown();
    await gateway.unit.systemctl('start', gateway.unit.name);
    await item.waitForLabel('● Running · healthy');
    await gateway.simulator.setAgents(2);
    await item.waitForLabel('● Running · busy');
    await choose(page, 'Ask before', 'Always', ['ArrowDown']);
    await isKept('confirm', 'never');
    await item.press(/^Stop/);
    await isDown();
  });

  it('the language', async () => {
    await scene.gateway();
    const { page, isKept } = await settingsWindow();
    const item = await scene.trayItem();
    await pick(page, /Window, menu/, 'Deutsch');
    await item.waitForLabel('hermes-tray beenden');
    await page.getByRole('heading', { name: 'Gezeigte Gateways' }).waitFor();
    await isKept('language', 'de');
    // The keyboard is where it was.
    const button = page.getByRole('button', { name: /Fenster, Menü/ });
    await until('the focus to be back', () => button.evaluate((one) => one === one.ownerDocument.activeElement));
    await page.getByRole('tab', { name: 'Überblick' }).waitFor();
  });

  it('how much is written down', async () => {
    const { app, page, isKept } = await settingsWindow();
    await pick(page, /What is written down/, 'Errors');
    await isKept('logLevel', 'error');
    await toggle(page, 'Do not disturb');
    await isKept('doNotDisturb', true);
    expect(app.log()).not.toContain('doNotDisturb');
    await pick(page, /What is written down/, 'Every detail');
    await isKept('logLevel', 'debug');
    await toggle(page, 'Do not disturb');
    await until('it to be written down', () => app.log().includes('doNotDisturb to false'));
  });

  it('the start at login', async () => {
    const { app, page } = await settingsWindow();
    const entry = join(dirname(dirname(app.settingsFile)), 'autostart', 'hermes-tray.desktop');
    await toggle(page, 'Start hermes-tray at login');
    await until('the entry', () => existsSync(entry));
    await page.getByRole('switch', { name: 'Start hermes-tray at login', checked: true }).waitFor();
    await toggle(page, 'Start hermes-tray at login');
    await until('the entry to be gone', () => !existsSync(entry));
  });
});

describe('the settings file', () => {
  it('is taken over when somebody saves it, and what is wrong in it is said', async () => {
    await scene.gateway();
    const { app, page } = await settingsWindow({ settings: '{"iconTheme":"dark"}' });
    const item = await scene.trayItem();
    await item.waitForLabel('● Running · healthy');
    expect(await shownIcon(item, 'dark')).toBe('running');
    writeFileSync(app.settingsFile, '{"iconTheme":"blue","later":1}');
    await page.getByText('"iconTheme" is "blue"').waitFor();
    await page.getByRole('radio', { name: 'For every panel', checked: true }).waitFor();
    writeFileSync(app.settingsFile, '{"iconTheme":"light"');
    await page.getByText('is not valid JSON').waitFor();
    await page.getByRole('button', { name: 'Show the file' }).waitFor();
    writeFileSync(app.settingsFile, '{"iconTheme":"light"}');
    await page.getByRole('radio', { name: 'For a light panel', checked: true }).waitFor();
    expect(await page.getByText('is not valid JSON').count()).toBe(0);
    await item.waitFor(
      'the icon for a light panel',
      async () => (await shownIcon(item, 'light').catch(() => null)) && true,
    );
  });

  it('that can’t be written to is said, and what was set holds until the end', async () => {
    const { app, page } = await settingsWindow({ settings: '{}' });
    chmodSync(dirname(app.settingsFile), 0o500);
    scene.onEnd(() => chmodSync(dirname(app.settingsFile), 0o700));
    await choose(page, 'Tray icon', 'For every panel', ['ArrowDown']);
    await page.getByText(`${app.settingsFile} could not be written`).waitFor();
    await page.getByRole('radio', { name: 'For a dark panel', checked: true }).waitFor();
    expect(readFileSync(app.settingsFile, 'utf8')).toBe('{}');
  });

  it('has no say in what the command line decides', async () => {
    const { page } = await settingsWindow({ args: ['--log-level', 'debug', '--unit', 'hermes-gateway'] });
    await page.getByText('Set by the command line (--unit)').waitFor();
    expect(await page.getByRole('radio', { name: 'All gateways' }).isDisabled()).toBe(true);
    expect(await page.getByRole('button', { name: /What is written down/ }).isDisabled()).toBe(true);
  });
});

describe('where nothing is', () => {
  it('says so by what is found, gives the next step to copy, and shows the gateway when it comes', async () => {
    const bin = mkdtempSync(join(tmpdir(), 'hermes-bin-'));
    scene.onEnd(() => rmSync(bin, { recursive: true, force: true }));
    const { app, page } = await scene.window({ environment: { PATH: `${process.env['PATH']}:${bin}` } });
    await page.getByRole('heading', { name: 'Hermes Agent is not installed' }).waitFor();
    writeFileSync(join(bin, 'hermes'), '#!/bin/sh\n', { mode: 0o755 });
    await page.getByRole('heading', { name: 'No gateway unit' }).waitFor();
    const copy = page.getByRole('button', { name: 'Copy hermes gateway install' });
    await tabTo(page, copy);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    expect(await app.electron.evaluate(({ clipboard }) => clipboard.readText())).toBe('hermes gateway install');
    await scene.gateway();
    await page.getByRole('heading', { name: 'Running · healthy' }).waitFor();
  });

  it('not even a bus, explains it, and goes on as soon as there is one', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'hermes-bus-'));
    scene.onEnd(() => rmSync(folder, { recursive: true, force: true }));
    await scene.gateway();
    const own = /unix:path=([^,;]+)/.exec(process.env['DBUS_SESSION_BUS_ADDRESS'] ?? '')?.[1] ?? '';
    const elsewhere = join(folder, 'bus');
    const app = await scene.hiddenWindow({
      environment: { DBUS_SESSION_BUS_ADDRESS: `unix:path=${elsewhere}` },
      hasTray: false,
    });
    await until('its start', () => app.log().includes('no connection to the D-Bus session bus'));
    const page = await app.openWindow();
    await page.getByRole('heading', { name: 'hermes-tray was started outside your session' }).waitFor();
    await page.getByText(`Your systemd listens at ${own}`).waitFor();
    symlinkSync(own, elsewhere);
    await tabTo(page, page.getByRole('button', { name: 'Try again now' }));
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Running · healthy' }).waitFor();
    const item = await scene.trayItem();
    await item.waitForLabel('● Running · healthy');
  });
});
