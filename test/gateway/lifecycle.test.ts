/** Start, signals, exits and what they leave behind, per version. */
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { eventually, filesIn, type GatewayProcess, messagesOf } from './harness';
import { homePaths } from './home';
import { readRecord } from './json';
import { writePlannedStopMarker } from './markers';
import { startTimeOf } from './process-identity';
import { testHomes } from './test-home';
import { HERMES_VERSIONS, type HermesVersion } from './versions';

const homes = testHomes();
const QUICK = ['--time-scale', '0.2', '--signal-handlers-after-ms', '0'];

function expectInOrder(log: string, expected: readonly string[]): void {
  const messages = messagesOf(log);
  let from = 0;
  for (const text of expected) {
    const at = messages.findIndex((message, index) => index >= from && message.startsWith(text));
    expect(at, `'${text}' after line ${from} of\n${messages.join('\n')}`).toBeGreaterThanOrEqual(0);
    from = at + 1;
  }
}

async function running(version: HermesVersion, flags: readonly string[] = []): Promise<GatewayProcess> {
  const gateway = homes.start({ version, home: homes.newHome(), flags: [...QUICK, ...flags] });
  await gateway.reaches('running');
  return gateway;
}

describe.each(HERMES_VERSIONS)('a running %s gateway', (version) => {
  it('writes who it is, in the spelling of its version', async () => {
    const gateway = await running(version);
    const pidFile = join(gateway.home, 'gateway.pid');
    const state = readFileSync(join(gateway.home, 'gateway_state.json'), 'utf8');
    const argv = [homes.script(), 'gateway', 'run', '--hermes-version', version, ...QUICK];

    expect(readRecord(pidFile)).toEqual({
      pid: gateway.pid,
      kind: 'hermes-gateway',
      argv,
      start_time: startTimeOf(gateway.pid),
      ...(version === '0.11' ? {} : { hermes_home: gateway.home }),
    });
    expect(readFileSync(join(gateway.home, 'gateway.lock'), 'utf8')).toBe(readFileSync(pidFile, 'utf8'));
    expect(state).toContain(version === '0.11' ? '"gateway_state": "running", ' : '"gateway_state":"running",');
    const mode = statSync(join(gateway.home, 'gateway_state.json')).mode & 0o777;
    expect(mode.toString(8)).toBe(version === '0.11' ? '644' : '600');
    expect(Object.keys(gateway.state() ?? {})).toEqual([
      'pid',
      'kind',
      'argv',
      'start_time',
      ...(version === '0.11' ? [] : ['hermes_home']),
      'gateway_state',
      'exit_reason',
      'restart_requested',
      'active_agents',
      'platforms',
      ...(version === '0.21' ? ['active_work', 'session_store', 'code_sha', 'code_version'] : []),
      'updated_at',
    ]);
    expect(gateway.state()?.['updated_at']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$/);
  });

  it('logs its start in Hermes’ order and line format', async () => {
    const gateway = await running(version);
    const last =
      version === '0.11' ? 'Cron ticker started (interval=60s)' : 'Gateway housekeeping started (interval=60s)';
    await gateway.logs(last);

    expectInOrder(gateway.log(), [
      'Starting Hermes Gateway...',
      'Session storage: ',
      'Connecting to webhook...',
      '✓ webhook connected',
      '[Api_Server] API server listening on',
      'Gateway running with 2 platform(s)',
      'Channel directory built: 0 target(s)',
      'Press Ctrl+C to stop',
      last,
    ]);
    for (const line of gateway.log().trimEnd().split('\n')) {
      expect(line).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} (INFO|WARNING) (\[\w+\] )?[\w.]+: /);
    }
    expect(filesIn(join(gateway.home, 'logs')).includes('gateway.log')).toBe(version !== '0.11');
  });

  it('leaves pid file and state behind when it is killed', async () => {
    const gateway = await running(version);
    gateway.kill('SIGKILL');
    expect(await gateway.ended).toBe('SIGKILL');
    expect(readRecord(join(gateway.home, 'gateway.pid'))?.['pid']).toBe(gateway.pid);
    expect(gateway.state()?.['gateway_state']).toBe('running');
    expect(filesIn(gateway.home)).not.toContain('.clean_shutdown');
  });

  it('dies of a SIGUSR1 that comes before its handlers', async () => {
    const gateway = homes.start({
      version,
      home: homes.newHome(),
      flags: ['--signal-handlers-after-ms', '60000'],
    });
    // The banner comes from the program itself, so Node's own start is over.
    await eventually('the banner', () => gateway.stdout() || undefined);
    gateway.kill('SIGUSR1');
    expect(await gateway.ended).toBe('SIGUSR1');
  });
});

interface Ending {
  readonly version: HermesVersion;
  readonly by: 'SIGTERM' | 'SIGINT' | 'SIGUSR1' | 'marker' | 'SIGTERM with marker';
  readonly signal?: 'SIGTERM' | 'SIGINT' | 'SIGUSR1';
  readonly exitCode: number;
  readonly state: string;
  readonly exitReason: string | null;
  readonly lines: readonly string[];
}

const UNEXPECTED = 'Exiting with code 1 (signal-initiated shutdown without restart request)';
const PERSISTS = 'Gateway stopped by an unexpected signal — persisting gateway_state=running';
const LATER = (['0.19', '0.21'] as const).flatMap((version): Ending[] => [
  {
    version,
    by: 'SIGTERM',
    signal: 'SIGTERM',
    exitCode: 1,
    state: 'running',
    exitReason: null,
    lines: [
      'Received SIGTERM — initiating shutdown',
      'Shutdown context: signal=SIGTERM under_systemd=no',
      'Stopping gateway...',
      'Shutdown phase: notify_active_sessions done',
      'Shutdown phase: drain done at',
      '✓ webhook disconnected (0.01s)',
      'Shutdown phase: all adapters disconnected',
      'Shutdown phase: SessionDB close done',
      PERSISTS,
      'Gateway stopped (total teardown',
      UNEXPECTED,
    ],
  },
  {
    version,
    by: 'SIGTERM with marker',
    signal: 'SIGTERM',
    exitCode: 0,
    state: 'stopped',
    exitReason: null,
    lines: ['Received SIGTERM as a planned gateway stop — exiting cleanly', 'Stopping gateway...', 'Gateway stopped ('],
  },
  {
    version,
    by: 'marker',
    exitCode: 0,
    state: 'stopped',
    exitReason: null,
    lines: ['Received UNKNOWN as a planned gateway stop — exiting cleanly', 'Stopping gateway...', 'Gateway stopped ('],
  },
  {
    version,
    by: 'SIGINT',
    signal: 'SIGINT',
    exitCode: 0,
    state: 'stopped',
    exitReason: null,
    lines: ['Received SIGINT as a planned gateway stop — exiting cleanly', 'Stopping gateway...', 'Gateway stopped ('],
  },
  {
    version,
    by: 'SIGUSR1',
    signal: 'SIGUSR1',
    exitCode: 75,
    state: 'stopped',
    exitReason: 'Gateway restart requested',
    lines: ['Stopping gateway for restart...', 'Gateway stopped ('],
  },
]);
const STOPPED_0_11 = [
  'Stopping gateway...',
  '✓ webhook disconnected',
  'Gateway stopped',
  'Cron ticker stopped',
  UNEXPECTED,
];
const ENDINGS: readonly Ending[] = [
  ...(['SIGTERM', 'SIGINT'] as const).map(
    (by): Ending => ({
      version: '0.11',
      by,
      signal: by,
      exitCode: 1,
      state: 'stopped',
      exitReason: null,
      lines: ['Received SIGTERM/SIGINT — initiating shutdown', 'Shutdown diagnostic — no other', ...STOPPED_0_11],
    }),
  ),
  {
    version: '0.11',
    by: 'SIGTERM with marker',
    signal: 'SIGTERM',
    exitCode: 1,
    state: 'stopped',
    exitReason: null,
    lines: ['Received SIGTERM/SIGINT — initiating shutdown', ...STOPPED_0_11],
  },
  {
    version: '0.11',
    by: 'SIGUSR1',
    signal: 'SIGUSR1',
    exitCode: 75,
    state: 'stopped',
    exitReason: 'Gateway restart requested',
    lines: ['Stopping gateway for restart...', 'Gateway stopped', 'Cron ticker stopped'],
  },
  ...LATER,
];

describe('ending', () => {
  it.each(ENDINGS)('$version by $by: exit $exitCode, state $state', async (ending) => {
    const gateway = await running(ending.version);
    if (ending.by.includes('marker')) {
      const startTime = startTimeOf(gateway.pid) ?? 0;
      writePlannedStopMarker(homePaths(gateway.home), { pid: gateway.pid, startTime });
    }
    if (ending.signal !== undefined) gateway.kill(ending.signal);

    expect(await gateway.ended).toBe(ending.exitCode);
    const restarts = ending.by === 'SIGUSR1';
    expect(gateway.state()).toMatchObject({
      pid: gateway.pid,
      gateway_state: ending.state,
      exit_reason: ending.exitReason,
      restart_requested: restarts,
      active_agents: 0,
    });
    expectInOrder(gateway.log(), ending.lines);
    expect(messagesOf(gateway.log()).some((line) => line.startsWith('Received'))).toBe(!restarts);
    const left = filesIn(gateway.home);
    expect(left).toContain('gateway.lock');
    expect(left).toContain('.clean_shutdown');
    expect(left).not.toContain('gateway.pid');
    expect([...left, ...filesIn(join(gateway.home, 'state'))].filter((name) => name.endsWith('.sock'))).toEqual([]);
    expect(left.includes('.restart_pending.json')).toBe(restarts && ending.version !== '0.11');
  });

  it('exits 0 for a SIGTERM that it does not log, as before that was mended (#9875)', async () => {
    const gateway = await running('0.11', ['--sigterm-exits-0']);
    gateway.kill('SIGTERM');
    expect(await gateway.ended).toBe(0);
    expectInOrder(gateway.log(), ['Stopping gateway...', 'Gateway stopped']);
    expect(messagesOf(gateway.log()).join('\n')).not.toMatch(/Received|Exiting with code/);
    expect(gateway.state()).toMatchObject({ gateway_state: 'stopped', exit_reason: null });
  });

  it('ignores a planned-stop marker that names another process', async () => {
    const gateway = await running('0.19');
    writePlannedStopMarker(homePaths(gateway.home), { pid: gateway.pid, startTime: 1 });
    gateway.kill('SIGTERM');
    expect(await gateway.ended).toBe(1);
  });

  it('ignores a planned-stop marker older than 60 s', async () => {
    const gateway = await running('0.19');
    const marker = {
      target_pid: gateway.pid,
      target_start_time: startTimeOf(gateway.pid),
      written_at: new Date(Date.now() - 61_000).toISOString(),
    };
    writeFileSync(join(gateway.home, '.gateway-planned-stop.json'), JSON.stringify(marker));
    gateway.kill('SIGTERM');
    expect(await gateway.ended).toBe(1);
  });

  it('stays alive after "Gateway stopped" when told to linger', async () => {
    const gateway = await running('0.11', ['--linger-after-stop', '600']);
    gateway.kill('SIGTERM');
    await gateway.reaches('stopped');
    await gateway.logs('Exiting with code 1');
    expect(filesIn(gateway.home)).not.toContain('gateway.pid');
    expect(startTimeOf(gateway.pid)).toBeDefined();
  });

  it('does not delete the pid file of another gateway', async () => {
    const gateway = await running('0.19');
    writeFileSync(join(gateway.home, 'gateway.pid'), '{"pid":1,"start_time":1}');
    gateway.kill('SIGINT');
    await gateway.ended;
    expect(readRecord(join(gateway.home, 'gateway.pid'))?.['pid']).toBe(1);
  });
});

describe('the next start', () => {
  it.each(HERMES_VERSIONS)('of %s after a clean end skips session suspension', async (version) => {
    const home = homes.newHome();
    const first = homes.start({ version, home, flags: QUICK });
    await first.reaches('running');
    first.kill('SIGUSR1');
    await first.ended;
    const second = homes.start({ version, home, flags: QUICK });
    const state = await second.reaches('running');
    expect(state['restart_requested']).toBe(false);
    expect(second.log()).toContain('Previous gateway exited cleanly — skipping session suspension');
    expect(filesIn(home)).not.toContain('.clean_shutdown');
    expect(filesIn(home)).not.toContain('.restart_pending.json');
  });

  it('of 0.21 after kill -9 reports an unclean exit', async () => {
    const home = homes.newHome();
    const first = homes.start({ version: '0.21', home, flags: QUICK });
    await first.reaches('running');
    first.kill('SIGKILL');
    await first.ended;
    const second = homes.start({ version: '0.21', home, flags: QUICK });
    await second.reaches('running');
    expect(readFileSync(join(home, 'logs/gateway-exit-diag.log'), 'utf8')).toContain('gateway.previous_unclean_exit');
    expect(second.stderr()).toContain('WARNING gateway.run: Previous gateway');
  });
});
