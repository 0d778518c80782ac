import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { de } from '../../main/core/messages/de';
import { en } from '../../main/core/messages/en';
import { VIEWS } from '../../main/core/view';
import { PROJECT } from '../../scripts/lib/files.mjs';
import { key, openTrayMenu, screenshot } from '../desktop/hands.mjs';
import { writeMonth } from './month-of-flight';
import { setScene } from './scene';
import { showsStatus } from './window-under-test';

const scene = setScene();
const SCREENSHOTS = join(PROJECT, 'out', 'screenshots');
const GERMAN = { LANG: 'de_DE.UTF-8' };

describe('on a German desktop', () => {
  it('the menu on the panel is German, and stays so while the gateway changes', async () => {
    const gateway = await scene.gateway();
    await scene.app({ environment: GERMAN });
    const item = await scene.trayItem();
    await item.waitForLabel('● Läuft · in Ordnung');
    await gateway.simulator.setAgents(2);
    await item.waitForLabel('● Läuft · beschäftigt');
    await openTrayMenu();
    await screenshot(join(SCREENSHOTS, 'menu-de.png'));
    await key('Escape');
    expect(await item.labels()).toEqual(expect.arrayContaining(['hermes-tray öffnen', 'Neu starten', 'Nicht stören']));
    await gateway.simulator.setAgents(0);
    process.kill(await gateway.mainPid(), 'SIGTERM');
    await item.waitForLabel(/^◐ Beendet · systemd startet es /);
    await item.waitForLabel('● Läuft · in Ordnung', { deadlineMs: 20_000 });
  });

  it('its notification and its window are, too', async () => {
    const gateway = await scene.gateway();
    const notifications = await scene.notifications();
    const { page } = await scene.window({ environment: GERMAN });
    await page.getByRole('heading', { name: 'Läuft · in Ordnung' }).waitFor();
    expect(await page.evaluate<string>('document.documentElement.lang')).toBe('de');
    await page.screenshot({ path: join(SCREENSHOTS, 'window-de.png') });
    process.kill(await gateway.mainPid(), 'SIGTERM');
    const told = await notifications.waitFor(({ body }) => body.includes('SIGTERM'), 'the alarm');
    expect(told.title).toBe('Hermes-Gateway wurde unerwartet beendet');
    await page.getByText('Durch SIGTERM von außen beendet').first().waitFor();
    await page.screenshot({ path: join(SCREENSHOTS, 'window-de-incident.png') });
  });

  it('what is being looked at becomes German with the setting', async () => {
    await scene.gateway();
    const { app, page } = await scene.window();
    await showsStatus(page, 'Running · healthy');
    await page.getByRole('tab', { name: 'Timeline' }).click();
    await page.locator('.entry', { hasText: 'Started (PID' }).first().waitFor();
    mkdirSync(dirname(app.settingsFile), { recursive: true });
    writeFileSync(app.settingsFile, '{ "language": "de" }');
    await page.getByRole('tab', { name: 'Verlauf', selected: true }).waitFor();
    await page.locator('.entry', { hasText: 'Gestartet (PID' }).first().waitFor();
    await page.locator('.entries-day h3', { hasText: 'Heute' }).waitFor();
  });

  it('no view has an English sentence left', async () => {
    const gateway = await scene.gateway();
    const { page } = await scene.window({
      environment: GERMAN,
      prepare: (state) => writeMonth(state, gateway.unit.name, Date.now()),
    });
    await showsStatus(page, 'Läuft · in Ordnung');
    process.kill(await gateway.mainPid(), 'SIGTERM');
    await page.getByText('Durch SIGTERM von außen beendet').first().waitFor();
    await unfoldAll(page);
    expect(ENGLISH.length).toBeGreaterThan(100);
    expect(await englishIn(page)).toEqual([]);
    await showsStatus(page, 'Läuft · in Ordnung');
    expect(await englishIn(page)).toEqual([]);
    for (const name of ['timeline', 'settings']) {
      await page.locator(`[role=tab][data-key=${name}]`).click();
      await page.locator('.entry, .setting-line').first().waitFor();
      await unfoldAll(page);
      expect([name, await englishIn(page)]).toEqual([name, []]);
    }
  });

  it('neither has what is said where there is no gateway', async () => {
    const bin = mkdtempSync(join(tmpdir(), 'hermes-bin-'));
    scene.onEnd(() => rmSync(bin, { recursive: true, force: true }));
    const { page } = await scene.window({
      environment: { ...GERMAN, PATH: `${process.env['PATH']}:${bin}` },
    });
    await page.getByRole('heading', { name: 'Hermes Agent ist nicht installiert' }).waitFor();
    expect(await englishIn(page)).toEqual([]);
    writeFileSync(join(bin, 'hermes'), '#!/bin/sh\n', { mode: 0o755 });
    await page.getByText('hermes gateway install').and(page.locator('li:only-child *')).waitFor();
    for (const name of VIEWS) {
      await page.locator(`[role=tab][data-key=${name}]`).click();
      await page.locator(`.view-${name}`).waitFor();
      expect([name, await englishIn(page)]).toEqual([name, []]);
    }
  });
});

async function unfoldAll(page: Page): Promise<void> {
  await page.evaluate(`for (const details of document.querySelectorAll('details')) details.open = true; undefined`);
}

/** The English messages, in parts between what is filled in, that say more than a name or two and are not German as well. */
const ENGLISH = Object.entries(en).flatMap(([key, text]) => {
  const german: string = de[key as keyof typeof de];
  const parts = text.split(/\{\{\w+\}\}/).map((part) => part.trim());
  return parts.filter((part) => (part.match(/[a-z]{2,}/gi) ?? []).length > 2 && !german.includes(part));
});

/** Which of them are on the page, be it to be read out. */
async function englishIn(page: Page): Promise<string[]> {
  const text = await page.evaluate<string>(`[
    document.body.innerText,
    ...[...document.querySelectorAll('*')].flatMap((element) =>
      ['title', 'aria-label', 'placeholder'].map((name) => element.getAttribute(name) ?? '')),
  ].join('\\n')`);
  return ENGLISH.filter((part) => text.includes(part));
}
