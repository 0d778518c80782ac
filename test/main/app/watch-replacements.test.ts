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

  /** A process that ended: what it left behind. */
  async function leaves(pidFile: number, gatewayState: string, pid = 7000): Promise<void> {
    rig.homes.show(HOME, {
      home: home(record({ pid, startTicks: pid, gatewayState }), {
        pidFile:
          pidFile === 0
            ? { kind: 'absent' }
            : { kind: 'read', value: { pid: pidFile, startTicks: pidFile }, writtenAt: rig.clock.now() },
      }),
      process: null,
    });
    await turn();
  }

  return {
    ...rig,
    stop,
    pass,
    runs,
    leaves,
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

type Scene = Awaited<ReturnType<typeof createScene>>;

describe('a process that took over from the unit’s', () => {
  it('is gone as well: that nothing runs any more is told, once', async () => {
    const scene = await createScene();
    await scene.starts();
    await scene.isTakenOver(7000);
    expect(scene.headline()).toBe('▲ Running outside systemd');
    expect(scene.told()).toEqual([]);
    await scene.leaves(7000, 'running');
    const goneAt = scene.clock.now();
    await scene.pass(A_WHILE_MS);
    expect(scene.told()).toEqual(['Hermes gateway is down']);
    expect(scene.notifications.standing[0]).toMatchObject({
      urgency: 'critical',
      body: 'Replaced by another gateway process.\nThat process is gone, too, and nothing runs in its place.',
    });
    expect(scene.headline()).toBe('✕ Stopped · the process that replaced it is gone, too');
    expect(scene.incident()?.exit).toMatchObject({ endedAt: goneAt, isExpected: false });
    await scene.leaves(7000, 'running');
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

  it('is told of where it was ended by a signal that nobody planned, and has left its record', async () => {
    const scene = await createScene();
    await scene.starts();
    await scene.isTakenOver(7000);
    await scene.leaves(0, 'running');
    await scene.pass(A_WHILE_MS);
    expect(scene.told()).toEqual(['Hermes gateway is down']);
  });

  it.each([
    ['ends in order, by Ctrl+C say', (scene: Scene) => scene.leaves(0, 'stopped')],
    ['is not to be seen, its folder being gone', (scene: Scene) => scene.runs(0)],
    [
      'was one of another unit',
      async (scene: Scene) => {
        await scene.runs(7000, '/user.slice/hermes-gateway-coder.service');
        await scene.leaves(7000, 'running');
      },
    ],
  ])('%s: no alarm', async (_what, happen) => {
    const scene = await createScene();
    await scene.starts();
    await scene.isTakenOver(7000);
    await happen(scene);
    await scene.pass(A_WHILE_MS);
    expect(scene.told()).toEqual([]);
    expect(scene.clock.pending()).toBe(0);
  });

  it('is told of anew where a third one has come and gone, long after', async () => {
    const scene = await createScene();
    await scene.starts();
    await scene.isTakenOver(7000);
    await scene.leaves(7000, 'running');
    await scene.pass(A_WHILE_MS);
    await scene.runs(7001, SHELL);
    expect(scene.incident()?.phase).toMatchObject({ kind: 'recovered', pid: 7001 });
    await scene.pass(20 * A_WHILE_MS);
    const before = scene.told().length;
    await scene.leaves(7001, 'running', 7001);
    await scene.pass(A_WHILE_MS);
    expect(scene.told().slice(before)).toEqual(['Hermes gateway is down']);
  });

  it('is gone, and somebody starts the unit: no alarm', async () => {
    const scene = await createScene();
    await scene.starts();
    await scene.isTakenOver(7000);
    await scene.leaves(7000, 'running');
    await scene.pass(1000);
    await scene.starts();
    await scene.pass(A_WHILE_MS);
    expect(scene.told()).toEqual([]);
  });

  it('was gone before the app came back: nobody knows how, and nobody is alarmed', async () => {
    const records: FlightRecord[] = [];
    const first = await createScene(records);
    await first.starts();
    await first.isTakenOver(7000);
    first.stop();
    const scene = await createScene(records);
    scene.clock.advance(3_600_000);
    scene.systemd.change(UNIT, first.systemd.facts(UNIT));
    await scene.leaves(7000, 'running');
    await scene.pass(A_WHILE_MS);
    expect(scene.told()).toEqual([]);
    expect(scene.headline()).toBe('○ Stopped · the process that replaced it is gone, too');
    scene.stop();
  });
});
