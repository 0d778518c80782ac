import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { ownRecord } from '../../../main/core/own-record';
import type { RestartMode, RestartRun } from '../../../main/core/restart-run';
import { createScene, DEADLINE_MS, type Scene } from './restart-scene';

/** Without a config.yaml, a 0.19 interrupts its agents at once. */
const DRAIN_60_S = 'agent:\n  restart_drain_timeout: "60"\n';

async function restart(scene: Scene, mode: RestartMode): Promise<RestartRun> {
  const result = await scene.runs.ask(scene.gateway.unit.name, mode);
  expect(result).toEqual({ ok: true, value: null });
  const run = scene.now().restart;
  if (run === null) throw new Error('no run');
  return run;
}

/** What must be so after every restart that has come to its end. */
async function expectRestarted(scene: Scene, run: RestartRun): Promise<void> {
  const pid = await scene.gateway.mainPid();
  expect(run.phase).toMatchObject({ kind: 'ready', pid });
  expect(pid).not.toBe(run.from.mainPid);
  expect(scene.now().facts.invocationId).not.toBe(run.from.invocationId);
  expect(ownRecord(scene.now())).toMatchObject({ pid, gatewayState: 'running' });
  expect(scene.progress).toEqual([...scene.progress].sort((left, right) => left - right));
  expect(scene.progress.at(-1)).toBe(1);
}

function tookMs({ phase }: RestartRun): number {
  return phase.kind === 'ready' ? phase.tookMs : Number.NaN;
}

describe('a graceful restart with two agents at work', () => {
  it.each([
    ['0.11', 30],
    ['0.19', 30],
    ['0.21', 30],
  ] as const)('of %s lets them finish, and skips RestartSec=%i', async (version, restartSec) => {
    const scene = await createScene({ version, restartSec, flags: ['--agents', '2'] }, DRAIN_60_S);
    const begunAt = Date.now();
    const ended = restart(scene, 'graceful');
    await scene.until('the drain', (gateway) => ownRecord(gateway)?.gatewayState === 'draining');
    expect(scene.now().restart?.phase).toMatchObject({ kind: 'draining', agentsNow: 2 });
    await scene.gateway.simulator.finishAgent();
    await scene.until(
      'the first agent is done',
      ({ restart: run }) => run?.phase.kind === 'draining' && run.phase.agentsNow === 1,
    );
    const drainMs = Date.now() - begunAt;
    await scene.gateway.simulator.finishAgent();
    const run = await ended;
    await expectRestarted(scene, run);
    expect(scene.invocations).toHaveLength(2);
    // Far from the 30 s that systemd would wait.
    expect(tookMs(run) - drainMs).toBeLessThan(10_000);
  });

  it('of 0.19 leaves the restart to its helper: one new run, not two', async () => {
    const scene = await createScene({ version: '0.19', restartSec: 30 });
    const run = await restart(scene, 'graceful');
    await expectRestarted(scene, run);
    // A second restart would be over by the time that nothing is left of Hermes' own.
    await vi.waitFor(async () => {
      const units = await scene.gateway.unit.systemctl(
        'list-units',
        '--all',
        '--plain',
        'hermes-gateway-planned-restart-*',
      );
      expect(units).toContain('0 loaded units');
    }, DEADLINE_MS);
    expect(scene.invocations).toHaveLength(2);
    expect(await scene.gateway.show('InvocationID')).toBe(scene.invocations[1]);
  });

  it('of 0.19 does the work of a helper that does not come', async () => {
    const scene = await createScene({ version: '0.19', restartSec: 30, flags: ['--no-restart-helper'] });
    const run = await restart(scene, 'graceful');
    await expectRestarted(scene, run);
    expect(scene.invocations).toHaveLength(2);
  });
});

describe('a restart when idle', () => {
  it.each(['0.19', '0.21'] as const)(
    'of %s waits for the last agent, and leaves no request behind',
    async (version) => {
      const scene = await createScene({ version, restartSec: 30, flags: ['--agents', '1'] });
      const request = join(scene.gateway.home, '.drain_request.json');
      const ended = restart(scene, 'when-idle');
      await scene.until('the request is seen', (gateway) => ownRecord(gateway)?.gatewayState === 'draining');
      expect(existsSync(request)).toBe(true);
      expect(scene.now().restart?.phase).toMatchObject({ kind: 'waiting-for-idle', agentsNow: 1 });
      await scene.gateway.simulator.finishAgent();
      const run = await ended;
      await expectRestarted(scene, run);
      expect(existsSync(request)).toBe(false);
      expect(scene.invocations).toHaveLength(2);
    },
  );

  it('gives the gateway back to its work when it is cancelled', async () => {
    const scene = await createScene({ version: '0.21', flags: ['--agents', '1'] });
    const asked = scene.runs.ask(scene.gateway.unit.name, 'when-idle');
    await scene.until('the request is seen', (gateway) => ownRecord(gateway)?.gatewayState === 'draining');
    scene.runs.cancel(scene.gateway.unit.name);
    expect(await asked).toMatchObject({ ok: true });
    await scene.until('it works again', (gateway) => ownRecord(gateway)?.gatewayState === 'running');
    expect(existsSync(join(scene.gateway.home, '.drain_request.json'))).toBe(false);
    expect(scene.invocations).toHaveLength(1);
  });
});

it.each(['0.11', '0.19', '0.21'] as const)('a restart now of %s is one job of systemd', async (version) => {
  const scene = await createScene({ version, restartSec: 30 });
  const run = await restart(scene, 'now');
  await expectRestarted(scene, run);
  expect(scene.phases).toEqual(
    ['exiting', 'waiting', 'starting', 'ready'].filter((kind) => scene.phases.includes(kind)),
  );
  expect(scene.invocations).toHaveLength(2);
});

it('a drain that takes too long can be cut short', async () => {
  const scene = await createScene({ version: '0.21', restartSec: 30, flags: ['--agents', '1'] });
  const patient = scene.runs.ask(scene.gateway.unit.name, 'graceful');
  await scene.until('the drain', (gateway) => ownRecord(gateway)?.gatewayState === 'draining');
  const run = await restart(scene, 'now');
  expect(await patient).toMatchObject({ ok: true });
  await expectRestarted(scene, run);
  expect(scene.invocations).toHaveLength(2);
});

it('a stop by another program ends the restart, and the gateway stays down', async () => {
  const scene = await createScene({ version: '0.21', flags: ['--agents', '1'] });
  const { name } = scene.gateway.unit;
  const asked = scene.runs.ask(name, 'graceful');
  await scene.until('the drain', (gateway) => ownRecord(gateway)?.gatewayState === 'draining');
  await scene.gateway.unit.systemctl('stop', name);
  expect(await asked).toMatchObject({ ok: true });
  expect(scene.phases.at(-1)).toBe('cancelled');
  expect(await scene.gateway.show('ActiveState')).toMatch(/inactive|failed/);
  expect(scene.invocations).toHaveLength(1);
});
