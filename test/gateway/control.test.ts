/** Hermes' control socket, and the tests' hand on a living simulator. */
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { eventually, filesIn, type GatewayProcess } from './harness';
import { startTimeOf } from './process-identity';
import { PROVIDER_STATUSES } from './provider-errors';
import { testHomes } from './test-home';
import type { HermesVersion } from './versions';

const homes = testHomes();
const QUICK = ['--time-scale', '0.1', '--signal-handlers-after-ms', '0', '--connect-seconds', '0'];

async function running(version: HermesVersion, flags: readonly string[] = [], home = homes.newHome()) {
  const gateway = homes.start({ version, home, flags: [...QUICK, ...flags] });
  await gateway.reaches('running');
  return gateway;
}

/** The answer's text; '' when the peer closed, or was silent for `silenceMs`. */
function ask(path: string, line: string, silenceMs = 3000): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(path);
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk.toString();
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(answer));
    socket.setTimeout(silenceMs, () => socket.destroy());
    socket.write(line);
  });
}

describe('gateway.sock of 0.21', () => {
  it('identifies the gateway', async () => {
    const gateway = await running('0.21', ['--code-sha', 'cafe']);
    const path = join(gateway.home, 'gateway.sock');
    expect((statSync(path).mode & 0o777).toString(8)).toBe('600');
    expect(JSON.parse(await ask(path, '{"verb":"identify","id":7,"protocol":1}\n'))).toEqual({
      ok: true,
      protocol: 1,
      id: 7,
      result: {
        protocol: 1,
        kind: 'hermes-gateway',
        pid: gateway.pid,
        start_time: startTimeOf(gateway.pid),
        hermes_home: gateway.home,
        profile: 'default',
        supervisor: 'manual',
        code_sha: 'cafe',
        code_version: '0.21.3',
      },
    });
  });

  it('answers status with the state file', async () => {
    const gateway = await running('0.21');
    const reply = JSON.parse(await ask(join(gateway.home, 'gateway.sock'), '{"verb":"status","id":1}\n'));
    const { updated_at: _, ...state } = gateway.state() ?? {};
    expect(reply.result).toMatchObject({ ...state, answering_pid: gateway.pid });
  });

  it.each([
    ['{"verb":"dance"}\n', { ok: false, supported_verbs: ['identify', 'status'] }],
    ['nonsense\n', { ok: false, error: 'invalid JSON' }],
    ['x'.repeat(70_000), { ok: false, error: 'request too large' }],
  ])('refuses %.20s', async (line, expected) => {
    const gateway = await running('0.21');
    expect(JSON.parse(await ask(join(gateway.home, 'gateway.sock'), line))).toMatchObject(expected);
  });

  it('moves to the temp folder when its path is too long, and says where', async () => {
    const home = join(homes.newHome(), 'x'.repeat(100));
    mkdirSync(home);
    const gateway = await running('0.21', [], home);
    const path = readFileSync(join(home, 'gateway.sock.path'), 'utf8');
    expect(path).toMatch(/\/hermes-gw-[0-9a-f]{16}\.sock$/);
    expect(JSON.parse(await ask(path, '{"verb":"identify","id":1}\n')).result.pid).toBe(gateway.pid);
  });

  it.each(['0.11', '0.19'] as const)('does not exist in %s', async (version) => {
    const gateway = await running(version);
    expect(filesIn(gateway.home)).not.toContain('gateway.sock');
  });
});

describe('a frozen gateway', () => {
  it('answers nobody and handles no signal until it thaws', async () => {
    const gateway = await running('0.21', ['--no-loop-watchdog']);
    await gateway.simulator.freeze();
    const heartbeat = join(gateway.home, 'state/gateway.heartbeat');
    const before = readFileSync(heartbeat, 'utf8');
    gateway.kill('SIGINT');
    expect(await ask(join(gateway.home, 'gateway.sock'), '{"verb":"status"}\n', 300)).toBe('');
    expect(await gateway.simulator.status()).toMatchObject({ frozen: true, stopping: false });
    expect(gateway.state()?.['gateway_state']).toBe('running');
    expect(readFileSync(heartbeat, 'utf8')).toBe(before);
    await gateway.simulator.thaw();
    expect(await gateway.ended).toBe(0);
  });

  it('of 0.19 is ended with 75 by the loop watchdog after three missed probes', async () => {
    const gateway = await running('0.19', ['--time-scale', '0.01']);
    await gateway.simulator.freeze();
    expect(await gateway.ended).toBe(75);
    expect(gateway.log()).toContain('CRITICAL gateway.run: Gateway event loop missed 3 consecutive liveness probes');
    expect(filesIn(gateway.home)).toContain('gateway.pid');
  });

  it('of 0.11 has no such watchdog', async () => {
    const gateway = await running('0.11', ['--time-scale', '0.001']);
    await gateway.simulator.freeze();
    await gateway.simulator.thaw();
    gateway.kill('SIGTERM');
    expect(await gateway.ended).toBe(1);
  });
});

describe('signs of life', () => {
  it.each(['0.19', '0.21'] as const)('%s renews its heartbeat', async (version) => {
    const gateway = await running(version, ['--time-scale', '0.005']);
    const read = () => JSON.parse(readFileSync(join(gateway.home, 'state/gateway.heartbeat'), 'utf8'));
    const first = read();
    expect(first.pid).toBe(gateway.pid);
    expect(Math.abs(first.start_time - Date.now() / 1000)).toBeLessThan(60);
    await eventually('a later beat', () => (read().monotonic > first.monotonic ? true : undefined));
    expect(first.loop_tick_socket).toBe(version === '0.21' ? true : undefined);
    if (version !== '0.21') return;
    expect(await ask(join(gateway.home, `state/gateway.loop-tick.${gateway.pid}.sock`), '')).toBe('1');
  });
});

describe('commands', () => {
  it('keep a turn’s pair of log lines', async () => {
    const gateway = await running('0.19');
    await gateway.simulator.turn(4, { message: 'hello there' });
    await gateway.logs('response ready: platform=webhook');
    expect(gateway.log()).toContain("msg='hello there'");
    expect(gateway.log()).toMatch(/response ready: .* time=4\.\ds api_calls=1/);
    expect(gateway.state()?.['active_agents']).toBe(0);
  });

  it('set the number of agents in both directions', async () => {
    const gateway = await running('0.21');
    await gateway.simulator.setAgents(3);
    expect(gateway.state()).toMatchObject({ active_agents: 3, active_work: [{}, {}, {}] });
    await gateway.simulator.setAgents(1);
    expect(gateway.state()).toMatchObject({ active_agents: 1, active_work: [{}] });
    expect((await gateway.simulator.status()).sessions).toHaveLength(1);
  });

  it('change a platform', async () => {
    const gateway = await running('0.21');
    await gateway.simulator.platform('webhook', { state: 'fatal', errorCode: 'lock_conflict', errorMessage: 'taken' });
    expect(gateway.state()?.['platforms']).toMatchObject({
      webhook: { state: 'fatal', error_code: 'lock_conflict', error_message: 'taken', needs_attention: true },
      api_server: { state: 'connected' },
    });
    expect(gateway.log('errors')).toContain('Fatal webhook adapter error (lock_conflict): taken');
  });

  it.each(PROVIDER_STATUSES)('log a provider error %i, not into gateway.log', async (status) => {
    const gateway = await running('0.19');
    await gateway.simulator.providerError(status);
    for (const file of ['agent', 'errors'] as const) {
      expect(gateway.log(file)).toMatch(
        new RegExp(`ERROR \\[\\w+\\] agent.conversation_loop: .*Error code: ${status} - `),
      );
    }
    expect(gateway.log('gateway')).not.toContain('Error code');
  });

  it('rotate a log by rename', async () => {
    const gateway = await running('0.19');
    const path = join(gateway.home, 'logs/agent.log');
    const before = statSync(path).ino;
    await gateway.simulator.rotateLog();
    await gateway.simulator.log('INFO', 'after the rotation');
    expect(statSync(`${path}.1`).ino).toBe(before);
    expect(gateway.log()).toMatch(/^.{23} INFO gateway.run: after the rotation\n$/);
  });

  it('rotate at 5 MB by themselves and keep three backups', async () => {
    const gateway = await running('0.11');
    const megabytes = `${'x'.repeat(3 * 1024 * 1024 - 1)}\n`;
    for (let index = 0; index < 6; index += 1) await gateway.simulator.rawLog(megabytes);
    const logs = filesIn(join(gateway.home, 'logs')).filter((name) => name.startsWith('agent.log'));
    expect(logs).toEqual(['agent.log', 'agent.log.1', 'agent.log.2', 'agent.log.3']);
  });

  it('write bytes that are no text', async () => {
    const gateway = await running('0.11');
    await gateway.simulator.rawLog(Buffer.from([0x68, 0xff, 0xfe, 0x0a]));
    const bytes = readFileSync(join(gateway.home, 'logs/agent.log'));
    expect([...bytes.subarray(-4)]).toEqual([0x68, 0xff, 0xfe, 0x0a]);
  });

  it('exit at once and leave everything', async () => {
    const gateway = await running('0.19');
    await gateway.simulator.exit(3);
    expect(await gateway.ended).toBe(3);
    expect(filesIn(gateway.home)).toContain('gateway.pid');
    expect(gateway.log()).not.toContain('Stopping gateway');
  });

  it('hold memory in a tool child, which the end of the gateway kills', async () => {
    const gateway: GatewayProcess = await running('0.19');
    const tool = await gateway.simulator.allocate(1, 'tool');
    expect(startTimeOf(tool)).toBeDefined();
    gateway.kill('SIGTERM');
    await gateway.ended;
    await eventually('the tool is gone', () => (startTimeOf(tool) === undefined ? true : undefined));
  });

  it('hold memory in the gateway itself', async () => {
    const gateway = await running('0.19');
    const resident = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${gateway.pid}/status`, 'utf8'))?.[1]);
    const before = resident();
    await gateway.simulator.allocate(64);
    expect(resident() - before).toBeGreaterThan(60_000);
  });

  it('are refused with a reason', async () => {
    const gateway = await running('0.19');
    await expect(gateway.simulator.finishAgent('nobody')).rejects.toThrow('no such agent runs; running: none');
  });
});
