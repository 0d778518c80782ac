import { describe, expect, it } from 'vitest';
import { until } from '../desktop/lib/until.mjs';
import { press } from '../desktop/notifications';
import { setScene } from './scene';
import { shownIcon } from './shown-icon';

// The table of what happens to gateways, on the real systemd, panel and notification daemon.

const scene = setScene();

describe('an unexpected exit', () => {
  it.each(['0.11', '0.19', '0.21'] as const)(
    'by SIGTERM from outside is told once, with its cause, and called over when Hermes %s is back',
    async (version) => {
      const gateway = await scene.gateway({ version, restartSec: 4 });
      const notifications = await scene.notifications();
      await scene.app();
      const item = await scene.trayItem();
      await item.waitForLabel('● Running · healthy');
      const pid = await gateway.mainPid();
      process.kill(pid, 'SIGTERM');
      const told = await notifications.waitFor(
        ({ title }) => title === 'Hermes gateway stopped unexpectedly',
        'the alarm',
      );
      expect(told.body).toContain('Stopped by SIGTERM from outside.');
      expect(told.body).toMatch(/systemd restarts it in ≈ \d s/);
      expect(told.actions.map(({ label }) => label)).toEqual(['Start now', 'View log', 'Snooze']);
      await item.waitForLabel('Stopped by SIGTERM from outside');
      const back = await notifications.waitFor(
        ({ title }) => title.startsWith('Hermes gateway is back after'),
        'the end',
      );
      expect(back.replacesId).toBe(told.id);
      expect(back.body).toContain(`PID ${await gateway.mainPid()}`);
      expect(notifications.sent.filter(({ replacesId }) => replacesId === 0)).toHaveLength(1);
    },
  );

  it('is got over by the button of its notification, without the wait', async () => {
    const gateway = await scene.gateway({ version: '0.11', restartSec: 600 });
    const notifications = await scene.notifications();
    await scene.app();
    const item = await scene.trayItem();
    await item.waitForLabel('● Running · healthy');
    process.kill(await gateway.mainPid(), 'SIGKILL');
    const told = await notifications.waitFor(({ body }) => body.includes('Killed (SIGKILL)'), 'the alarm');
    await press(told.id, told.actions.find(({ label }) => label === 'Start now')?.key ?? '');
    await notifications.waitFor(({ title }) => title.startsWith('Hermes gateway is back after'), 'the end');
    expect(await gateway.show('ActiveState')).toBe('active');
  });

  it('that systemd does not answer is critical, and says why it stays down', async () => {
    const gateway = await scene.gateway({ version: '0.11' });
    const notifications = await scene.notifications();
    await scene.app();
    const item = await scene.trayItem();
    await item.waitForLabel('● Running · healthy');
    await gateway.simulator.exit(0);
    const told = await notifications.waitFor(({ urgency }) => urgency === 'critical', 'the alarm');
    expect(told.title).toBe('Hermes gateway is down');
    expect(told.body).toContain('It will stay down: Restart=on-failure does not cover exit code 0.');
    await item.waitForLabel('✕ Exited by itself (exit code 0) · systemd will not revive it');
  });

  it('that was asked for, and that systemd has no start left after, is told as critical', async () => {
    const gateway = await scene.gateway({ version: '0.11', restartSec: 0 });
    const notifications = await scene.notifications();
    await scene.app();
    const item = await scene.trayItem();
    await item.waitForLabel('● Running · healthy');
    for (let restarts = 0; restarts < 4; restarts += 1) {
      const pid = await gateway.mainPid();
      process.kill(pid, 'SIGUSR1');
      await item.waitForLabel(new RegExp(`^PID (?!${pid} )\\d+ · up`));
      await item.waitForLabel('● Running · healthy');
    }
    await notifications.catchUp();
    expect(notifications.sent).toEqual([]);
    process.kill(await gateway.mainPid(), 'SIGUSR1');
    const told = await notifications.waitFor(({ urgency }) => urgency === 'critical', 'the alarm');
    expect(told.title).toBe('Hermes gateway is down: systemd gave up');
    expect(told.body).toMatch(/^Planned restart .*\.\nsystemd gave up after 5 starts in /);
    await item.waitForLabel('✕ Failed · planned restart');
    expect((await item.labels()).join(' ')).toContain('Start resets the count');
    await press(told.id, told.actions.find(({ label }) => label === 'Start')?.key ?? '');
    await notifications.waitFor(({ title }) => title.startsWith('Hermes gateway is back after'), 'the end');
    await item.waitForLabel('● Running · healthy');
  });

  it('by SIGTERM is told to stay down where Hermes exits 0 for it, and Start brings it back', async () => {
    const gateway = await scene.gateway({ version: '0.11', restartSec: 30, flags: ['--sigterm-exits-0'] });
    const notifications = await scene.notifications();
    await scene.app();
    const item = await scene.trayItem();
    await item.waitForLabel('● Running · healthy');
    process.kill(await gateway.mainPid(), 'SIGTERM');
    const told = await notifications.waitFor(({ urgency }) => urgency === 'critical', 'the alarm');
    expect(told.title).toBe('Hermes gateway is down');
    expect(told.body).toContain('Probably stopped by SIGTERM from outside.');
    expect(told.body).toContain('It will stay down: Restart=on-failure does not cover exit code 0.');
    await item.waitForLabel('✕ Probably stopped by SIGTERM from outside · systemd will not revive it');
    expect((await item.labels()).join(' ')).toContain('“hermes -p default gateway install --force” writes a unit');
    expect(await shownIcon(item)).toBe('failed');
    expect(await gateway.show('ActiveState')).toBe('inactive');
    await press(told.id, told.actions.find(({ label }) => label === 'Start')?.key ?? '');
    const back = await notifications.waitFor(({ title }) => title.startsWith('Hermes gateway is back'), 'the end');
    expect(back.body).toContain(`PID ${await gateway.mainPid()}`);
    await item.waitForLabel('● Running · healthy');
  });

  it('is counted down to the restart in the menu, whose Start now does not wait for it', async () => {
    const gateway = await scene.gateway({ version: '0.11', restartSec: 30 });
    const notifications = await scene.notifications();
    await scene.app();
    const item = await scene.trayItem();
    await item.waitForLabel('● Running · healthy');
    const pid = await gateway.mainPid();
    process.kill(pid, 'SIGTERM');
    await item.waitForLabel('Stopped by SIGTERM from outside');
    await item.openMenu();
    const first = await item.waitForLabel(/^◐ Stopped · systemd restarts it in ≈ \d+ s$/);
    const later = await item.waitFor('the countdown to go on', async () => {
      const [line] = await item.menu();
      return line !== undefined && seconds(line.label) < seconds(first.label) ? line : null;
    });
    expect(later.id).toBe(first.id);
    expect(seconds(first.label)).toBeLessThanOrEqual(30);
    await item.press('Start now');
    await item.waitForLabel(new RegExp(`^PID (?!${pid} )\\d+ · up`));
    await item.waitForLabel('● Running · healthy');
    await item.closeMenu();
    await notifications.waitFor(({ title }) => title.startsWith('Hermes gateway is back after'), 'the end');
    expect(notifications.sent.filter(({ replacesId }) => replacesId === 0)).toHaveLength(1);
  });

  it('is shown, and not told, while the person does not want to be disturbed', async () => {
    const gateway = await scene.gateway({ version: '0.11', restartSec: 600 });
    const notifications = await scene.notifications();
    await scene.app();
    const item = await scene.trayItem();
    await item.waitForLabel('● Running · healthy');
    await item.press('Do not disturb');
    await item.waitFor('the mark', async () =>
      (await item.menu()).some(({ label, toggle }) => label === 'Do not disturb' && toggle === 'on') ? true : null,
    );
    process.kill(await gateway.mainPid(), 'SIGTERM');
    await item.waitForLabel('Stopped by SIGTERM from outside');
    await item.waitForLabel(/^◐ Stopped · systemd restarts it in ≈ /);
    await item.press('Start now');
    await item.waitForLabel('● Running · healthy');
    await notifications.catchUp();
    expect(notifications.sent).toEqual([]);
  });

  it('is not told again once it is snoozed, though it goes on', async () => {
    const gateway = await scene.gateway({ version: '0.19', restartSec: 1 });
    const notifications = await scene.notifications();
    await scene.app();
    const item = await scene.trayItem();
    await item.waitForLabel('● Running · healthy');
    const first = await gateway.mainPid();
    process.kill(first, 'SIGKILL');
    const told = await notifications.waitFor(({ body }) => body.includes('Killed (SIGKILL)'), 'the alarm');
    await press(told.id, told.actions.find(({ label }) => label === 'Snooze')?.key ?? '');
    await until('it to be put away', () => notifications.standing().length === 0);
    const count = notifications.sent.length;
    for (let pid = first, round = 0; round < 2; round += 1) {
      await item.waitForLabel(new RegExp(`^PID (?!${pid} )\\d+ · up`));
      await item.waitForLabel('● Running · healthy');
      pid = await gateway.mainPid();
      process.kill(pid, 'SIGKILL');
      await item.waitForLabel('Killed (SIGKILL)');
    }
    await notifications.catchUp();
    expect(notifications.sent.slice(count)).toEqual([]);
  });
});

describe('a stop that somebody asked systemd for', () => {
  it.each(['0.11', '0.19', '0.21'] as const)(
    'stays one of Hermes %s when this program starts again',
    async (version) => {
      const gateway = await scene.gateway({ version });
      const notifications = await scene.notifications();
      const first = await scene.app();
      const item = await scene.trayItem();
      await item.waitForLabel('● Running · healthy');
      await gateway.unit.systemctl('stop', gateway.unit.name);
      await item.waitForLabel('○ Stopped on request of another program');
      first.child.kill('SIGTERM');
      await first.ended;
      item.close();
      expect(await gateway.show('ActiveState')).toBe(version === '0.21' ? 'inactive' : 'failed');

      await scene.app({ environment: first.environment });
      const again = await scene.trayItem();
      // Of a unit that lies still, and not failed, systemd has forgotten the run by now.
      await again.waitForLabel(/^○ Stopped( on request of another program)?$/);
      expect(await shownIcon(again)).toBe('stopped');
      expect(await again.property('Status')).toBe('Active');
      await notifications.catchUp();
      expect(notifications.sent).toEqual([]);
    },
  );
});

/** Of a countdown. */
function seconds(label: string): number {
  return Number(/(\d+) s$/.exec(label)?.[1]);
}
