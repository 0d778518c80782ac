import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROJECT } from '../../scripts/lib/files.mjs';
import { key, openTrayMenu, screenshot } from '../desktop/hands.mjs';
import { setScene } from './scene';
import { launchWithWindow } from './window-under-test';

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
    const app = await launchWithWindow({ environment: GERMAN });
    scene.onEnd(() => app.close());
    const page = await app.openWindow();
    await page.getByRole('heading', { name: 'Läuft · in Ordnung' }).waitFor();
    expect(await page.evaluate<string>('document.documentElement.lang')).toBe('de');
    await page.screenshot({ path: join(SCREENSHOTS, 'window-de.png') });
    process.kill(await gateway.mainPid(), 'SIGTERM');
    const told = await notifications.waitFor(({ body }) => body.includes('SIGTERM'), 'the alarm');
    expect(told.title).toBe('Hermes-Gateway wurde unerwartet beendet');
    await page.getByText('Durch SIGTERM von außen beendet').first().waitFor();
    await page.screenshot({ path: join(SCREENSHOTS, 'window-de-incident.png') });
  });
});
