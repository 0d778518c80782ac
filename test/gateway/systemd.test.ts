/**
 * The three units under a real systemd user manager, against the sequences that the real Hermes was seen to make. Only in
 * the private desktop session: `node test/desktop/session.mjs -- npx vitest run test/gateway`. Elsewhere
 * hermes-gateway.service could be somebody's own.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { simulatorAt } from './client';
import { eventually } from './harness';
import { type InstalledUnit, installUnit } from './install';
import { readRecord } from './json';
import { testHomes } from './test-home';
import type { UnitOptions } from './unit';
import { recordUnitEvents, type UnitEvents } from './unit-events';
import type { HermesVersion } from './versions';

const inPrivateSession = process.env['HERMES_TRAY_DESKTOP_DIR'] !== undefined;
const homes = testHomes();
const QUICK = ['--signal-handlers-after-ms', '0', '--connect-seconds', '0', '--teardown-seconds', '0'];
const RESTART_SEC = 0.3;

interface Service {
  readonly unit: InstalledUnit;
  readonly home: string;
  readonly events: UnitEvents;
  readonly show: (property: string) => Promise<string>;
  /** Resolves with the pid once a gateway other than `not` runs as the unit's main process. */
  readonly runs: (not?: number) => Promise<number>;
  readonly passes: (...states: readonly string[]) => Promise<void>;
}

const cleanUps: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp();
});

async function install(version: HermesVersion, more: Partial<UnitOptions> = {}): Promise<Service> {
  const home = homes.newHome();
  const unit = await installUnit({
    version,
    node: process.execPath,
    gatewayScript: homes.script(),
    home,
    restartSec: RESTART_SEC,
    cleanupMs: 50,
    extraArgs: QUICK,
    environment: { HERMES_GATEWAY_MAX_STARTS: '0' },
    scope: 'user',
    ...more,
  });
  const events = await recordUnitEvents(unit.name);
  cleanUps.push(async () => {
    events.stop();
    await unit.remove();
  });
  const show = async (property: string) =>
    (await unit.systemctl('show', '--property', property, '--value', unit.name)).trim();
  return {
    unit,
    home,
    events,
    show,
    runs: async (not = 0) => {
      const pid = await eventually('a running gateway', () => {
        const state = readRecord(join(home, 'gateway_state.json'));
        const writer = Number(state?.['pid']);
        return state?.['gateway_state'] === 'running' && writer !== not ? writer : undefined;
      });
      expect(await show('MainPID')).toBe(String(pid));
      return pid;
    },
    passes: (...states) =>
      eventually(
        `the states ${states.join(' → ')}`,
        () => (events.states.join().endsWith(states.join()) ? true : undefined),
        () => events.states.join(' → '),
      ).then(() => {}),
  };
}

async function started(version: HermesVersion, more: Partial<UnitOptions> = {}) {
  const service = await install(version, more);
  await service.unit.systemctl('start', service.unit.name);
  return { ...service, pid: await service.runs() };
}

const CRASHED_0_11 = ['failed/failed', 'activating/auto-restart', 'inactive/dead', 'active/running'];
const CRASHED_LATER = ['deactivating/stop-post', ...CRASHED_0_11];

describe.skipIf(!inPrivateSession)('under systemd', () => {
  it.each([
    ['0.11', CRASHED_0_11],
    ['0.19', CRASHED_LATER],
    ['0.21', CRASHED_LATER],
  ] as const)('%s is revived after a SIGTERM from outside', async (version, states) => {
    const { pid, passes, show, runs } = await started(version);
    process.kill(pid, 'SIGTERM');
    await passes(...states);
    await runs(pid);
    expect(await show('NRestarts')).toBe('1');
  });

  it.each([
    ['0.11', CRASHED_0_11],
    ['0.19', CRASHED_LATER],
    ['0.21', CRASHED_LATER],
  ] as const)('%s is revived after kill -9', async (version, states) => {
    const { pid, home, passes, runs } = await started(version);
    process.kill(pid, 'SIGKILL');
    await passes('activating/auto-restart');
    expect(readRecord(join(home, 'gateway.pid'))?.['pid']).toBe(pid);
    await passes(...states);
    await runs(pid);
  });

  it.each([
    ['0.11', ['deactivating/stop-sigterm', 'failed/failed'], '1'],
    ['0.19', ['deactivating/stop-sigterm', 'deactivating/stop-post', 'failed/failed'], '1'],
    ['0.21', ['deactivating/stop', 'deactivating/stop-sigterm', 'deactivating/stop-post', 'inactive/dead'], '0'],
  ] as const)('%s ends at systemctl stop and stays down', async (version, states, status) => {
    const { home, unit, passes, show } = await started(version);
    await unit.systemctl('stop', unit.name);
    await passes('active/running', ...states);
    // systemd forgets an inactive unit that nobody refers to, with its ExecMainStatus.
    if (status === '1') expect(await show('ExecMainStatus')).toBe('1');
    const line = version === '0.21' ? 'as a planned gateway stop — exiting cleanly' : '— initiating shutdown';
    expect(readFileSync(join(home, 'logs/agent.log'), 'utf8')).toContain(line);
  });

  it.each([
    ['0.11', CRASHED_0_11],
    [
      '0.21',
      [
        'deactivating/stop',
        'deactivating/stop-post',
        'inactive/dead',
        'activating/auto-restart',
        'inactive/dead',
        'active/running',
      ],
    ],
  ] as const)('%s exits with 75 at systemctl reload and comes back after RestartSec', async (version, states) => {
    const { pid, unit, passes, runs, show } = await started(version);
    await unit.systemctl('reload', unit.name);
    await passes(...states);
    await runs(pid);
    expect(await show('NRestarts')).toBe('1');
  });

  it('0.19 brings itself back after SIGUSR1 without waiting RestartSec', async () => {
    const { pid, events, home, passes, runs, show } = await started('0.19', { restartSec: 3600, cleanupMs: 550 });
    process.kill(pid, 'SIGUSR1');
    await passes('deactivating/stop-post', 'inactive/dead', 'active/running');
    await runs(pid);
    expect(events.appeared).toContain(`hermes-gateway-planned-restart-${pid}.service`);
    expect(await show('NRestarts')).toBe('0');
    expect(readFileSync(join(home, 'logs/agent.log'), 'utf8')).toContain(
      `Launched systemd planned-restart helper for hermes-gateway.service (pid=${pid}, scope=user)`,
    );
  });

  it('0.19 without the helper waits for systemd', async () => {
    const { pid, events, passes, runs } = await started('0.19', { extraArgs: [...QUICK, '--no-restart-helper'] });
    process.kill(pid, 'SIGUSR1');
    await passes(...CRASHED_LATER);
    await runs(pid);
    expect([...events.appeared].filter((name) => name.includes('planned-restart'))).toEqual([]);
  });

  it('0.11 leaves the unit dead when a shell takes the gateway over', async () => {
    const { pid, home, passes, show } = await started('0.11');
    const outside = homes.start({ version: '0.11', home, flags: [...QUICK, '--replace'] });
    await passes('inactive/dead');
    await outside.reaches('running');
    expect(await show('Result')).toBe('success');
    expect(readRecord(join(home, 'gateway.pid'))?.['pid']).toBe(outside.pid);
    expect(outside.pid).not.toBe(pid);
  });

  it('0.11 gives up after five starts in 600 s', async () => {
    const { unit, home, passes, show } = await install('0.11', {
      restartSec: 0.05,
      extraArgs: [...QUICK, '--fail-start', 'platforms-down'],
    });
    await unit.systemctl('start', unit.name);
    // The sixth start is refused without running anything.
    await passes('failed/failed', 'activating/auto-restart', 'inactive/dead', 'failed/failed');
    const log = readFileSync(join(home, 'logs/agent.log'), 'utf8');
    expect(log.split('Starting Hermes Gateway').length - 1).toBe(5);
    expect(await show('NRestarts')).toBe('5');
  });

  it.each(['0.19', '0.21'] as const)('%s is not revived after exit 78', async (version) => {
    const { unit, home, passes, show } = await install(version);
    simulatorAt(home).failNextStarts('api-key');
    await unit.systemctl('start', unit.name);
    await passes('deactivating/stop-post', 'failed/failed');
    expect([await show('Result'), await show('ExecMainStatus')]).toEqual(['exit-code', '78']);
  });

  it('kills a gateway that drains longer than TimeoutStopSec', async () => {
    const more = { drainTimeoutSeconds: 60, timeoutStopSec: 1, extraArgs: [...QUICK, '--agents', '1'] };
    const { unit, home, show } = await started('0.19', more);
    await unit.systemctl('stop', unit.name);
    expect(await show('Result')).toBe('timeout');
    expect(readRecord(join(home, 'gateway_state.json'))?.['gateway_state']).toBe('draining');
    expect(readFileSync(join(home, 'logs/agent.log'), 'utf8')).toContain(
      'Stale systemd unit detected: hermes-gateway.service has TimeoutStopSec=1s but drain_timeout=60s (expected >=90s)',
    );
  });

  it('0.19 reverts edits of its own unit at each start, not those of drop-ins', async () => {
    const { unit, runs, show } = await install('0.19', { extraArgs: [...QUICK, '--refresh-unit'] });
    const text = readFileSync(unit.path, 'utf8');
    writeFileSync(unit.path, text.replace('[Install]', 'Environment=MINE=1\n[Install]'));
    await unit.systemctl('daemon-reload');
    await unit.systemctl('start', unit.name);
    await runs();
    expect(await show('Environment')).not.toContain('MINE');
    expect(await show('Environment')).toContain('HERMES_GATEWAY_MAX_STARTS=0');
    expect([await show('NeedDaemonReload'), await show('RestartUSec')]).toEqual(['no', '300ms']);
  });

  it('runs two profiles side by side', async () => {
    const root = homes.newHome();
    const profile = (name: string) => ({ profile: name, home: join(root, 'profiles', name) });
    const pids = [];
    for (const { profile: name, home } of [profile('work'), profile('play')]) {
      const unit = await installUnit({
        version: '0.21',
        node: process.execPath,
        gatewayScript: homes.script(),
        profile: name,
        home,
        extraArgs: QUICK,
        scope: 'runtime',
      });
      cleanUps.push(unit.remove);
      await unit.systemctl('start', unit.name);
      await eventually(`${unit.name} running`, () =>
        readRecord(join(home, 'gateway_state.json'))?.['gateway_state'] === 'running' ? true : undefined,
      );
      expect(unit.name).toBe(`hermes-gateway-${name}.service`);
      pids.push((await simulatorAt(home).status()).pid);
    }
    expect(new Set(pids).size).toBe(2);
  });
});
