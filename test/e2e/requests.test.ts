import { describe, expect, it } from 'vitest';
import { run } from '../desktop/lib/until.mjs';
import { recordMenu } from './menu-record';
import { setScene } from './scene';
import { shownIcon } from './shown-icon';

// What somebody asked for: on the real systemd, panel and notification daemon, and without a word of alarm.

const scene = setScene();
const VERSIONS = ['0.11', '0.19', '0.21'] as const;
/** Without a config.yaml, a 0.19 interrupts its agents at once. */
const DRAIN_60_S = 'agent:\n  restart_drain_timeout: "60"\n';
const ALARM = /^✕|^○ (Stopped$|Exited|Not )|unexpected|will not revive/;

describe('a stop', () => {
  it.each([
    ['0.11', 'failed'],
    ['0.19', 'failed'],
    ['0.21', 'inactive'],
  ] as const)('by systemctl ends Hermes %s "stopped", though the unit reads %s', async (version, activeState) => {
    const gateway = await scene.gateway({ version });
    const notifications = await scene.notifications();
    await scene.app();
    const item = await scene.trayItem();
    await item.waitForLabel('● Running · healthy');
    const menu = await recordMenu(item);
    await gateway.unit.systemctl('stop', gateway.unit.name);
    await item.waitForLabel('○ Stopped on request of another program');
    expect(await gateway.show('ActiveState')).toBe(activeState);
    expect(await shownIcon(item)).toBe('stopped');
    expect(await item.property('Status')).toBe('Active');
    await notifications.catchUp();
    await menu.stop();
    expect(menu.labels(/^✕|ailed/)).toEqual([]);
    expect(notifications.sent).toEqual([]);
  });

  // Of 0.11 nobody knows whether agents are at work, so it is asked about first: confirmation.test.ts.
  it.each(['0.19', '0.21'] as const)(
    'by the menu leaves the unit of Hermes %s inactive, not failed',
    async (version) => {
      const gateway = await scene.gateway({ version });
      const notifications = await scene.notifications();
      await scene.app();
      const item = await scene.trayItem();
      await item.waitForLabel('● Running · healthy');
      await item.press('Stop');
      await item.waitForLabel('○ Stopped on request');
      expect(await gateway.show('ActiveState')).toBe('inactive');
      expect(await shownIcon(item)).toBe('stopped');
      await notifications.catchUp();
      expect(notifications.sent).toEqual([]);
    },
  );
});

describe('a restart by another program', () => {
  it.each(VERSIONS)(
    'with SIGUSR1 is shown as Hermes %s goes through it, and over when the new process runs',
    async (version) => {
      const gateway = await scene.gateway({ version, config: DRAIN_60_S });
      const notifications = await scene.notifications();
      await scene.app();
      const item = await scene.trayItem();
      await item.waitForLabel('● Running · healthy');
      const pid = await gateway.mainPid();
      await gateway.simulator.setAgents(1);
      const menu = await recordMenu(item);
      process.kill(pid, 'SIGUSR1');
      await item.waitForLabel(/^◐ Draining for a restart · 1 agent left · ≤ /);
      expect(await shownIcon(item)).toBe('draining');
      await gateway.simulator.finishAgent();
      await item.waitForLabel(new RegExp(`^PID (?!${pid} )\\d+ · up`));
      await item.waitForLabel('● Running · healthy');
      expect((await item.labels()).join('\n')).toContain(`PID ${await gateway.mainPid()} `);
      await menu.stop();
      expect(menu.labels(ALARM)).toEqual([]);
      const drained = menu.readings.findIndex((entries) => entries[0]?.label.startsWith('◐ Draining'));
      const healthy = menu.readings
        .slice(drained)
        .filter((entries) => entries[0]?.label === '● Running · healthy')
        .map((entries) => entries.find(({ label }) => label.startsWith('PID '))?.label);
      expect(healthy.filter((label) => label === undefined || label.startsWith(`PID ${pid} `))).toEqual([]);
      await notifications.catchUp();
      expect(notifications.sent).toEqual([]);
    },
  );

  it.each(VERSIONS)('with systemctl makes no alarm in Hermes %s', async (version) => {
    const gateway = await scene.gateway({ version });
    const notifications = await scene.notifications();
    await scene.app();
    const item = await scene.trayItem();
    await item.waitForLabel('● Running · healthy');
    const pid = await gateway.mainPid();
    const menu = await recordMenu(item);
    await gateway.unit.systemctl('restart', gateway.unit.name);
    await item.waitForLabel(new RegExp(`^PID (?!${pid} )\\d+ · up`));
    await item.waitForLabel('● Running · healthy');
    await notifications.catchUp();
    await menu.stop();
    expect(menu.labels(ALARM)).toEqual([]);
    expect(notifications.sent).toEqual([]);
  });
});

describe('a takeover', () => {
  it.each(VERSIONS)('by `gateway run --replace` is followed to the new process of Hermes %s', async (version) => {
    const gateway = await scene.gateway({ version });
    const notifications = await scene.notifications();
    await scene.app();
    const item = await scene.trayItem();
    await item.waitForLabel('● Running · healthy');
    const menu = await recordMenu(item);
    const shell = await run('systemd-run', [
      '--user',
      '--collect',
      '--unit=another-shell',
      `--setenv=HERMES_HOME=${gateway.home}`,
      '--setenv=HERMES_GATEWAY_MAX_STARTS=0',
      process.execPath,
      (await gateway.show('ExecStart')).match(/\S+gateway\.mjs/)?.[0] ?? '',
      ...['gateway', 'run', '--replace', '--hermes-version', version],
    ]);
    scene.onEnd(() => run('systemctl', ['--user', 'stop', 'another-shell.service']));
    expect(shell.code, shell.stderr).toBe(0);
    const { stdout } = await run('systemctl', ['--user', 'show', '--value', '-p', 'MainPID', 'another-shell']);
    await item.waitForLabel(`PID ${stdout.trim()}`);
    await item.waitForLabel('▲ Running outside systemd');
    if (version !== '0.11') {
      // Its unit has Restart=always: systemd's next process finds the home taken, and ends.
      await item.waitFor('systemd to have tried', async () =>
        Number(await gateway.show('NRestarts')) >= 3 ? true : null,
      );
      await item.waitForLabel(`PID ${stdout.trim()}`);
      await item.waitForLabel('▲ Running outside systemd');
    }
    await notifications.catchUp();
    await menu.stop();
    expect(menu.labels(ALARM)).toEqual([]);
    expect(notifications.sent).toEqual([]);
  });
});
