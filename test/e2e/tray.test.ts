import { describe, expect, it } from 'vitest';
import { clickTray, findWindow, key, openTrayMenu } from '../desktop/hands.mjs';
import { startPanel, stopPanel } from '../desktop/panel.mjs';
import { playMainScenario } from './main-scenario';
import { setScene } from './scene';
import { shownIcon } from './shown-icon';

const scene = setScene();

describe('the tray', () => {
  it('follows the gateway, and starts, stops and restarts it by its menu', () =>
    playMainScenario(scene, { args: ['--hidden'] }));

  it('does the same in its packed form', () => playMainScenario(scene, { args: ['--hidden'], isPacked: true }));

  it('opens its menu for a right click and obeys the keyboard there', async () => {
    const gateway = await scene.gateway();
    await scene.app();
    const item = await scene.trayItem();
    await item.waitForLabel('● Running · healthy');
    const pid = await gateway.mainPid();
    await openTrayMenu();
    // Disabled lines are skipped by the menu's own keys: the first Down is "Open", the second "Restart", whose
    // first is "When idle": now, as nobody is at work.
    await key('Down', 'Down', 'Right', 'Return');
    await item.waitForLabel(new RegExp(`^PID (?!${pid} )\\d+ · up`));
    expect(await gateway.show('ActiveState')).toBe('active');
  });

  it('opens the window for a left click', async () => {
    await scene.gateway();
    await scene.app();
    const item = await scene.trayItem();
    await item.waitForLabel('● Running · healthy');
    await clickTray();
    const window = await findWindow(/hermes-tray/i);
    expect(window.box.width).toBeGreaterThanOrEqual(420);
  });

  it.each(['0.11', '0.19', '0.21'] as const)(
    'shows how systemd revives a killed gateway of Hermes %s',
    async (version) => {
      const gateway = await scene.gateway({ version, restartSec: 2 });
      await scene.app();
      const item = await scene.trayItem();
      await item.waitForLabel('● Running · healthy');
      const pid = await gateway.mainPid();
      process.kill(pid, 'SIGKILL');
      await item.waitForLabel(/^◐ Stopped · systemd restarts it (in ≈ \d s|now)$/);
      expect(await shownIcon(item)).toBe('restarting-by-systemd');
      await item.waitForLabel(new RegExp(`^PID (?!${pid} )\\d+ · up \\d s`));
      await item.waitForLabel('● Running · healthy');
      expect(await gateway.show('NRestarts')).toBe('1');
      expect((await item.labels()).join('\n')).toContain(`PID ${await gateway.mainPid()} `);
    },
  );

  it('starts at once a gateway that waits for its automatic restart', async () => {
    const gateway = await scene.gateway({ version: '0.11', restartSec: 600 });
    await scene.app();
    const item = await scene.trayItem();
    await item.waitForLabel('● Running · healthy');
    process.kill(await gateway.mainPid(), 'SIGKILL');
    await item.waitForLabel('Start now');
    await item.press('Start now');
    await item.waitForLabel('● Running · healthy');
    expect(await gateway.show('ActiveState')).toBe('active');
  });

  it.each(['0.11', '0.19', '0.21'] as const)(
    'calls a stop by systemctl stopped, whatever Hermes %s exits with',
    async (version) => {
      const gateway = await scene.gateway({ version });
      await scene.app();
      const item = await scene.trayItem();
      await item.waitForLabel('● Running · healthy');
      await gateway.unit.systemctl('stop', gateway.unit.name);
      await item.waitForLabel(/^○ Stopped/);
      expect(await shownIcon(item)).toBe('stopped');
      expect(await item.property('Status')).toBe('Active');
    },
  );

  it('follows on through daemon-reload and daemon-reexec', async () => {
    const gateway = await scene.gateway();
    await scene.app();
    const item = await scene.trayItem();
    await item.waitForLabel('● Running · healthy');
    for (const verb of ['daemon-reload', 'daemon-reexec', 'daemon-reload']) {
      const pid = await gateway.mainPid();
      await gateway.unit.systemctl(verb);
      await item.waitForLabel(new RegExp(`^PID ${pid} `));
      process.kill(pid, 'SIGKILL');
      await item.waitForLabel(new RegExp(`^PID (?!${pid} )\\d+ · up`));
      await item.waitForLabel('● Running · healthy');
    }
    await item.press('Stop');
    await item.waitForLabel(/^○ Stopped/);
    expect(await gateway.show('ActiveState')).toBe('inactive');
  });

  it('shows several gateways, as they come and go', async () => {
    const first = await scene.gateway();
    await scene.app();
    const item = await scene.trayItem();
    await item.waitForLabel('● Running · healthy');
    const second = await scene.gateway({ profile: 'coder' });
    await item.waitForLabel('2 of 2 gateways running');
    await item.waitForLabel('● coder · Running · healthy');
    await second.unit.systemctl('stop', second.unit.name);
    await item.waitForLabel('1 of 2 gateways running');
    await item.waitForLabel(/^○ coder · Stopped/);
    expect(await shownIcon(item)).toBe('stopped');
    await second.remove();
    await item.waitForLabel('● Running · healthy');
    await item.waitForLabel(new RegExp(`^PID ${await first.mainPid()} `));
  });

  it('comes to a panel that starts later, and to one that restarts', async () => {
    await stopPanel();
    scene.onEnd(() => startPanel());
    await scene.gateway();
    await scene.app();
    await startPanel();
    await (await scene.trayItem()).waitForLabel('● Running · healthy');
    await stopPanel();
    await startPanel();
    await (await scene.trayItem()).waitForLabel('● Running · healthy');
  });

  it('shows agents, platforms and drains as the gateway tells them', async () => {
    const gateway = await scene.gateway({ flags: ['--platforms', 'telegram,discord'] });
    await scene.app();
    const item = await scene.trayItem();
    await item.waitForLabel('telegram, discord connected');
    await gateway.simulator.setAgents(2);
    await item.waitForLabel(/^PID \d+ · up \d+ s · 2 agents$/);
    expect(await shownIcon(item)).toBe('busy');
    await item.waitForLabel('Now (interrupts 2 agents)');
    await gateway.simulator.platform('discord', { state: 'retrying', errorMessage: 'no route to host' });
    await item.waitForLabel('● Running · degraded'.replace('●', '▲'));
    await item.waitForLabel('discord: retrying (no route to host)');
    expect(await shownIcon(item)).toBe('degraded');
  });
});
