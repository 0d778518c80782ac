import { describe, expect, it } from 'vitest';
import { SETTLE_MS } from '../../../main/app/settle';
import { home, processFacts, record, UNIT } from '../../fixtures/build';
import { createRig, turn } from './rig';

const CODER = 'hermes-gateway-coder.service';
const EXPORTER = 'hermes-gateway-exporter.service';
const HOME = '/home/ada/.hermes';

async function runningGateway() {
  const rig = createRig();
  rig.systemd.define(UNIT);
  await rig.systemd.request('start', UNIT);
  const { mainPid } = rig.systemd.facts(UNIT);
  const sighting = {
    home: home(record({ pid: mainPid })),
    process: processFacts({ pid: mainPid }),
  };
  rig.homes.show(HOME, sighting);
  const stop = rig.start();
  await turn();
  return { ...rig, stop, mainPid };
}

describe('followGateways', () => {
  it('shows a running gateway with what systemd and its files say', async () => {
    const { tray, mainPid } = await runningGateway();
    expect(tray.view?.icon).toBe('running');
    expect(tray.labels()[1]).toMatch(new RegExp(`^PID ${mainPid} · up `));
  });

  it('never says that there is no gateway before it has looked at all of them', async () => {
    const { tray } = await runningGateway();
    expect(tray.views.map((view) => view.icon)).not.toContain('not-installed');
  });

  it('says so when there is none, and shows one that comes', async () => {
    const rig = createRig();
    rig.start();
    await turn();
    expect(rig.tray.labels()[0]).toBe('No gateway unit');
    rig.systemd.define(UNIT);
    await turn();
    expect(rig.tray.labels()[0]).toBe('○ Stopped');
    rig.systemd.remove(UNIT);
    await turn();
    expect(rig.tray.labels()[0]).toBe('No gateway unit');
  });

  it('leaves out what is no gateway, until it is one', async () => {
    const rig = createRig();
    rig.systemd.define(UNIT);
    rig.systemd.define(CODER, { execStart: ['/usr/bin/exporter'] });
    rig.start();
    await turn();
    expect(Object.keys(rig.store.state().gateways)).toEqual([UNIT]);
    rig.systemd.define(CODER, { execStart: ['/venv/bin/hermes', '-p', 'coder', 'gateway', 'run'] });
    await turn();
    expect(Object.keys(rig.store.state().gateways).sort()).toEqual([CODER, UNIT]);
  });

  it('follows a named unit only, whatever it is', async () => {
    const rig = createRig(['other.service']);
    rig.systemd.define(UNIT);
    rig.start();
    await turn();
    expect(Object.keys(rig.store.state().gateways)).toEqual(['other.service']);
    expect(rig.tray.labels()[0]).toBe('○ Not installed');
  });

  it('shows others as soon as the settings name others, and still knows of all', async () => {
    const rig = createRig();
    rig.systemd.define(UNIT);
    rig.systemd.define(CODER, { execStart: ['/venv/bin/hermes', '-p', 'coder', 'gateway', 'run'] });
    rig.systemd.define(EXPORTER, { execStart: ['/usr/bin/exporter'] });
    rig.start();
    await turn();
    const shown = () => Object.keys(rig.store.state().gateways).sort();
    const name = (value: string[] | null) => rig.runCommand({ kind: 'set-setting', name: 'units', value });
    await name([CODER]);
    expect(shown()).toEqual([CODER]);
    expect(rig.tray.labels()[0]).toBe('○ Stopped');
    expect(rig.store.state().knownUnits).toEqual([CODER, UNIT]);
    await name([CODER, UNIT]);
    await turn();
    expect(shown()).toEqual([CODER, UNIT]);
    // Whoever names what is no gateway wants to see it; nobody else does.
    await name([EXPORTER]);
    await turn();
    expect(shown()).toEqual([EXPORTER]);
    await name(null);
    await turn();
    expect(shown()).toEqual([CODER, UNIT]);
    expect(rig.store.state().knownUnits).toEqual([CODER, UNIT]);
  });

  it('shows no flash of "failed" between a crash and the wait for the restart', async () => {
    const { systemd, tray, clock } = await runningGateway();
    systemd.kill(UNIT, 9);
    clock.advance(SETTLE_MS);
    await turn();
    expect(tray.view?.icon).toBe('restarting-by-systemd');
    expect(tray.views.map((view) => view.icon)).not.toContain('failed');
    expect(tray.views.map((view) => view.icon)).not.toContain('stopped');
  });

  it('keeps the last facts while the bus is lost, and says that it is', async () => {
    const { systemd, tray, store, mainPid } = await runningGateway();
    systemd.loseBus('the bus is gone');
    expect(tray.view?.icon).toBe('no-bus');
    expect(tray.labels()).toContain('The bus is gone');
    expect(store.state().gateways[UNIT]?.facts.mainPid).toBe(mainPid);
    systemd.comeBack();
    await turn();
    expect(tray.view?.icon).toBe('running');
  });

  it('has no timer while nothing happens, and none when it has ended', async () => {
    const { clock, stop } = await runningGateway();
    expect(clock.pending()).toBe(0);
    stop();
    expect(clock.pending()).toBe(0);
  });
});
