import { describe, expect, it } from 'vitest';
import type { GatewayRecord } from '../../../main/core/gateway-record';
import { home, processFacts, record, UNIT } from '../../fixtures/build';
import { createRig, turn } from './rig';

async function waitingGateway() {
  const rig = createRig();
  rig.systemd.define(UNIT, { restartDelayMs: 30_000 });
  await rig.systemd.request('start', UNIT);
  rig.systemd.kill(UNIT, 9);
  rig.start();
  await turn();
  return rig;
}

describe('present', () => {
  it('obeys the menu', async () => {
    const rig = await waitingGateway();
    rig.tray.press('Start now');
    await turn();
    expect(rig.systemd.requests).toEqual([`restart ${UNIT}`]);
  });

  it('counts down while the menu is open, and only then', async () => {
    const { tray, clock } = await waitingGateway();
    tray.openMenu();
    const before = tray.views.length;
    clock.advance(3000);
    expect(tray.views.length - before).toBe(3);
    expect(tray.view?.menu[0]?.label).toBe('◐ Stopped · systemd restarts it in ≈ 27 s');
    tray.closeMenu();
    const after = tray.views.length;
    clock.advance(3000);
    expect(tray.views.length).toBe(after);
  });

  it('has the moment right whenever the menu is read', async () => {
    const { tray, clock } = await waitingGateway();
    clock.advance(10_000);
    expect(tray.labels()[0]).toBe('◐ Stopped · systemd restarts it in ≈ 20 s');
  });

  it('opens the window for a click on the icon, and keeps it up to date', async () => {
    const { tray, window, systemd } = await waitingGateway();
    tray.activate();
    expect(window.isOpen).toBe(true);
    systemd.loseBus('gone');
    expect(window.shownState?.bus.kind).toBe('lost');
  });

  it('throws no window at a person whose panel is away for a while', async () => {
    const { tray, window } = await waitingGateway();
    tray.setHost('none');
    expect(window.timesShown).toBe(0);
  });

  it('opens the window where no tray is, and says so once', async () => {
    const { tray, window, logger, store, start } = createRig(null, 'none');
    start();
    expect(window.timesShown).toBe(1);
    for (const host of ['status-notifier', 'none', 'status-notifier', 'none'] as const) tray.setHost(host);
    expect(window.timesShown).toBe(1);
    expect(store.state().tray).toBe('none');
    expect(logger.lines.filter((line) => line.startsWith('warn')).length).toBe(1);
  });

  it('moves the labels of a restart once a second, however often the gateway writes, and shows its next phase at once', async () => {
    const rig = createRig();
    rig.systemd.define(UNIT, { onSignal: { 10: 'ignores' } });
    await rig.systemd.request('start', UNIT);
    const pid = rig.systemd.facts(UNIT).mainPid;
    const says = (change: Partial<GatewayRecord>) =>
      rig.homes.show('/home/ada/.hermes', {
        home: home(record({ pid, startTicks: pid, codeVersion: '0.21.3', updatedAt: rig.clock.now(), ...change }), {
          config: { restartDrainTimeoutMs: 30_000, restartAfterTurnTimeoutMs: 0 },
        }),
        process: processFacts({ pid, startTicks: pid }),
      });
    says({ activeAgents: 5 });
    rig.start();
    await turn();
    void rig.runCommand({ kind: 'restart', unit: UNIT, mode: 'graceful', isConfirmed: false });
    await turn();
    rig.tray.openMenu();

    const seen = () => (rig.tray.view?.menu ?? []).slice(0, 2).map(({ label }) => label);
    const movedAt: number[] = [];
    for (let last = seen().join(), passed = 0; passed < 10_000; passed += 50) {
      rig.clock.advance(50);
      const isDraining = { gatewayState: 'draining', restartRequested: true };
      if (passed % 300 === 0) says({ ...isDraining, activeAgents: 5 - Math.floor(passed / 2500) });
      if (seen().join() !== last) movedAt.push(rig.clock.now());
      last = seen().join();
    }
    const gaps = movedAt.slice(1).map((at, index) => at - (movedAt[index] ?? 0));
    expect(movedAt.length).toBeGreaterThanOrEqual(9);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1000);
    expect(seen()[1]).toContain('Draining: 2 of 5 agents left');
    rig.clock.advance(50);
    says({ gatewayState: 'stopped', restartRequested: true, activeAgents: 0 });
    expect(seen()[1]).toMatch(/^The old process ends/);
  });

  it('moves with a restart once a second, and rests when it is over', async () => {
    const rig = createRig();
    rig.systemd.define(UNIT, { onSignal: { 10: 'ignores' } });
    await rig.systemd.request('start', UNIT);
    const pid = rig.systemd.facts(UNIT).mainPid;
    const draining = { pid, startTicks: pid, namesHome: false, activeAgents: 1 };
    const process = processFacts({ pid, startTicks: pid });
    rig.homes.show('/home/ada/.hermes', { home: home(record(draining)), process });
    rig.start();
    await turn();
    void rig.runCommand({ kind: 'restart', unit: UNIT, mode: 'graceful', isConfirmed: false });
    await turn();
    const before = rig.tray.views.length;
    rig.clock.advance(10_000);
    // The notification keeps a clock of its own, which tells nothing to the tray.
    expect(rig.tray.views.length - before).toBe(10);
    expect(rig.launcher.progress).toBeGreaterThan(0);
    expect(rig.launcher.progress).toBeLessThan(1);
    await rig.runCommand({ kind: 'stop', unit: UNIT, isConfirmed: true });
    await turn();
    expect(rig.launcher.progress).toBe(null);
    const after = rig.tray.views.length;
    rig.clock.advance(10_000);
    expect(rig.tray.views.length).toBe(after);
  });
});
