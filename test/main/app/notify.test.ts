import { describe, expect, it } from 'vitest';
import { SETTLE_MS } from '../../../main/app/settle';
import type { FlightRecord } from '../../../main/core/flight-record';
import { INCIDENT_MEMORY_MS } from '../../../main/core/incidents';
import { home, processFacts, record, UNIT } from '../../fixtures/build';
import { createRig, turn } from './rig';

const HOME = '/home/ada/.hermes';
/** Until a run's log is complete and its end is judged. */
const JUDGED_MS = 1000;

type Rig = ReturnType<typeof createRig>;

async function comesUp(rig: Rig): Promise<number> {
  await rig.systemd.request('start', UNIT);
  await says(rig);
  return rig.systemd.facts(UNIT).mainPid;
}

/** The process that is there says that it runs. */
async function says(rig: Rig): Promise<void> {
  const pid = rig.systemd.facts(UNIT).mainPid;
  const files = { pidFile: { kind: 'read', value: { pid, startTicks: 1000 }, writtenAt: rig.clock.now() } } as const;
  rig.homes.show(HOME, { home: home(record({ pid }), files), process: processFacts({ pid }) });
  await turn();
}

async function pass(rig: Rig, milliseconds: number): Promise<void> {
  rig.clock.advance(milliseconds);
  await turn();
  await turn();
}

async function isKilled(rig: Rig): Promise<void> {
  rig.systemd.kill(UNIT, 9);
  await pass(rig, SETTLE_MS + JUDGED_MS);
}

/** Runs, and the app has seen it. `records`: shared by the starts of one app. */
async function running(records: FlightRecord[] = [], restartDelayMs = 30_000) {
  const rig = createRig(null, 'status-notifier', records);
  rig.systemd.define(UNIT, { restartDelayMs });
  const stop = rig.start();
  await comesUp(rig);
  await pass(rig, SETTLE_MS);
  return Object.assign(rig, { stop });
}

describe('notify', () => {
  it('tells an exit nobody wanted once, and replaces that when the gateway is back', async () => {
    const rig = await running();
    await isKilled(rig);
    const [alarm] = rig.notifications.standing;
    expect(alarm?.title).toBe('Hermes gateway stopped unexpectedly');
    await pass(rig, 30_000);
    await says(rig);
    await pass(rig, JUDGED_MS);
    const [back] = rig.notifications.standing;
    expect(back?.title).toMatch(/^Hermes gateway is back after/);
    expect(back?.key).toBe(alarm?.key);
    expect(rig.notifications.popUps).toBe(1);
  });

  it('does what its button says', async () => {
    const rig = await running();
    await isKilled(rig);
    const [alarm] = rig.notifications.standing;
    rig.notifications.press(alarm?.key ?? '', 'Start now');
    await turn();
    expect(rig.systemd.requests.at(-1)).toBe(`restart ${UNIT}`);
  });

  it('tells nothing of what the person asked for', async () => {
    const rig = await running();
    await rig.runCommand({ kind: 'stop', unit: UNIT, isConfirmed: true });
    await pass(rig, SETTLE_MS + JUDGED_MS);
    await rig.runCommand({ kind: 'start', unit: UNIT });
    await says(rig);
    // Over only when the new process runs.
    void rig.runCommand({ kind: 'restart', unit: UNIT, mode: 'now', isConfirmed: true });
    await turn();
    await says(rig);
    await pass(rig, SETTLE_MS + JUDGED_MS);
    expect(rig.notifications.shown.filter(({ key }) => key.startsWith('incidents/'))).toEqual([]);
  });

  it('is silent for an hour when it is snoozed', async () => {
    const rig = await running();
    await isKilled(rig);
    const [alarm] = rig.notifications.standing;
    rig.notifications.press(alarm?.key ?? '', 'Snooze');
    await turn();
    await pass(rig, 30_000);
    await says(rig);
    await pass(rig, JUDGED_MS);
    await isKilled(rig);
    expect(rig.notifications.standing).toEqual([]);
    expect(rig.notifications.popUps).toBe(1);
  });

  it('tells the first falls and the loop, and then keeps quiet to who has closed it', async () => {
    const rig = await running([], 5000);
    for (let fall = 1; fall <= 50; fall += 1) {
      await isKilled(rig);
      for (const { key } of rig.notifications.standing) rig.notifications.dismiss(key);
      await pass(rig, 5000);
      await says(rig);
      await pass(rig, JUDGED_MS);
      for (const { key } of rig.notifications.standing) rig.notifications.dismiss(key);
    }
    expect(rig.notifications.popUps).toBe(3);
  });

  it('forgets an incident in the end, and has no timer then', async () => {
    const rig = await running();
    await isKilled(rig);
    await pass(rig, 30_000);
    await says(rig);
    await pass(rig, JUDGED_MS);
    await pass(rig, INCIDENT_MEMORY_MS + 1000);
    expect(rig.notifications.standing).toEqual([]);
    expect(rig.clock.pending()).toBe(0);
  });

  it('raises nothing for a suspend and a resume', async () => {
    const rig = await running();
    rig.clock.advance(8 * 3_600_000);
    rig.store.dispatch({ kind: 'resumed', at: rig.clock.now() });
    rig.systemd.resync();
    await pass(rig, 60_000);
    expect(rig.notifications.shown).toEqual([]);
    expect(rig.tray.view?.icon).toBe('running');
  });

  it('tells an exit that happened in the suspend, once', async () => {
    const rig = await running();
    rig.clock.advance(8 * 3_600_000);
    rig.store.dispatch({ kind: 'resumed', at: rig.clock.now() });
    await isKilled(rig);
    rig.systemd.resync();
    await pass(rig, SETTLE_MS + JUDGED_MS);
    expect(rig.notifications.popUps).toBe(1);
  });

  it('says nothing again of what an earlier start of the app has told', async () => {
    const records: FlightRecord[] = [];
    const first = await running(records);
    await isKilled(first);
    expect(first.notifications.popUps).toBe(1);
    first.stop();

    const again = createRig(null, 'status-notifier', records);
    const facts = first.systemd.facts(UNIT);
    again.systemd.define(UNIT, { restartDelayMs: 30_000 });
    again.systemd.change(UNIT, facts);
    again.start();
    await pass(again, SETTLE_MS + JUDGED_MS);
    expect(again.store.state().gateways[UNIT]?.exits).toHaveLength(1);
    expect(again.notifications.popUps).toBe(0);
  });
});
