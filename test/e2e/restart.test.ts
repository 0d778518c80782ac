import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROJECT } from '../../scripts/lib/files.mjs';
import { until } from '../desktop/lib/until.mjs';
import { watchNotifications } from '../desktop/notifications';
import type { TrayItem } from '../desktop/tray-item';
import type { GatewayUnderTest } from './gateway-under-test';
import { setScene } from './scene';
import { shownIcon } from './shown-icon';
import { launchWithWindow } from './window-under-test';

// A restart that cuts no work, and the question before one that would, on the real systemd, panel and notification daemon.

const scene = setScene();
const WORKS_ON = { deadlineMs: 20_000 };

async function watch() {
  const notifications = await watchNotifications();
  scene.onEnd(() => notifications.stop());
  return notifications;
}

/** Without a word in its config.yaml a 0.19 gives its agents no time at all. */
async function drainingGateway(version: '0.11' | '0.19' | '0.21'): Promise<GatewayUnderTest> {
  const gateway = await scene.gateway({ version, restartSec: 30, isStarted: false });
  writeFileSync(join(gateway.home, 'config.yaml'), 'agent:\n  restart_drain_timeout: 60\n');
  await gateway.unit.systemctl('start', gateway.unit.name);
  return gateway;
}

/** Every label with a percentage that the menu shows, as it comes, and the item that shows it. */
function recordBar(item: TrayItem) {
  const seen: { readonly id: number; readonly percent: number }[] = [];
  const stop = item.onSignal(({ member, body }) => {
    if (member !== 'ItemsPropertiesUpdated') return;
    for (const [id, properties] of body[0] as readonly (readonly [number, unknown])[]) {
      const [, percent] = /▱|▰/.test(JSON.stringify(properties))
        ? (/(\d+) %/.exec(JSON.stringify(properties)) ?? [])
        : [];
      if (percent !== undefined) seen.push({ id, percent: Number(percent) });
    }
  });
  scene.onEnd(stop);
  return seen;
}

describe('a graceful restart from the menu', () => {
  it.each(['0.11', '0.19', '0.21'] as const)(
    'lets two agents of Hermes %s finish, shows how far it is, and skips RestartSec=',
    async (version) => {
      const gateway = await drainingGateway(version);
      const notifications = await watch();
      await scene.app();
      const item = await scene.trayItem();
      await item.waitForLabel('● Running · healthy');
      await gateway.simulator.setAgents(2);
      if (version !== '0.11') await item.waitForLabel('● Running · busy');
      const before = await gateway.mainPid();
      const bar = recordBar(item);

      await item.press((await item.waitForLabel(/^Gracefully \(≤ /)).id);
      await item.waitForLabel(/^Draining/);
      expect(await shownIcon(item)).toBe('draining');
      const first = await notifications.waitFor(({ progress }) => progress !== null, 'the notification with its bar');
      expect(first.title).toBe('Hermes gateway is restarting');
      expect(await gateway.mainPid()).toBe(before);
      await gateway.simulator.setAgents(1);
      if (version !== '0.11') {
        await item.waitForLabel(/^Draining: 1 of 2 agents left/);
        await notifications.waitFor(({ body }) => body.includes('1 of 2 agents left'), 'the bar to move');
      }
      await gateway.simulator.setAgents(0);

      await item.waitForLabel(new RegExp(`^PID (?!${before} )\\d+ · up`), WORKS_ON);
      await item.waitForLabel('● Running · healthy', WORKS_ON);
      const end = await notifications.waitFor(({ title }) => title === 'Hermes gateway has restarted', 'its end');
      expect(end.body).toContain(`PID ${await gateway.mainPid()}`);
      expect(end.replacesId).toBe(first.id);
      expect(new Set(bar.map(({ id }) => id)).size).toBe(1);
      const percents = bar.map(({ percent }) => percent);
      expect(percents).toEqual([...percents].sort((left, right) => left - right));
      expect(percents.length).toBeGreaterThan(2);
      expect(notifications.sent.map(({ urgency }) => urgency)).not.toContain('critical');
    },
    60_000,
  );

  it('is taken up again by the app that was killed in the middle of it, and leaves nothing behind', async () => {
    const gateway = await drainingGateway('0.21');
    const notifications = await watch();
    const app = await scene.app();
    const killed = await scene.trayItem();
    await killed.waitForLabel('● Running · healthy');
    await gateway.simulator.setAgents(1);
    await killed.waitForLabel('● Running · busy');
    const before = await gateway.mainPid();
    await killed.press('When idle');
    await killed.waitForLabel(/^Waiting for 1 agent/);
    await until('the drain to be asked for', () => existsSync(join(gateway.home, '.drain_request.json')));
    app.child.kill('SIGKILL');
    await app.ended;
    await scene.app({ folder: app.folder });

    const item = await scene.trayItem();
    await item.waitForLabel(/^◐ Restarting/);
    await gateway.simulator.setAgents(0);
    await item.waitForLabel(new RegExp(`^PID (?!${before} )\\d+ · up`), WORKS_ON);
    await item.waitForLabel('● Running · healthy', WORKS_ON);
    expect(existsSync(join(gateway.home, '.drain_request.json'))).toBe(false);
    await notifications.catchUp();
    expect(notifications.sent.filter(({ title }) => title.includes('unexpectedly'))).toEqual([]);
  });
});

describe('what would cut work', () => {
  async function busyGateway(version: '0.11' | '0.21') {
    const gateway = await drainingGateway(version);
    const app = await launchWithWindow();
    scene.onEnd(() => app.close());
    const item = await scene.trayItem();
    await item.waitForLabel('● Running · healthy');
    await gateway.simulator.setAgents(2);
    if (version !== '0.11') await item.waitForLabel('● Running · busy');
    const ask = async (label: RegExp) => {
      const opened = app.electron.waitForEvent('window');
      await item.press((await item.waitForLabel(label)).id);
      const page = await opened;
      const dialog = page.getByRole('alertdialog');
      await dialog.waitFor({ timeout: 10_000 });
      return { page, dialog, text: await dialog.textContent() };
    };
    return { gateway, item, app, ask };
  }

  it('is asked for in the window, with the number of agents, and not done for a no', async () => {
    const { gateway, item, ask } = await busyGateway('0.21');
    const before = await gateway.mainPid();
    const { page, dialog, text } = await ask(/^Now \(interrupts 2 agents\)$/);
    expect(text).toContain('Restart the gateway now?');
    expect(text).toContain('2 agents are at work.');
    await page.screenshot({ path: join(PROJECT, 'out', 'screenshots', 'confirmation.png') });
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'hidden' });
    expect(await gateway.mainPid()).toBe(before);
    expect((await gateway.simulator.status()).sessions).toHaveLength(2);

    await item.press(/^Stop \(interrupts 2 agents\)$/);
    await page.getByRole('alertdialog').getByRole('button', { name: 'Stop' }).click();
    await item.waitForLabel(/^◐ (Stopping|Draining)/);
    await gateway.simulator.setAgents(0);
    await item.waitForLabel('○ Stopped on request', WORKS_ON);
    expect(await gateway.show('ActiveState')).toBe('inactive');
  });

  it('has an alternative that cuts none', async () => {
    const { gateway, item, ask } = await busyGateway('0.21');
    const before = await gateway.mainPid();
    const { dialog } = await ask(/^Now \(interrupts 2 agents\)$/);
    await dialog.getByRole('button', { name: 'Restart when idle' }).click();
    await item.waitForLabel(/^Waiting for 2 agents/);
    await gateway.simulator.setAgents(0);
    await item.waitForLabel(new RegExp(`^PID (?!${before} )\\d+ · up`), WORKS_ON);
  });

  it('is asked for without a number on Hermes 0.11, which tells none', async () => {
    const { gateway, item, ask } = await busyGateway('0.11');
    const { dialog, text } = await ask(/^Stop \(interrupts agents at work, if any\)$/);
    expect(text).toContain('does not tell how many agents are at work');
    await dialog.getByRole('button', { name: 'Stop' }).click();
    await item.waitForLabel(/^◐ (Stopping|Draining)/);
    await gateway.simulator.setAgents(0);
    await item.waitForLabel('○ Stopped on request', WORKS_ON);
    expect(await gateway.show('ActiveState')).toBe('inactive');
  });
});
