/** Draining with running turns. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { eventually, filesIn, type GatewayProcess } from './harness';
import { bootEpoch } from './markers';
import { testHomes } from './test-home';
import { HERMES_VERSIONS, type HermesVersion } from './versions';

const homes = testHomes();
const QUICK = ['--time-scale', '0.1', '--signal-handlers-after-ms', '0', '--connect-seconds', '0'];

async function busy(version: HermesVersion, flags: readonly string[]): Promise<GatewayProcess> {
  const gateway = homes.start({ version, home: homes.newHome(), flags: [...QUICK, '--agents', '2', ...flags] });
  await gateway.reaches('running');
  await eventually('two turns', () => (gateway.log().split('conversation turn').length === 3 ? true : undefined));
  return gateway;
}

const agentsOf = (gateway: GatewayProcess) => gateway.state()?.['active_agents'];

describe.each(HERMES_VERSIONS)('%s with two agents', (version) => {
  it('tells them while running unless it is 0.11, and while draining in any version', async () => {
    const gateway = await busy(version, ['--drain-timeout', '600']);
    if (version === '0.11') expect(agentsOf(gateway)).toBe(0);
    else await eventually('2 live agents', () => (agentsOf(gateway) === 2 ? true : undefined));

    gateway.kill('SIGTERM');
    expect((await gateway.reaches('draining'))['active_agents']).toBe(2);
    await gateway.simulator.finishAgent();
    await eventually('one agent left', () => (agentsOf(gateway) === 1 ? true : undefined));
    await expect(gateway.simulator.turn(1)).rejects.toThrow('takes no new turn');
    await gateway.simulator.setAgents(5);
    expect((await gateway.simulator.status()).sessions).toHaveLength(1);
    await gateway.simulator.finishAgent();
    expect(await gateway.ended).toBe(1);
    expect(filesIn(gateway.home)).toContain('.clean_shutdown');
    expect(gateway.log().split('response ready').length).toBe(3);
  });

  it('rewrites the state file at least every second of the drain', async () => {
    const gateway = await busy(version, ['--drain-timeout', '600']);
    gateway.kill('SIGTERM');
    const first = await gateway.reaches('draining');
    await eventually('three rewrites', () => {
      const updated = gateway.state()?.['updated_at'];
      return typeof updated === 'string' && Date.parse(updated) - Date.parse(String(first['updated_at'])) > 250
        ? true
        : undefined;
    });
  });

  it('interrupts what outlives the drain timeout', async () => {
    const gateway = await busy(version, ['--drain-timeout', '2', '--after-turn-timeout', '1']);
    gateway.kill('SIGUSR1');
    expect(await gateway.ended).toBe(75);
    expect(gateway.log()).toContain('Gateway drain timed out after 2.0s with 2 active agent(s)');
    expect(gateway.log()).not.toContain('response ready');
    expect(filesIn(gateway.home)).not.toContain('.clean_shutdown');
    expect(agentsOf(gateway)).toBe(0);
  });
});

it('tells a finished turn at once, not with the next rewrite', async () => {
  const gateway = await busy('0.11', ['--drain-timeout', '600', '--time-scale', '50']);
  gateway.kill('SIGTERM');
  await gateway.reaches('draining');
  await gateway.simulator.finishAgent();
  expect(agentsOf(gateway)).toBe(1);
});

describe('0.21 on SIGUSR1', () => {
  it('waits for running turns before it drains', async () => {
    const gateway = await busy('0.21', []);
    gateway.kill('SIGUSR1');
    expect(await gateway.reaches('draining')).toMatchObject({ restart_requested: true, active_agents: 2 });
    expect(gateway.log()).not.toContain('Stopping gateway');
    await gateway.simulator.setAgents(1);
    await eventually('one agent left', () => (agentsOf(gateway) === 1 ? true : undefined));
    await gateway.simulator.setAgents(0);
    expect(await gateway.ended).toBe(75);
    expect(gateway.log()).not.toContain('timed out after');
  });

  it('stops at once when a SIGTERM comes during that wait', async () => {
    const gateway = await busy('0.21', []);
    gateway.kill('SIGUSR1');
    await gateway.reaches('draining');
    gateway.kill('SIGTERM');
    expect(await gateway.ended).toBe(1);
    expect(gateway.log()).toContain('Gateway drain timed out after 0.0s with 2 active agent(s)');
  });
});

describe.each(['0.19', '0.21'] as const)('the drain request of %s', (version) => {
  it.each([{}, { epoch: bootEpoch() }])('drains without an exit, and goes back to running: %o', async (request) => {
    const gateway = await busy(version, []);
    const file = join(gateway.home, '.drain_request.json');
    writeFileSync(file, JSON.stringify({ action: 'drain', ...request }));
    await gateway.reaches('draining');
    expect(gateway.log()).toContain('External drain ENGAGED (.drain_request.json present)');
    await gateway.simulator.finishAgent();
    expect(agentsOf(gateway)).toBe(1);
    rmSync(file);
    await gateway.reaches('running');
    expect(gateway.log()).toContain('External drain RELEASED');
    await gateway.simulator.turn(100);
    await eventually('a new turn', () => (agentsOf(gateway) === 2 ? true : undefined));
  });

  it('keeps a new gateway draining, but not one of another boot', async () => {
    const home = homes.newHome();
    const file = join(home, '.drain_request.json');
    writeFileSync(file, JSON.stringify({ action: 'drain', epoch: 'other-boot:1' }));
    const gateway = homes.start({ version, home, flags: QUICK });
    await gateway.reaches('running');
    // Three polls later it still takes turns.
    await gateway.simulator.turn(3);
    await gateway.logs('response ready');
    expect(gateway.state()?.['gateway_state']).toBe('running');
    writeFileSync(file, JSON.stringify({ action: 'drain', epoch: bootEpoch() }));
    await gateway.reaches('draining');
    gateway.kill('SIGUSR1');
    await gateway.ended;
    await homes.start({ version, home, flags: QUICK }).reaches('draining');
  });
});
