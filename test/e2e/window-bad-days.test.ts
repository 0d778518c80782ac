import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { VIEWS } from '../../main/core/view';
import { until } from '../desktop/lib/until.mjs';
import type { GatewayUnderTest } from './gateway-under-test';
import { setScene } from './scene';
import { resize, SMALLEST, showsStatus } from './window-under-test';

const scene = setScene();

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
    const { page } = await scene.window();
    await showsStatus(page, 'Running · healthy');
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
    await showsStatus(page, 'Running · busy');
    // In the midst of it, not after.
    expect(isOver).toBe(false);
    await storm;
    await page.getByText('42 at work', { exact: true }).waitFor();
  });

  it('shows the last of twenty changes that come while it loads', async () => {
    const gateway = await scene.gateway();
    const app = await scene.hiddenWindow();
    const item = await scene.trayItem();
    await item.waitForLabel('● Running · healthy');
    // The page is there, and its program does not come yet.
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    let asked = () => {};
    const isAsked = new Promise<void>((resolve) => {
      asked = resolve;
    });
    await app.electron.context().route(/\.js$/, async (route) => {
      asked();
      await released;
      await route.continue();
    });
    const opened = app.openWindow();
    await isAsked;
    for (let agents = 1; agents <= 20; agents += 1) {
      claimAgents(gateway, agents);
      await item.waitForLabel(new RegExp(`· ${agents} agents?$`));
    }
    release();
    const page = await opened;
    await page.getByText('20 at work', { exact: true }).waitFor();
  });

  it('comes back with the state when its process is killed, which tray and gateway never notice', async () => {
    const gateway = await scene.gateway();
    const { app, page } = await scene.window();
    await showsStatus(page, 'Running · healthy');
    const item = await scene.trayItem();
    await item.waitForLabel('● Running · healthy');
    const [mainPid, signals] = [await gateway.mainPid(), item.signals.length];
    const pid = await app.electron.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId(),
    );
    const again = app.electron.waitForEvent('window');
    process.kill(pid ?? 0, 'SIGKILL');
    const next = await again;
    await showsStatus(next, 'Running · healthy');
    expect(await next.locator('.facts').textContent()).toContain(`PID${mainPid}`);
    expect(await gateway.mainPid()).toBe(mainPid);
    expect(item.signals.slice(signals)).toEqual([]);
    await gateway.simulator.setAgents(3);
    await showsStatus(next, 'Running · busy');
    await item.waitForLabel('● Running · busy');
  });

  it('shows how a restart ended that was under way when it opened', async () => {
    const gateway = await scene.gateway();
    const app = await scene.hiddenWindow();
    const item = await scene.trayItem();
    await item.waitForLabel('● Running · healthy');
    const before = await gateway.mainPid();
    const opened = app.openWindow();
    await item.press('Gracefully');
    const page = await opened;
    await until('another main process', async () => ![0, before].includes(await gateway.mainPid()));
    await showsStatus(page, 'Running · healthy');
    expect(await page.locator('.facts').textContent()).toContain(`PID${await gateway.mainPid()}`);
  });

  it('lists fifty gateways, and leads to each by the keyboard', async () => {
    await scene.gateway();
    for (let number = 1; number < 50; number += 1) {
      await scene.gateway({ profile: `p${String(number).padStart(2, '0')}`, isStarted: false });
    }
    const { page } = await scene.window();
    const entries = page.getByRole('option');
    await until('all of them', async () => (await entries.count()) === 50);
    expect(await entries.first().innerText()).toContain('default');
    // Whichever was known first is shown, and stays so.
    await entries.first().click();
    await showsStatus(page, 'Running · healthy');
    await entries.first().focus();
    await page.keyboard.press('End');
    await page.locator('.card-name', { hasText: 'hermes-gateway-p49.service' }).waitFor();
    await showsStatus(page, 'Stopped');
    // The list scrolls in its own place; what is chosen is in sight.
    expect(await entries.last().isVisible()).toBe(true);
    expect(await page.evaluate<boolean>('document.documentElement.scrollHeight <= innerHeight')).toBe(true);
  });

  it('goes on in all other views when one can’t be drawn, and draws that one anew when asked', async () => {
    await scene.gateway();
    const { page } = await scene.window();
    await showsStatus(page, 'Running · healthy');
    // Only the settings ask for the languages' own names.
    await page.evaluate(`window.names = Intl.DisplayNames;
      Intl.DisplayNames = function () { throw new Error('no names today'); }`);
    const settings = page.getByRole('tab', { name: 'Settings' });
    await settings.click();
    const told = page.getByRole('alert').filter({ hasText: 'no names today' });
    await told.waitFor();
    await page.getByRole('tab', { name: 'Overview' }).click();
    await showsStatus(page, 'Running · healthy');
    await page.getByRole('tab', { name: 'Timeline' }).click();
    await page.locator('.entry').first().waitFor();
    await settings.click();
    await told.waitFor();
    await page.evaluate('Intl.DisplayNames = window.names');
    await page.getByRole('button', { name: 'Draw it anew' }).click();
    await page.getByRole('heading', { name: 'Gateways shown' }).waitFor();
    expect(await told.count()).toBe(0);
  });

  it('keeps the status and its buttons when what is known below them can’t be drawn', async () => {
    const gateway = await scene.gateway();
    const { page } = await scene.window();
    await showsStatus(page, 'Running · healthy');
    const told = page.getByRole('alert').filter({ hasText: 'no numbers today' });
    // In what the gateway uses, which is drawn anew every two seconds.
    await page.evaluate(`Object.defineProperty(Intl.NumberFormat.prototype, 'format', {
      get() { throw new Error('no numbers today'); },
    }); undefined`);
    await told.waitFor();
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await showsStatus(page, /^Stopped/);
    expect(await gateway.show('ActiveState')).toBe('inactive');
  });

  it('shows the longest names whole, in every view of the smallest window', async () => {
    const names = [`hermes-gateway-${'name'.repeat(50)}.service`, `hermes-gateway-${'p'.repeat(64)}.service`];
    for (const [index, name] of names.entries()) await scene.gateway({ profile: `long-${index}`, name });
    const { app, page } = await scene.window({ args: names.flatMap((name) => ['--unit', name]) });
    await resize(app, page, SMALLEST);
    for (const [index, name] of names.entries()) {
      await page.getByRole('option').nth(index).click();
      await page.locator('.card-name', { hasText: name }).waitFor();
      for (const view of VIEWS) {
        await page.locator(`[role=tab][data-key=${view}]`).click();
        await page.locator(`.view-${view}`).waitFor();
        expect([view, await page.evaluate<string[]>(CUT_WORDS)]).toEqual([view, []]);
      }
      await page.locator('[role=tab][data-key=overview]').click();
    }
  });
});

/** The texts that go beyond the window, or are cut where nothing tells them whole; and whether anything scrolls sideways. */
const CUT_WORDS = `(() => {
  const cut = [...document.querySelectorAll('body *')].filter((element) => {
    const text = [...element.childNodes].some(({ nodeType, data }) => nodeType === 3 && data.trim() !== '');
    if (!text || element.closest('.visually-hidden, .log-body') !== null) return false;
    const { left, right } = element.getBoundingClientRect();
    const isScrolled = element.closest('.gateways') !== null;
    const isCut = element.scrollWidth > element.clientWidth && getComputedStyle(element).overflow !== 'visible';
    return (!isScrolled && (left < 0 || right > innerWidth)) || (isCut && element.title !== element.textContent)
      || (isScrolled && right - left > innerWidth);
  });
  const wide = [document.documentElement, ...document.querySelectorAll('.view')];
  return [
    ...cut.map((element) => element.className + ': ' + element.textContent),
    ...wide.filter((element) => element.scrollWidth > element.clientWidth).map(({ className }) => className + ' scrolls'),
  ];
})()`;
