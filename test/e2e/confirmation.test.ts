import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { until } from '../desktop/lib/until.mjs';
import { press } from '../desktop/notifications';
import type { GatewayOptions } from './gateway-under-test';
import { setScene } from './scene';

// What would cut agents in the middle of their work is asked about first, wherever it was clicked.

const scene = setScene();

/** A gateway with two agents at work, and the app with Playwright's hands in it, whose window is not open yet. */
async function atWork(options: GatewayOptions = {}) {
  const gateway = await scene.gateway(options);
  const app = await scene.hiddenWindow();
  const item = await scene.trayItem();
  await item.waitForLabel('● Running · healthy');
  await gateway.simulator.setAgents(2);
  // 0.11 tells of its agents in a drain only.
  if (options.version !== '0.11') await item.waitForLabel(/2 agents$/);
  return { gateway, app, item };
}

const dialogOf = (page: Page) => page.getByRole('alertdialog');

describe('a click that would cut two agents', () => {
  it('to stop opens the window and asks: No changes nothing, Yes stops', async () => {
    const { gateway, app, item } = await atWork();
    const notifications = await scene.notifications();
    const pid = await gateway.mainPid();
    const opened = app.electron.waitForEvent('window');
    await item.press('Stop (interrupts 2 agents)');
    const page = await opened;
    const dialog = dialogOf(page);
    await dialog.waitFor();
    expect(await dialog.innerText()).toContain('Stop the gateway?');
    expect(await dialog.innerText()).toContain('2 agents are at work. Stopping interrupts them.');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await gateway.mainPid()).toBe(pid);
    expect((await gateway.simulator.status()).sessions).toHaveLength(2);
    await item.waitForLabel('● Running · busy');

    await item.press('Stop (interrupts 2 agents)');
    await dialog.waitFor();
    await dialog.getByRole('button', { name: 'Stop', exact: true }).click();
    await item.waitForLabel('○ Stopped on request');
    expect(await gateway.show('ActiveState')).toBe('inactive');
    await dialog.waitFor({ state: 'detached' });
    await notifications.catchUp();
    expect(notifications.sent).toEqual([]);
  });

  it('to restart now offers to wait for them, which cuts nobody', async () => {
    const { gateway, app, item } = await atWork();
    const pid = await gateway.mainPid();
    const opened = app.electron.waitForEvent('window');
    await item.press('Now (interrupts 2 agents)');
    const dialog = dialogOf(await opened);
    await dialog.waitFor();
    expect(await dialog.innerText()).toContain('Restart the gateway now?');
    expect(await dialog.innerText()).toContain('2 agents are at work. Restarting now interrupts them.');
    await dialog.getByRole('button', { name: 'Restart when idle' }).click();
    await item.waitForLabel('Waiting for 2 agents to finish');
    await until('the drain request', () => existsSync(join(gateway.home, '.drain_request.json')));
    expect(await gateway.mainPid()).toBe(pid);
    await gateway.simulator.finishAgent();
    await item.waitForLabel('Waiting for 1 agent to finish');
    await gateway.simulator.finishAgent();
    await item.waitForLabel(new RegExp(`^PID (?!${pid} )\\d+ · up`));
    await item.waitForLabel('● Running · healthy');
    expect(existsSync(join(gateway.home, '.drain_request.json'))).toBe(false);
  });

  it('asks the same for the button of a notification', async () => {
    const { gateway, app, item } = await atWork();
    const notifications = await scene.notifications();
    const pid = await gateway.mainPid();
    await item.press('When idle');
    const told = await notifications.waitFor(({ title }) => title === 'Hermes gateway is restarting', 'the bar');
    expect(told.body).toContain('Waiting for 2 agents to finish');
    const opened = app.electron.waitForEvent('window');
    await press(told.id, told.actions.find(({ label }) => label === 'Restart now')?.key ?? '');
    const dialog = dialogOf(await opened);
    await dialog.waitFor();
    expect(await dialog.innerText()).toContain('2 agents are at work.');
    expect(await gateway.mainPid()).toBe(pid);
    await dialog.getByRole('button', { name: 'Restart now' }).click();
    await item.waitForLabel(new RegExp(`^PID (?!${pid} )\\d+ · up`));
    await item.waitForLabel('● Running · healthy');
    expect(existsSync(join(gateway.home, '.drain_request.json'))).toBe(false);
  });

  it('says of Hermes 0.11 that it does not tell how many are at work', async () => {
    const { gateway, app, item } = await atWork({ version: '0.11' });
    const opened = app.electron.waitForEvent('window');
    await item.press('Stop (interrupts agents at work, if any)');
    const dialog = dialogOf(await opened);
    await dialog.waitFor();
    expect(await dialog.innerText()).toContain('Hermes 0.11 does not tell how many agents are at work.');
    await gateway.simulator.setAgents(0);
    await dialog.getByRole('button', { name: 'Stop', exact: true }).click();
    await item.waitForLabel('○ Stopped on request');
    // It exits 1 for a stop.
    await until('the unit to be reset', async () => (await gateway.show('ActiveState')) === 'inactive');
  });
});
