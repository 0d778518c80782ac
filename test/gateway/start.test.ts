/** Starts that fail, wait, or meet another gateway. */
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { eventually, filesIn } from './harness';
import { readRecord } from './json';
import type { StartFailure } from './start-failures';
import { testHomes } from './test-home';
import { HERMES_VERSIONS, type HermesVersion } from './versions';

const homes = testHomes();
const QUICK = ['--time-scale', '0.1', '--signal-handlers-after-ms', '0', '--connect-seconds', '0'];

interface FailedStart {
  readonly version: HermesVersion;
  readonly failure: StartFailure;
  readonly exitCode: number;
  /** undefined: no state file at all. */
  readonly state: string | undefined;
  readonly line: string;
}

const FAILED: readonly FailedStart[] = [
  {
    version: '0.11',
    failure: 'platforms-down',
    exitCode: 1,
    state: 'startup_failed',
    line: 'Gateway failed to connect any configured messaging platform: telegram: ',
  },
  {
    version: '0.11',
    failure: 'token-conflict',
    exitCode: 0,
    state: 'startup_failed',
    line: 'Gateway exiting cleanly: telegram: Telegram bot token already in use',
  },
  {
    version: '0.21',
    failure: 'token-conflict',
    exitCode: 78,
    state: 'startup_failed',
    line: 'Gateway hit a non-retryable startup conflict: telegram',
  },
  ...(['0.19', '0.21'] as const).flatMap((version): FailedStart[] => [
    {
      version,
      failure: 'api-key',
      exitCode: 78,
      state: 'startup_failed',
      line: 'Gateway exiting cleanly: telegram: Refusing to start: API_SERVER_KEY',
    },
    {
      version,
      failure: 'open-policy',
      exitCode: 78,
      state: 'startup_failed',
      line: "Refusing to start: telegram has dm_policy/group_policy set to 'open'",
    },
  ]),
  ...HERMES_VERSIONS.map(
    (version): FailedStart => ({
      version,
      failure: 'lock-held',
      exitCode: 1,
      state: undefined,
      line: 'Gateway runtime lock is already held by another instance. Exiting.',
    }),
  ),
];

interface TroubledStart {
  readonly version: HermesVersion;
  readonly failure: StartFailure;
  readonly state: string;
  readonly platform: string;
}

const TROUBLED: readonly TroubledStart[] = [
  { version: '0.19', failure: 'platforms-down', state: 'running', platform: 'retrying' },
  { version: '0.19', failure: 'token-conflict', state: 'running', platform: 'retrying' },
  { version: '0.21', failure: 'platforms-down', state: 'degraded', platform: 'retrying' },
  { version: '0.11', failure: 'api-key', state: 'running', platform: 'connected' },
];

describe('a start that fails', () => {
  it.each(FAILED)('$version $failure: exit $exitCode', async ({ version, failure, exitCode, state, line }) => {
    const flags = [...QUICK, '--platforms', 'telegram', '--fail-start', failure];
    const gateway = homes.start({ version, home: homes.newHome(), flags });
    expect(await gateway.ended).toBe(exitCode);
    expect(gateway.state()?.['gateway_state']).toBe(state);
    if (state !== undefined) expect(gateway.state()?.['exit_reason']).not.toBeNull();
    expect(gateway.log()).toContain(line);
    expect(filesIn(gateway.home)).not.toContain('gateway.pid');
  });

  it.each(TROUBLED)('$version $failure stays up, $state', async ({ version, failure, state, platform }) => {
    const flags = [...QUICK, '--platforms', 'telegram', '--fail-start', failure];
    const gateway = homes.start({ version, home: homes.newHome(), flags });
    expect((await gateway.reaches(state))['platforms']).toMatchObject({ telegram: { state: platform } });
  });

  it.each(HERMES_VERSIONS)('of a broken %s install says so on stderr alone', async (version) => {
    const gateway = homes.start({ version, home: homes.newHome(), flags: ['--broken-install'] });
    expect(await gateway.ended).toBe(1);
    expect(gateway.stderr()).toContain("No module named 'hermes_cli'");
    expect(gateway.log()).toBe('');
  });

  it('happens as often as planned, then no more', async () => {
    const home = homes.newHome();
    const start = () => homes.start({ version: '0.19', home, flags: [...QUICK, '--platforms', 'telegram'] });
    const first = start();
    await first.reaches('running');
    first.simulator.failNextStarts('api-key', 2);
    first.kill('SIGTERM');
    expect(await first.ended).toBe(1);
    expect(await start().ended).toBe(78);
    expect(await start().ended).toBe(78);
    await start().reaches('running');
  });
});

describe('a second gateway', () => {
  it.each(HERMES_VERSIONS)('of %s is refused', async (version) => {
    const home = homes.newHome();
    const first = homes.start({ version, home, flags: QUICK });
    await first.reaches('running');
    const second = homes.start({ version, home, flags: QUICK });
    expect(await second.ended).toBe(1);
    const said = version === '0.11' ? second.stderr() : second.stdout();
    expect(said).toContain(`Another gateway instance is already running (PID ${first.pid}`);
    expect(readRecord(join(home, 'gateway.pid'))?.['pid']).toBe(first.pid);
  });

  it.each(HERMES_VERSIONS)('of %s with --replace takes over, and the first exits 0', async (version) => {
    const home = homes.newHome();
    const first = homes.start({ version, home, flags: QUICK });
    await first.reaches('running');
    const second = homes.start({ version, home, flags: [...QUICK, '--replace'] });
    expect(await first.ended).toBe(0);
    await second.reaches('running');
    expect(second.log()).toContain(`Replacing existing gateway instance (PID ${first.pid}) with --replace.`);
    expect(second.log()).toContain('Received SIGTERM as a planned --replace takeover — exiting cleanly');
    expect(readRecord(join(home, 'gateway.pid'))?.['pid']).toBe(second.pid);
    expect(filesIn(home)).not.toContain('.gateway-takeover.json');
  });

  it.each(['0.11', '0.19'] as const)('of %s kills a frozen one it shall replace', async (version) => {
    const home = homes.newHome();
    const first = homes.start({ version, home, flags: QUICK });
    await first.reaches('running');
    await first.simulator.freeze();
    const second = homes.start({ version, home, flags: [...QUICK, '--replace'] });
    expect(await first.ended).toBe('SIGKILL');
    await second.reaches('running');
    expect(second.log()).toContain(`Old gateway (PID ${first.pid}) did not exit after SIGTERM, sending SIGKILL.`);
  });

  it('is refused by the kernel lock when gateway.pid was deleted', async () => {
    const home = homes.newHome();
    const first = homes.start({ version: '0.19', home, flags: QUICK });
    await first.reaches('running');
    writeFileSync(join(home, 'gateway.pid'), '');
    const second = homes.start({ version: '0.19', home, flags: QUICK });
    expect(await second.ended).toBe(1);
    expect(second.log()).toContain('Gateway runtime lock is already held by another instance. Exiting.');
  });

  it('fails when somebody probes the lock during its start', async () => {
    const home = homes.newHome();
    const probe = spawn('flock', ['-x', join(home, 'gateway.lock'), 'sh', '-c', 'echo held; read _'], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    await new Promise((resolve) => probe.stdout.once('data', resolve));
    const gateway = homes.start({ version: '0.19', home, flags: QUICK });
    expect(await gateway.ended).toBe(1);
    probe.stdin.end();
    expect(gateway.log()).toContain('Gateway runtime lock is already held');
  });

  it('starts over the leftovers of a killed one', async () => {
    const home = homes.newHome();
    const first = homes.start({ version: '0.21', home, flags: QUICK });
    await first.reaches('running');
    first.kill('SIGKILL');
    await first.ended;
    await homes.start({ version: '0.21', home, flags: QUICK }).reaches('running');
  });
});

describe('the respawn-storm breaker', () => {
  const recentStarts = (count: number) =>
    `${Array.from({ length: count }, (_, index) => Date.now() / 1000 - index).join('\n')}\n`;

  it('backs off with neither pid file nor state, dies of SIGTERM meanwhile', async () => {
    const home = homes.newHome();
    writeFileSync(join(home, 'gateway-starts.log'), recentStarts(5));
    const env = { HERMES_GATEWAY_MAX_STARTS: '5' };
    const flags = ['--signal-handlers-after-ms', '0'];
    const gateway = homes.start({ version: '0.19', home, env, flags });
    await gateway.logs('Gateway (re)started 6 times in 120s — backing off 10s to break a respawn storm.');
    expect(filesIn(home)).not.toContain('gateway.pid');
    expect(filesIn(home)).not.toContain('gateway_state.json');
    gateway.kill('SIGTERM');
    expect(await gateway.ended).toBe('SIGTERM');
  });

  it('starts after the back-off', async () => {
    const home = homes.newHome();
    writeFileSync(join(home, 'gateway-starts.log'), recentStarts(7));
    const flags = ['--time-scale', '0.01', '--signal-handlers-after-ms', '0'];
    const gateway = homes.start({ version: '0.21', home, flags, env: { HERMES_GATEWAY_MAX_STARTS: '5' } });
    await gateway.reaches('running');
    expect(gateway.log()).toContain('backing off 40s');
  });

  it.each([
    ['0.19', '0'],
    ['0.11', '5'],
  ] as const)('is off in %s with HERMES_GATEWAY_MAX_STARTS=%s', async (version, allowed) => {
    const home = homes.newHome();
    writeFileSync(join(home, 'gateway-starts.log'), recentStarts(9));
    const gateway = homes.start({ version, home, flags: QUICK, env: { HERMES_GATEWAY_MAX_STARTS: allowed } });
    await gateway.reaches('running');
    expect(gateway.log()).not.toContain('backing off');
  });
});

it('says what is wrong with its command line', async () => {
  const gateway = homes.start({ version: '0.19', home: homes.newHome(), flags: ['--agents', 'many'] });
  expect(await gateway.ended).toBe(2);
  await eventually('the reason', () =>
    gateway.stderr().includes("--agents takes a number of at least 0, not 'many'") ? true : undefined,
  );
});
