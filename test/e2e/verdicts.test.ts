import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { GATEWAY_SIMULATOR } from '../../scripts/lib/build.mjs';
import { until } from '../desktop/lib/until.mjs';
import { press, watchNotifications } from '../desktop/notifications';
import { setScene } from './scene';
import { shownIcon } from './shown-icon';

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

  it('is got over by “Start now” in the menu, which counts down meanwhile', async () => {
    const gateway = await scene.gateway({ version: '0.21', restartSec: 600 });
    await scene.app();
    const item = await scene.trayItem();
    await item.waitForLabel('● Running · healthy');
    const before = await gateway.mainPid();
    process.kill(before, 'SIGTERM');
    await item.waitForLabel(/^◐ Stopped · systemd restarts it in ≈ (10|9) min/);
    await item.press('Start now');
    await item.waitForLabel(new RegExp(`^PID (?!${before} )\\d+ · up`));
    expect(await gateway.show('ActiveState')).toBe('active');
  });

  it('by SIGTERM before the fix, with exit 0, is named and stays down until Start', async () => {
    const gateway = await scene.gateway({ version: '0.11' });
    const notifications = await watch();
    await scene.app();
    const item = await scene.trayItem();
    await item.waitForLabel('● Running · healthy');
    // What a gateway of that time did: it said so, ended its work, and exited 0.
    await gateway.simulator.log('INFO', 'Received SIGTERM/SIGINT — initiating shutdown');
    await gateway.simulator.exit(0);
    const told = await notifications.waitFor(({ urgency }) => urgency === 'critical', 'the alarm');
    expect(told.body).toContain('Stopped by SIGTERM from outside.');
    expect(told.body).toContain('It will stay down: Restart=on-failure does not cover exit code 0.');
    await item.waitForLabel('✕ Stopped by SIGTERM from outside · systemd will not revive it');
    await item.waitForLabel(/hermes -p default gateway install --force/);
    await item.press('Start');
    await item.waitForLabel('● Running · healthy');
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

  it('shows its drain, and counts as over when the new process runs', async () => {
    const gateway = await scene.gateway({ version: '0.21' });
    const notifications = await watch();
    await scene.app();
    const item = await scene.trayItem();
    await item.waitForLabel('● Running · healthy');
    const before = await gateway.mainPid();
    await gateway.simulator.setAgents(1);
    await item.waitForLabel('● Running · busy');
    await gateway.unit.systemctl('reload', gateway.unit.name);
    await item.waitForLabel(/^◐ Draining for a restart · 1 agent left/);
    expect(await shownIcon(item)).toBe('draining');
    await gateway.simulator.setAgents(0);
    await item.waitForLabel(new RegExp(`^PID (?!${before} )\\d+ · up`));
    await item.waitForLabel('● Running · healthy');
    await notifications.catchUp();
    expect(notifications.sent).toEqual([]);
  });

  it('is “stopped”, by us too, where the unit reads failed because the gateway exited 1', async () => {
    const gateway = await scene.gateway({ version: '0.19' });
    const notifications = await watch();
    await scene.app();
    const item = await scene.trayItem();
    await item.waitForLabel('● Running · healthy');
    await gateway.unit.systemctl('stop', gateway.unit.name);
    expect(await gateway.show('ActiveState')).toBe('failed');
    await item.waitForLabel('○ Stopped on request of another program');
    await item.press('Start');
    await item.waitForLabel('● Running · healthy');
    await item.press('Stop');
    await item.waitForLabel('○ Stopped on request');
    expect(await gateway.show('ActiveState')).toBe('inactive');
    await notifications.catchUp();
    expect(notifications.sent).toEqual([]);
  });

  it('is followed to the process that took over', async () => {
    const gateway = await scene.gateway({ version: '0.11' });
    const notifications = await watch();
    await scene.app();
    const item = await scene.trayItem();
    await item.waitForLabel('● Running · healthy');
    const shown: string[] = [];
    scene.onEnd(
      item.onSignal(
        () =>
          void item.labels().then(
            ([first]) => shown.push(first ?? ''),
            () => {},
          ),
      ),
    );
    const args = [GATEWAY_SIMULATOR, 'gateway', 'run', '--replace', '--hermes-version', '0.11'];
    const child = spawn(process.execPath, args, {
      env: { ...process.env, HERMES_HOME: gateway.home },
      stdio: 'ignore',
    });
    scene.onEnd(() => endOf(child));
    await item.waitForLabel('▲ Running outside systemd');
    await item.waitForLabel(new RegExp(`^PID ${child.pid}\\b`));
    await notifications.catchUp();
    expect(notifications.sent).toEqual([]);
    expect(shown.filter((label) => label.startsWith('✕'))).toEqual([]);
  });
});

describe('a PID file', () => {
  it.each<[string, (file: string) => void]>([
    ['is missing', (file) => rmSync(file)],
    ['names a dead process', (file) => rewrite(file, { pid: 2 ** 22 - 7 })],
    ['names somebody else’s process', (file) => rewrite(file, { pid: process.pid })],
    ['is garbage', (file) => writeFileSync(file, '\0\0\0')],
  ])('that %s makes nobody blind: systemd is believed', async (_name, spoil) => {
    const gateway = await scene.gateway({ version: '0.19' });
    await scene.app();
    const item = await scene.trayItem();
    await item.waitForLabel('● Running · healthy');
    spoil(join(gateway.home, 'gateway.pid'));
    // A later change of the same folder: when that is in the menu, the spoiled file was read, too.
    await gateway.simulator.setAgents(1);
    await item.waitForLabel('● Running · busy');
    await item.waitForLabel(new RegExp(`^PID ${await gateway.mainPid()} `));
    await gateway.simulator.setAgents(0);
    await item.waitForLabel('● Running · healthy');
  });
});

describe('do not disturb', () => {
  it('keeps notifications away, and nothing else', async () => {
    const gateway = await scene.gateway({ version: '0.11' });
    const notifications = await watch();
    await scene.app();
    const item = await scene.trayItem();
    await item.waitForLabel('● Running · healthy');
    await item.press('Do not disturb');
    await item.waitFor('the mark', async () => {
      const entry = (await item.menu()).find(({ label }) => label === 'Do not disturb');
      return entry?.toggle === 'on' ? entry : null;
    });
    await gateway.simulator.exit(0);
    await item.waitForLabel('✕ Exited by itself (exit code 0) · systemd will not revive it');
    await notifications.catchUp();
    expect(notifications.sent).toEqual([]);
  });
});

describe('a storm', () => {
  const FALLS = 12;

  it('of one gateway is one notification, which says that it keeps stopping', async () => {
    const gateway = await scene.gateway({ version: '0.21', restartSec: 0.3 });
    const notifications = await watch();
    await scene.app();
    const item = await scene.trayItem();
    await item.waitForLabel('● Running · healthy');
    let pid = 0;
    for (let fall = 0; fall < FALLS; fall += 1) {
      pid = await until(
        'the next process',
        async () => ([0, pid].includes(await gateway.mainPid()) ? null : gateway.mainPid()),
        {
          deadlineMs: 20_000,
        },
      );
      process.kill(pid, 'SIGKILL');
    }
    await notifications.waitFor(({ title }) => title === 'Hermes gateway keeps stopping', 'the storm to be told');
    await item.waitForLabel('● Running · healthy', { deadlineMs: 20_000 });
    await notifications.catchUp();
    expect(new Set(notifications.sent.map(({ id }) => id)).size).toBe(1);
    // Not one for each fall: the first, its recoveries and the second until it is a loop.
    expect(notifications.sent.length).toBeLessThan(FALLS);
  }, 60_000);

  it('of five gateways at once is one notification, with a line for each', async () => {
    const profiles = ['ada', 'bob', 'coder', 'dora', 'eve'];
    const gateways = await Promise.all(
      profiles.map((profile) => scene.gateway({ profile, version: '0.21', restartSec: 600 })),
    );
    const notifications = await watch();
    await scene.app();
    const item = await scene.trayItem();
    await item.waitForLabel('5 of 5 gateways running');
    const pids = await Promise.all(gateways.map((gateway) => gateway.mainPid()));
    for (const pid of pids) process.kill(pid, 'SIGKILL');
    const told = await notifications.waitFor(({ title }) => title === '5 Hermes gateways stopped', 'all five');
    for (const profile of profiles) expect(told.body).toContain(`${profile}: Killed (SIGKILL)`);
    expect(notifications.sent.filter(({ replacesId }) => replacesId === 0)).toHaveLength(1);
  });
});

function rewrite(file: string, change: Record<string, unknown>): void {
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), ...change }));
}

function endOf(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('close', () => resolve());
    child.kill('SIGTERM');
  });
}
