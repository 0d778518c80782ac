import { describe, expect, it } from 'vitest';
import { home, processFacts, record, UNIT } from '../../fixtures/build';
import { createRig, turn } from './rig';

const HOME = '/home/ada/.hermes';
const HOURS = 8 * 3_600_000;
const SIGKILL = 9;

type Rig = ReturnType<typeof createRig>;

/** A gateway that runs, followed by the whole app. */
async function createScene() {
  const rig = createRig();
  rig.systemd.define(UNIT, { environment: [`HERMES_HOME=${HOME}`], restart: 'always' });
  await rig.systemd.request('start', UNIT);
  rig.start();
  await settle(rig);
  await saysItRuns(rig);
  return rig;
}

async function settle(rig: Rig, milliseconds = 1000): Promise<void> {
  for (let round = 0; round < 5; round += 1) {
    await turn();
    rig.clock.advance(milliseconds / 5);
  }
  await turn();
}

async function saysItRuns(rig: Rig): Promise<void> {
  const { mainPid: pid } = rig.systemd.facts(UNIT);
  rig.homes.show(HOME, {
    home: home(record({ pid, startTicks: pid }), {
      pidFile: { kind: 'read', value: { pid, startTicks: pid }, writtenAt: rig.clock.now() },
    }),
    process: processFacts({ pid, startTicks: pid }),
  });
  await settle(rig);
}

const titles = (rig: Rig) => rig.notifications.standing.map(({ title }) => title);

describe('a suspend of hours', () => {
  it('is written down, and everything is read anew when it is over', async () => {
    const rig = await createScene();
    const { resync } = rig.systemd;
    let resyncs = 0;
    rig.systemd.resync = () => {
      resyncs += 1;
      // What is read then is after the suspend.
      expect(rig.store.state().resumedAt).toBe(rig.clock.now());
      resync();
    };
    rig.power.suspend();
    rig.clock.sleep(HOURS);
    expect([resyncs, rig.store.state().resumedAt]).toEqual([0, null]);
    rig.power.resume();
    expect(resyncs).toBe(1);
    expect(rig.recorder.records.map(({ kind }) => kind)).toEqual(['run-seen', 'suspended', 'resumed']);
  });

  it('says nothing of a gateway that runs on', async () => {
    const rig = await createScene();
    await sleepAndWake(rig);
    expect(rig.notifications.shown).toEqual([]);
    expect(rig.tray.labels()[0]).toBe('● Running · healthy');
  });

  it('holds up a restart that systemd waits for, which raises no second notification', async () => {
    const rig = await createScene();
    rig.systemd.kill(UNIT, SIGKILL);
    await settle(rig);
    expect(titles(rig)).toEqual(['Hermes gateway stopped unexpectedly']);
    await sleepAndWake(rig);
    expect(titles(rig)).toEqual(['Hermes gateway stopped unexpectedly']);
    // systemd's timers stand still in a suspend: what is left of RestartSec= is waited for now.
    await settle(rig, 10_000);
    await saysItRuns(rig);
    expect(titles(rig)[0]).toMatch(/^Hermes gateway is back after 8 h/);
    expect(rig.notifications.popUps).toBe(1);
    expect(rig.store.state().gateways[UNIT]?.incident?.exits).toBe(1);
  });

  it('brings nothing back of what is down and was put away', async () => {
    const rig = await createScene();
    rig.systemd.define(UNIT, { restart: 'no' });
    rig.systemd.kill(UNIT, SIGKILL);
    await settle(rig);
    const [standing] = rig.notifications.standing;
    expect(standing?.title).toBe('Hermes gateway is down');
    rig.notifications.dismiss(standing?.key ?? '');
    await sleepAndWake(rig);
    expect(titles(rig)).toEqual([]);
    expect(rig.notifications.popUps).toBe(1);
    expect(rig.store.state().gateways[UNIT]?.incident?.phase.kind).toBe('down');
  });

  it('lets a recovery before it be forgotten', async () => {
    const rig = await createScene();
    rig.systemd.kill(UNIT, SIGKILL);
    await settle(rig, 10_000);
    await saysItRuns(rig);
    expect(titles(rig)[0]).toMatch(/^Hermes gateway is back/);
    await sleepAndWake(rig);
    expect(titles(rig)).toEqual([]);
    expect(rig.notifications.popUps).toBe(1);
  });

  it('tells once of what fell over out of hearing, when it is read anew', async () => {
    const rig = await createScene();
    rig.systemd.loseBus();
    rig.power.suspend();
    rig.clock.sleep(HOURS);
    rig.systemd.define(UNIT, { restart: 'no' });
    rig.systemd.kill(UNIT, SIGKILL);
    rig.systemd.comeBack();
    rig.power.resume();
    await settle(rig, 60_000);
    expect(titles(rig)).toEqual(['Hermes gateway is down']);
    expect(rig.notifications.popUps).toBe(1);
    expect(rig.store.state().gateways[UNIT]?.exits.map(({ verdict }) => verdict.kind)).toEqual(['killed']);
  });
});

async function sleepAndWake(rig: Rig): Promise<void> {
  rig.power.suspend();
  rig.clock.sleep(HOURS);
  rig.power.resume();
  await settle(rig);
}
