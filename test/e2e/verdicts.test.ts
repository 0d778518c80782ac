import { describe, expect, it } from 'vitest';
import { press, watchNotifications } from '../desktop/notifications';
import { setScene } from './scene';

// The table of what happens to gateways, on the real systemd, panel and notification daemon.

const scene = setScene();

async function watch() {
  const notifications = await watchNotifications();
  scene.onEnd(() => notifications.stop());
  return notifications;
}

describe('an unexpected exit', () => {
  it.each(['0.11', '0.19', '0.21'] as const)(
    'by SIGTERM from outside is told once, with its cause, and called over when Hermes %s is back',
    async (version) => {
      const gateway = await scene.gateway({ version, restartSec: 4 });
      const notifications = await watch();
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
    const notifications = await watch();
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
    const notifications = await watch();
    await scene.app();
    const item = await scene.trayItem();
    await item.waitForLabel('● Running · healthy');
    await gateway.simulator.exit(0);
    const told = await notifications.waitFor(({ urgency }) => urgency === 'critical', 'the alarm');
    expect(told.title).toBe('Hermes gateway is down');
    expect(told.body).toContain('It will stay down: Restart=on-failure does not cover exit code 0.');
    await item.waitForLabel('✕ Exited by itself (exit code 0) · systemd will not revive it');
  });
});

describe('an exit that was asked for', () => {
  it.each(['0.11', '0.19', '0.21'] as const)('makes no alarm, whatever Hermes %s exits with', async (version) => {
    const gateway = await scene.gateway({ version });
    const notifications = await watch();
    await scene.app();
    const item = await scene.trayItem();
    await item.waitForLabel('● Running · healthy');
    const pid = await gateway.mainPid();
    process.kill(pid, 'SIGUSR1');
    await item.waitForLabel(new RegExp(`^PID (?!${pid} )\\d+ · up`));
    await item.waitForLabel('● Running · healthy');
    await gateway.unit.systemctl('restart', gateway.unit.name);
    await item.waitForLabel('● Running · healthy');
    await gateway.unit.systemctl('stop', gateway.unit.name);
    await item.waitForLabel('○ Stopped on request of another program');
    await notifications.catchUp();
    expect(notifications.sent).toEqual([]);
  });
});
