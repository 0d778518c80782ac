import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { until } from '../desktop/lib/until.mjs';
import type { GatewayUnderTest } from './gateway-under-test';
import { setScene } from './scene';
import { launchWithWindow } from './window-under-test';

const scene = setScene();

async function appWithWindow() {
  const app = await launchWithWindow();
  scene.onEnd(() => app.close());
  return { app, page: await app.openWindow() };
}

function shows(page: Page, status: string | RegExp): Promise<void> {
  return page.getByRole('heading', { name: status, exact: true }).waitFor({ timeout: 10_000 });
}

/** Has the gateway say that so many agents are at work, in one rename as Hermes writes its file. */
function claimAgents({ home }: GatewayUnderTest, agents: number): void {
  const file = join(home, 'gateway_state.json');
  const record = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(`${file}.test`, JSON.stringify({ ...record, active_agents: agents }));
  renameSync(`${file}.test`, file);
}

describe('the window on a bad day', () => {
  it('ends with the newest of 200 changes a second, and can be used meanwhile', async () => {
    const gateway = await scene.gateway();
    const { page } = await appWithWindow();
    await shows(page, 'Running · healthy');
    let isOver = false;
    const storm = (async () => {
      for (let change = 1; change <= 600; change += 1) {
        claimAgents(gateway, 1 + (change % 9));
        await delay(5);
      }
      claimAgents(gateway, 42);
      isOver = true;
    })();
    await page.getByRole('tab', { name: 'Settings' }).click();
    await page.locator('.view-settings').waitFor();
    await page.getByRole('tab', { name: 'Overview' }).click();
    await shows(page, 'Running · busy');
    // In the midst of it, not after.
    expect(isOver).toBe(false);
    await storm;
    await page.getByText('42 at work', { exact: true }).waitFor();
  });

  it('shows how a restart ended that was under way when it opened', async () => {
    const gateway = await scene.gateway();
    const app = await launchWithWindow();
    scene.onEnd(() => app.close());
    const item = await scene.trayItem();
    await item.waitForLabel('● Running · healthy');
    const before = await gateway.mainPid();
    const opened = app.openWindow();
    await item.press('Gracefully');
    const page = await opened;
    await until('another main process', async () => ![0, before].includes(await gateway.mainPid()));
    await shows(page, 'Running · healthy');
    expect(await page.locator('.facts').textContent()).toContain(`PID${await gateway.mainPid()}`);
  });

  it('lists fifty gateways, and leads to each by the keyboard', async () => {
    await scene.gateway();
    for (let number = 1; number < 50; number += 1) {
      await scene.gateway({ profile: `p${String(number).padStart(2, '0')}`, isStarted: false });
    }
    const { page } = await appWithWindow();
    const entries = page.getByRole('option');
    await until('all of them', async () => (await entries.count()) === 50);
    expect(await entries.first().innerText()).toContain('default');
    // Whichever was known first is shown, and stays so.
    await entries.first().click();
    await shows(page, 'Running · healthy');
    await entries.first().focus();
    await page.keyboard.press('End');
    await page.locator('.card-name', { hasText: 'hermes-gateway-p49.service' }).waitFor();
    await shows(page, 'Stopped');
    // The list scrolls in its own place; what is chosen is in sight.
    expect(await entries.last().isVisible()).toBe(true);
    expect(await page.evaluate<boolean>('document.documentElement.scrollHeight <= innerHeight')).toBe(true);
  });
});
