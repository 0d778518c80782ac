import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { until } from '../desktop/lib/until.mjs';
import { press, type SentNotification } from '../desktop/notifications';
import { recordMenu } from './menu-record';
import { setScene } from './scene';
import { shownIcon } from './shown-icon';

// Our own restarts, on the real systemd, panel and notification daemon.

const scene = setScene();
/** Without a config.yaml, a 0.19 interrupts its agents at once. */
const DRAIN_60_S = 'agent:\n  restart_drain_timeout: "60"\n';
const BAR = /▰|▱/;

describe('a restart from the menu', () => {
  it.each(['0.11', '0.19', '0.21'] as const)(
    'lets the two agents of Hermes %s finish, shows how far it is, and names the new process',
    async (version) => {
      const gateway = await scene.gateway({ version, restartSec: 30, config: DRAIN_60_S });
      const notifications = await scene.notifications();
      await scene.app();
      const item = await scene.trayItem();
      await item.waitForLabel('● Running · healthy');
      const before = await gateway.mainPid();
      await gateway.simulator.setAgents(2);
      // 0.11 tells of its agents in a drain only.
      if (version !== '0.11') await item.waitForLabel(/2 agents$/);
      const menu = await recordMenu(item);
      await item.press(/^Gracefully/);
      await item.waitForLabel(/^Draining: 2 (of 2 )?agents left · ≤ \d/);
      expect(await shownIcon(item)).toBe('draining');
      const shown = await notifications.waitFor(({ progress }) => progress !== null, 'the bar');
      expect(shown.title).toBe('Hermes gateway is restarting');
      expect(shown.body).toMatch(/^\d+ % · Draining: 2 (of 2 )?agents left/);
      await gateway.simulator.finishAgent();
      await item.waitForLabel(/^Draining: 1 (of 2 agents|agent) left · ≤ \d/);
      expect(await shownIcon(item)).toBe('draining');
      await gateway.simulator.finishAgent();
      const ready = await notifications.waitFor(({ title }) => title === 'Hermes gateway has restarted', 'the end');
      await item.waitForLabel('● Running · healthy');
      const after = await gateway.mainPid();
      expect(after).not.toBe(before);
      expect(ready.body).toBe(`It runs again (PID ${after}).`);
      await menu.stop();

      const bars = menu.readings.flatMap((entries) => entries.filter(({ label }) => BAR.test(label)));
      const percents = bars.map(({ label }) => Number(/(\d+) %/.exec(label)?.[1]));
      expect(percents).toEqual([...percents].sort((left, right) => left - right));
      expect(new Set(percents).size).toBeGreaterThan(3);
      expect(new Set(bars.map(({ id }) => id)).size).toBe(1);
      const lines = /^(Draining|The old process ends|systemd starts|Waiting|Starting \(PID)/;
      const ids = menu.readings.flatMap((entries) => entries.filter(({ label }) => lines.test(label)));
      expect(new Set(ids.map(({ id }) => id)).size).toBe(1);
      expect(menu.labels(/^Starting \(PID/).join()).toContain(`Starting (PID ${after})`);
      expect(menu.labels(/^✕|^○/)).toEqual([]);

      await notifications.catchUp();
      expect(notifications.sent.filter(({ replacesId }) => replacesId === 0)).toHaveLength(1);
      expect(notifications.sent.filter(({ urgency }) => urgency === 'critical')).toEqual([]);
      const values = notifications.sent.map(({ progress }) => progress).filter((value) => value !== null);
      expect(values).toEqual([...values].sort((left, right) => left - right));
    },
  );

  it('says what it failed in and what to look at, and is forced by the button of that', async () => {
    const gateway = await scene.gateway({ version: '0.11', restartSec: 0.2 });
    const notifications = await scene.notifications();
    await scene.app();
    const item = await scene.trayItem();
    await item.waitForLabel('● Running · healthy');
    await gateway.simulator.failNextStarts('broken-install', 1000);
    const menu = await recordMenu(item);
    await item.press(/^Gracefully/);
    // Its processes fell over: the one alarm is the incident's, which knows more of why.
    const givenUp = ({ title, urgency }: SentNotification) =>
      title === 'Hermes gateway is down: systemd gave up' && urgency === 'critical';
    const told = await notifications.waitFor(givenUp, 'the failure');
    expect(told.body).toContain("Did not start: /usr/bin/node: No module named 'hermes_cli'.");
    await item.waitForLabel(/^✕ Failed · did not start$/);
    expect(await item.labels()).toContain('Copy journal command');
    await menu.stop();
    // Until the next of them starts: from then on the incident's lines say how it stands.
    expect(menu.labels(/^⚠/).join('\n')).toContain('⚠ Restart failed: its new processes end before they run');
    await gateway.simulator.failNextStarts('broken-install', 0);
    const forced = await until('the button', () =>
      notifications.standing().find((one) => givenUp(one) && one.actions.some(({ label }) => label === 'Start')),
    );
    expect(forced.id).toBe(told.id);
    await press(forced.id, forced.actions.find(({ label }) => label === 'Start')?.key ?? '');
    await item.waitForLabel('● Running · healthy');
    expect((await item.labels()).join('\n')).toContain(`PID ${await gateway.mainPid()} `);
    expect((await item.labels()).join('\n')).not.toContain('⚠');
    await notifications.catchUp();
    expect(notifications.standing().filter(({ urgency }) => urgency === 'critical')).toEqual([]);
  });
});

describe('a restart that is under way when hermes-tray is killed', () => {
  it('goes on waiting for the agents after the next start, and leaves no drain request behind', async () => {
    const gateway = await scene.gateway({ version: '0.21', restartSec: 30 });
    const request = join(gateway.home, '.drain_request.json');
    const notifications = await scene.notifications();
    const first = await scene.app();
    const item = await scene.trayItem();
    await item.waitForLabel('● Running · healthy');
    const pid = await gateway.mainPid();
    await gateway.simulator.setAgents(2);
    await item.waitForLabel(/2 agents$/);
    await item.press('When idle');
    await item.waitForLabel('Waiting for 2 agents to finish');
    await until('the drain request', () => existsSync(request));
    first.child.kill('SIGKILL');
    await first.ended;
    item.close();
    await gateway.simulator.finishAgent();

    await scene.app({ environment: first.environment });
    const again = await scene.trayItem();
    await again.waitForLabel('Waiting for 1 agent to finish');
    expect(await gateway.mainPid()).toBe(pid);
    await gateway.simulator.finishAgent();
    await again.waitForLabel(new RegExp(`^PID (?!${pid} )\\d+ · up`));
    await again.waitForLabel('● Running · healthy');
    expect(existsSync(request)).toBe(false);
    await notifications.catchUp();
    expect(notifications.sent.filter(({ title }) => !/is restarting$|has restarted$/.test(title))).toEqual([]);
  });

  it('lets the gateway work while it is away, where it was asked to end', async () => {
    const gateway = await scene.gateway({ version: '0.21', restartSec: 30 });
    const request = join(gateway.home, '.drain_request.json');
    const first = await scene.app();
    const item = await scene.trayItem();
    await item.waitForLabel('● Running · healthy');
    const pid = await gateway.mainPid();
    await gateway.simulator.setAgents(1);
    await item.waitForLabel(/1 agent$/);
    await item.press('When idle');
    await until('the drain request', () => existsSync(request));
    first.child.kill('SIGTERM');
    await first.ended;
    item.close();
    expect(existsSync(request)).toBe(false);
    expect(await gateway.mainPid()).toBe(pid);

    await scene.app({ environment: first.environment });
    const again = await scene.trayItem();
    await again.waitForLabel('Waiting for 1 agent to finish');
    await until('the drain request to be back', () => existsSync(request));
    await gateway.simulator.finishAgent();
    await again.waitForLabel(new RegExp(`^PID (?!${pid} )\\d+ · up`));
    await again.waitForLabel('● Running · healthy');
    expect(existsSync(request)).toBe(false);
  });

  it.each(['0.11', '0.19', '0.21'] as const)('ends without an alarm of Hermes %s', async (version) => {
    const gateway = await scene.gateway({ version, restartSec: 2, config: DRAIN_60_S });
    const notifications = await scene.notifications();
    const first = await scene.app();
    const item = await scene.trayItem();
    await item.waitForLabel('● Running · healthy');
    const pid = await gateway.mainPid();
    await gateway.simulator.setAgents(1);
    if (version !== '0.11') await item.waitForLabel(/1 agent$/);
    await item.press(/^Gracefully/);
    await item.waitForLabel(/^Draining: 1 (of 1 )?agent left/);
    first.child.kill('SIGKILL');
    await first.ended;
    item.close();

    await scene.app({ environment: first.environment });
    const again = await scene.trayItem();
    await again.waitForLabel(/^Draining: 1 (of 1 )?agent left/);
    await gateway.simulator.finishAgent();
    await again.waitForLabel(new RegExp(`^PID (?!${pid} )\\d+ · up`));
    await again.waitForLabel('● Running · healthy');
    await notifications.catchUp();
    expect(notifications.sent.filter(({ title }) => !/is restarting$|has restarted$/.test(title))).toEqual([]);
  });
});
