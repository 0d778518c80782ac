import { describe, expect, it } from 'vitest';
import type { FlightRecord } from '../../../main/core/flight-record';
import { home, processFacts, record, UNIT } from '../../fixtures/build';
import { createRig, turn } from './rig';

const CODER = 'hermes-gateway-coder.service';
const HOME = '/home/ada/.hermes';

type Rig = ReturnType<typeof createRig>;

/** A gateway that runs and can be put out of sight by the settings. */
async function createScene(records: FlightRecord[] = []) {
  const rig = createRig(null, 'status-notifier', records);
  rig.systemd.define(UNIT);
  rig.systemd.define(CODER, { execStart: ['/venv/bin/hermes', '-p', 'coder', 'gateway', 'run'] });
  await rig.systemd.request('start', UNIT);
  showRunning(rig);
  const stop = rig.start();
  await settle(rig);
  const name = async (units: string[] | null) => {
    await rig.runCommand({ kind: 'set-setting', name: 'units', value: units });
    await turn();
  };
  return {
    ...rig,
    stop,
    gateway: () => rig.store.state().gateways[UNIT],
    hide: () => name([CODER]),
    showAgain: () => name(null),
    verdicts: () => (rig.store.state().gateways[UNIT]?.exits ?? []).map(({ verdict }) => verdict.kind),
    told: () => rig.notifications.shown.map(({ title }) => title),
    recorded: (kind: FlightRecord['kind']) => records.filter((one) => one.kind === kind),
    settle: () => settle(rig),
    async comesUp() {
      rig.clock.advance(rig.systemd.facts(UNIT).policy.restartDelayMs ?? 0);
      showRunning(rig);
      await settle(rig);
    },
  };
}

function showRunning(rig: Rig): void {
  const pid = rig.systemd.facts(UNIT).mainPid;
  const pidFile = { kind: 'read', value: { pid, startTicks: pid }, writtenAt: rig.clock.now() } as const;
  rig.homes.show(HOME, {
    home: home(record({ pid, startTicks: pid }), { pidFile }),
    process: processFacts({ pid, startTicks: pid }),
  });
}

async function settle(rig: Rig): Promise<void> {
  for (let round = 0; round < 3; round += 1) {
    await turn();
    rig.clock.advance(200);
  }
  await turn();
}

describe('a gateway that was out of sight and is shown again', () => {
  it('stands as it stood, and nothing is told a second time', async () => {
    const scene = await createScene();
    scene.systemd.kill(UNIT, 9);
    await scene.settle();
    await scene.comesUp();
    const [told, ended] = [scene.told(), scene.recorded('run-ended').length];
    await scene.hide();
    await scene.showAgain();
    await scene.settle();
    expect(scene.verdicts()).toEqual(['killed']);
    expect(scene.told()).toEqual(told);
    expect(scene.recorded('run-ended')).toHaveLength(ended);
  });

  it('brings back no incident that was open when the app was started and is over since', async () => {
    const records: FlightRecord[] = [];
    const first = await createScene(records);
    first.systemd.kill(UNIT, 9);
    await first.settle();
    first.stop();
    const scene = await createScene(records);
    expect(scene.gateway()?.incident?.phase.kind).toBe('recovered');
    const incidents = scene.recorded('incident').length;
    await scene.hide();
    await scene.showAgain();
    await scene.settle();
    expect(scene.gateway()?.incident ?? null).toBeNull();
    expect(scene.recorded('incident')).toHaveLength(incidents);
  });

  it('has not lost an exit that was being judged', async () => {
    const scene = await createScene();
    scene.systemd.kill(UNIT, 9);
    await scene.hide();
    await scene.settle();
    expect(scene.recorded('run-ended')).toHaveLength(1);
    await scene.showAgain();
    await scene.settle();
    expect(scene.verdicts()).toEqual(['killed']);
    expect(scene.recorded('run-ended')).toHaveLength(1);
  });

  it('is told of where it fell over for good meanwhile', async () => {
    const scene = await createScene();
    scene.systemd.define(UNIT, { restart: 'no' });
    await scene.hide();
    scene.systemd.kill(UNIT, 9);
    await scene.settle();
    expect(scene.told()).toEqual([]);
    await scene.showAgain();
    await scene.settle();
    expect(scene.verdicts()).toEqual(['killed']);
    expect(scene.told()).toEqual(['Hermes gateway default is down']);
    await scene.hide();
    await scene.showAgain();
    await scene.settle();
    expect(scene.told()).toEqual(['Hermes gateway default is down']);
    expect(scene.gateway()?.incident?.phase.kind).toBe('down');
  });
});
