import { describe, expect, it } from 'vitest';
import { home, processFacts, UNIT } from '../../fixtures/build';
import { createRig, turn } from './rig';

const COUNTED = { memoryBytes: 50_000_000, cpuNanoseconds: 1_000_000_000, tasks: 7 };
const OF_PROCESSES = { memoryBytes: 40_000_000, cpuNanoseconds: 900_000_000, tasks: 3 };

async function runningRig() {
  const rig = createRig();
  rig.systemd.define(UNIT);
  await rig.systemd.request('start', UNIT);
  rig.start();
  await turn();
  const pid = rig.systemd.facts(UNIT).mainPid;
  rig.processUsage.processes.set(pid, OF_PROCESSES);
  return { rig, pid, read: () => rig.runCommand({ kind: 'read-usage', unit: UNIT }) };
}

describe('what a gateway uses', () => {
  it('is what systemd counts of its unit', async () => {
    const { rig, read } = await runningRig();
    rig.systemd.use(UNIT, COUNTED);
    expect(await read()).toEqual({ ok: true, value: { at: rig.clock.now(), ...COUNTED, source: 'systemd' } });
  });

  it.each([
    ['counts nothing', { memoryBytes: null, cpuNanoseconds: null, tasks: null }],
    ['counts no memory', { ...COUNTED, memoryBytes: null }],
    ['counts no CPU time', { ...COUNTED, cpuNanoseconds: null }],
  ])('is what its processes use where systemd %s', async (_what, figures) => {
    const { rig, read } = await runningRig();
    rig.systemd.use(UNIT, figures);
    expect(await read()).toMatchObject({ value: { ...OF_PROCESSES, source: 'proc' } });
  });

  it('is that of the process that runs outside the unit', async () => {
    const { rig, read } = await runningRig();
    rig.systemd.use(UNIT, COUNTED);
    await rig.systemd.request('stop', UNIT);
    rig.homes.show('/home/ada/.hermes', { home: home(null), process: processFacts({ pid: 7, cgroup: '/' }) });
    rig.processUsage.processes.set(7, { ...OF_PROCESSES, tasks: 1 });
    await turn();
    expect(await read()).toMatchObject({ value: { tasks: 1, source: 'proc' } });
  });

  it('is not told of one that does not run, nor of a process that has just gone', async () => {
    const { rig, pid, read } = await runningRig();
    rig.processUsage.processes.delete(pid);
    expect(await read()).toMatchObject({ ok: false, reason: 'gone' });
    await rig.systemd.request('stop', UNIT);
    await turn();
    expect(await read()).toMatchObject({ ok: false, reason: 'refused' });
  });

  it('leaves no line in our log, however often it is asked', async () => {
    const { rig, read } = await runningRig();
    rig.systemd.use(UNIT, COUNTED);
    const before = rig.logger.lines.length;
    await read();
    await rig.runCommand({ kind: 'read-timeline', unit: UNIT });
    expect(rig.logger.lines.slice(before)).toEqual([]);
  });
});

describe('what happened to a gateway', () => {
  it('is read from the flight recorder, to the present run', async () => {
    const { rig, pid } = await runningRig();
    const result = await rig.runCommand({ kind: 'read-timeline', unit: UNIT });
    expect(result).toMatchObject({ ok: true, value: { unit: UNIT, entries: [{ kind: 'run-began', pid }] } });
    expect(await rig.runCommand({ kind: 'read-timeline', unit: 'hermes-gateway-x.service' })).toMatchObject({
      reason: 'refused',
    });
  });
});
