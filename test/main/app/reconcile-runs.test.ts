import { expect, it } from 'vitest';
import type { FlightRecord } from '../../../main/core/flight-record';
import type { JournalEvent } from '../../../main/core/journal-entry';
import { success } from '../../../main/core/result';
import { UNIT } from '../../fixtures/build';
import { BOOT, createRig, turn } from './rig';

async function pass(rig: ReturnType<typeof createRig>, milliseconds: number): Promise<void> {
  await turn();
  rig.clock.advance(milliseconds);
  await turn();
}

it('leaves a run that begins while the journal is read to whoever follows it', async () => {
  const records: FlightRecord[] = [];
  const first = createRig(null, 'status-notifier', records);
  first.systemd.define(UNIT, { restart: 'no' });
  await first.systemd.request('start', UNIT);
  const stop = first.start();
  await pass(first, 400);
  stop();

  const rig = createRig(null, 'status-notifier', records);
  rig.systemd.define(UNIT, { restart: 'no' });
  let answer: () => void = () => {};
  const asked = new Promise<void>((resolve) => {
    answer = resolve;
  });
  rig.journal.read = async () => {
    await asked;
    const { invocationId } = rig.systemd.facts(UNIT);
    const entry = (at: number, event: JournalEvent) =>
      ({ at, message: event.kind, invocationId, from: 'systemd', pid: 1, bootId: BOOT, event }) as const;
    const now = rig.clock.now();
    return success([entry(now - 100, { kind: 'unit-started' }), entry(now - 50, { kind: 'unit-succeeded' })]);
  };
  rig.start();
  await pass(rig, 400);
  await rig.systemd.request('start', UNIT);
  await pass(rig, 100);
  // The journal is ahead of the bus.
  answer();
  await turn();
  rig.systemd.exit(UNIT, 78);
  await pass(rig, 3000);
  await pass(rig, 3000);
  const exits = rig.store.state().gateways[UNIT]?.exits ?? [];
  expect(exits.filter(({ invocationId }) => invocationId === rig.systemd.facts(UNIT).invocationId)).toMatchObject([
    { status: 78, wasWatched: true, verdict: { kind: 'fatal-configuration' } },
  ]);
});

it('takes a unit that was gone and is there again for another one', async () => {
  const rig = createRig();
  rig.systemd.define(UNIT, { restart: 'no' });
  rig.start();
  await rig.systemd.request('start', UNIT);
  await pass(rig, 1000);
  rig.systemd.exit(UNIT, 78);
  await pass(rig, 3000);
  await pass(rig, 3000);
  expect(rig.tray.labels()[0]).toMatch(/^✕ .*onfiguration error/);
  rig.systemd.remove(UNIT);
  await pass(rig, 3000);
  rig.systemd.define(UNIT, { restart: 'no' });
  await pass(rig, 3000);
  expect(rig.tray.labels()[0]).toBe('○ Stopped');
});
