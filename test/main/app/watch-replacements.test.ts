import { describe, expect, it } from 'vitest';
import type { FlightRecord } from '../../../main/core/flight-record';
import { home, processFacts, record, UNIT } from '../../fixtures/build';
import { createRig, turn } from './rig';

const HOME = '/home/ada/.hermes';
const SHELL = '/user.slice/session-2.scope';
const A_WHILE_MS = 60_000;

/** A gateway whose unit systemd leaves at rest after a clean end, as that of Hermes 0.11. */
async function createScene(records: FlightRecord[] = []) {
  const rig = createRig(null, 'status-notifier', records);
  rig.systemd.define(UNIT, { restart: 'on-failure' });
  const stop = rig.start();
  await turn();

  async function pass(milliseconds: number): Promise<void> {
    await turn();
    rig.clock.advance(milliseconds);
    await turn();
    await turn();
  }

  /** What gateway.pid names; 0 for none. */
  async function runs(pid: number, cgroup?: string): Promise<void> {
    const pidFile = { kind: 'read', value: { pid, startTicks: pid }, writtenAt: rig.clock.now() } as const;
    const place = cgroup === undefined ? {} : { cgroup };
    rig.homes.show(
      HOME,
      pid === 0
        ? { home: home(null, { pidFile: { kind: 'absent' } }), process: null }
        : {
            home: home(record({ pid, startTicks: pid }), { pidFile }),
            process: processFacts({ pid, startTicks: pid, ...place }),
          },
    );
    await turn();
  }

  return {
    ...rig,
    stop,
    pass,
    runs,
    /** The unit's process says that it is replaced, and exits 0; a process in a shell comes in its place. */
    async isTakenOver(pid: number): Promise<void> {
      rig.logs.write(HOME, {
        at: rig.clock.now(),
        file: 'agent',
        line: 'taken',
        finding: { kind: 'signal', signal: 'SIGTERM', as: 'takeover' },
      });
      await runs(0);
      rig.systemd.exit(UNIT, 0);
      await pass(700);
      await runs(pid, SHELL);
      await pass(A_WHILE_MS);
    },
    async starts(): Promise<void> {
      await rig.systemd.request('start', UNIT);
      await runs(rig.systemd.facts(UNIT).mainPid);
      await pass(1000);
    },
    incident: () => rig.store.state().gateways[UNIT]?.incident ?? null,
    told: () => rig.notifications.shown.map(({ title }) => title),
    headline: () => rig.tray.labels()[0],
  };
}

describe('a process that took over from the unit’s', () => {
  it('is gone as well: that nothing runs any more is told, once', async () => {
    const scene = await createScene();
    await scene.starts();
    await scene.isTakenOver(7000);
    expect(scene.headline()).toBe('▲ Running outside systemd');
    expect(scene.told()).toEqual([]);
    await scene.runs(0);
    const goneAt = scene.clock.now();
    await scene.pass(A_WHILE_MS);
    expect(scene.told()).toEqual(['Hermes gateway is down']);
    expect(scene.notifications.standing[0]).toMatchObject({
      urgency: 'critical',
      body: 'Replaced by another gateway process.\nThat process is gone, too, and nothing runs in its place.',
    });
    expect(scene.headline()).toBe('✕ Stopped · the process that replaced it is gone, too');
    expect(scene.incident()?.exit).toMatchObject({ endedAt: goneAt, isExpected: false });
    await scene.runs(0);
    await scene.pass(A_WHILE_MS);
    expect(scene.told()).toHaveLength(1);
    expect(scene.clock.pending()).toBe(0);
    // And it is over with the next process.
    await scene.starts();
    expect(scene.told().at(-1)).toMatch(/is back after/);
  });

  it('hands over to another one: no alarm', async () => {
    const scene = await createScene();
    await scene.starts();
    await scene.isTakenOver(7000);
    await scene.runs(0);
    await scene.pass(3000);
    await scene.runs(7001, SHELL);
    await scene.pass(A_WHILE_MS);
    expect(scene.told()).toEqual([]);
    expect(scene.clock.pending()).toBe(0);
  });

  it('is not taken for gone where nobody can see what gateway.pid names', async () => {
    const scene = await createScene();
    await scene.starts();
    await scene.isTakenOver(7000);
    const pidFile = { kind: 'unreadable', reason: 'EACCES', lastGood: null } as const;
    scene.homes.show(HOME, { home: home(null, { pidFile }), process: null });
    await scene.pass(A_WHILE_MS);
    expect(scene.told()).toEqual([]);
  });

  it('is told of anew where a third one has come and gone', async () => {
    const scene = await createScene();
    await scene.starts();
    await scene.isTakenOver(7000);
    await scene.runs(0);
    await scene.pass(A_WHILE_MS);
    await scene.runs(7001, SHELL);
    expect(scene.incident()?.phase).toMatchObject({ kind: 'recovered', pid: 7001 });
    await scene.runs(0);
    await scene.pass(A_WHILE_MS);
    expect(scene.incident()).toMatchObject({ exits: 2, phase: { kind: 'down' } });
  });

  it.each([
    ['somebody starts the unit', async (scene: Awaited<ReturnType<typeof createScene>>) => scene.starts()],
    [
      'somebody stops it',
      async (scene: Awaited<ReturnType<typeof createScene>>) => {
        await scene.systemd.request('stop', UNIT);
      },
    ],
  ])('is gone, and %s: no alarm', async (_what, happen) => {
    const scene = await createScene();
    await scene.starts();
    await scene.isTakenOver(7000);
    await scene.runs(0);
    await scene.pass(1000);
    await happen(scene);
    await scene.pass(A_WHILE_MS);
    expect(scene.told()).toEqual([]);
  });

  it('is gone when the app comes back: that is told at that start, and not at the one after', async () => {
    const records: FlightRecord[] = [];
    const first = await createScene(records);
    await first.starts();
    await first.isTakenOver(7000);
    first.stop();
    const facts = first.systemd.facts(UNIT);
    const told: string[][] = [];
    for (let start = 0; start < 2; start += 1) {
      const scene = await createScene(records);
      scene.clock.advance(3_600_000);
      scene.systemd.change(UNIT, facts);
      await scene.runs(0);
      await scene.pass(A_WHILE_MS);
      told.push(scene.told());
      expect(scene.headline()).toBe('✕ Stopped · the process that replaced it is gone, too');
      scene.stop();
    }
    expect(told).toEqual([['Hermes gateway is down'], []]);
  });
});
