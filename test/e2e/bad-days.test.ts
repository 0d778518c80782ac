import { chmodSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run, until } from '../desktop/lib/until.mjs';
import { launchApp } from './app-under-test';
import type { GatewayUnderTest } from './gateway-under-test';
import { setScene } from './scene';
import { shownIcon } from './shown-icon';

const scene = setScene();
const UNIT = 'hermes-gateway.service';

describe('bad days', () => {
  it('says what is missing where there is no session bus, and stays to try again', async () => {
    const app = await scene.app({
      environment: { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent/bus', XDG_RUNTIME_DIR: '/nonexistent' },
    });
    await until('its log to tell', async () => app.log().includes('/nonexistent/bus'));
    expect(app.log()).toContain('XDG_RUNTIME_DIR');
    expect(app.log()).toContain('DBUS_SESSION_BUS_ADDRESS');
    expect(app.child.exitCode).toBeNull();
  });

  it('names what is wrong with its command line', async () => {
    const app = await launchApp({ args: ['--unt', 'x'] });
    expect(await app.ended).toBe(2);
    expect(app.output()).toContain('--unt');
    expect(app.output()).toContain('--help');
  });

  it('says that there is no gateway, and shows one that comes', async () => {
    await scene.app();
    const item = await scene.trayItem();
    await item.waitForLabel('No gateway unit');
    expect(await shownIcon(item)).toBe('not-installed');
    await scene.gateway();
    await item.waitForLabel('● Running · healthy');
  });

  it('waits for a unit that was named and is not there', async () => {
    await scene.app({ args: ['--hidden', '--unit', 'hermes-gateway-later'] });
    const item = await scene.trayItem();
    await item.waitForLabel('○ Not installed');
    await item.waitForLabel('systemd knows no unit hermes-gateway-later.service');
    await scene.gateway({ profile: 'later' });
    await item.waitForLabel('● Running · healthy');
  });

  it('leaves units alone that only have a like name', async () => {
    const folder = join(homedir(), '.config', 'systemd', 'user');
    const file = join(folder, 'hermes-gateway-exporter.service');
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, '[Service]\nExecStart=/bin/sleep infinity\n');
    scene.onEnd(() => rmSync(file, { force: true }));
    const gateway = await scene.gateway();
    await gateway.unit.systemctl('start', 'hermes-gateway-exporter.service');
    scene.onEnd(() => gateway.unit.systemctl('stop', 'hermes-gateway-exporter.service'));
    await gateway.unit.systemctl('start', gateway.unit.name);
    await run('systemd-run', ['--user', '--unit=hermes-gateway-planned-restart-1', '/bin/sleep', 'infinity']);
    scene.onEnd(() => run('systemctl', ['--user', 'stop', 'hermes-gateway-planned-restart-1.service']));
    await scene.app();
    const item = await scene.trayItem();
    await item.waitForLabel('● Running · healthy');
    expect((await item.labels()).join('\n')).not.toMatch(/exporter|planned/);
  });

  it('shows a unit that is masked', async () => {
    const gateway = await scene.gateway({ isStarted: false });
    await scene.app();
    const item = await scene.trayItem();
    await item.waitForLabel(/^○ Stopped/);
    // What `systemctl mask` makes; it refuses where the unit's own file is in the way.
    rmSync(gateway.unit.path);
    symlinkSync('/dev/null', gateway.unit.path);
    await gateway.unit.systemctl('daemon-reload');
    await item.waitForLabel('○ Masked');
    expect(await shownIcon(item)).toBe('not-installed');
    expect(await item.labels()).not.toContain('Start');
  });

  it('forgets a unit that is removed while it is watched, after it has ended', async () => {
    const gateway = await scene.gateway();
    await scene.app();
    const item = await scene.trayItem();
    await item.waitForLabel('● Running · healthy');
    rmSync(gateway.unit.path);
    await gateway.unit.systemctl('daemon-reload');
    await item.waitForLabel('● Running · healthy');
    await item.press('Stop');
    await item.waitForLabel('No gateway unit');
  });

  it('says what systemd said when a start fails', async () => {
    const gateway = await scene.gateway({ isStarted: false });
    writeFileSync(join(`${gateway.unit.path}.d`, '20-broken.conf'), '[Service]\nExecStartPre=/bin/false\nRestart=no\n');
    await gateway.unit.systemctl('daemon-reload');
    await scene.app();
    const item = await scene.trayItem();
    await item.press('Start');
    await item.waitForLabel(/^⚠ Start failed: systemd could not start/);
    const message = (await item.labels()).join(' ');
    expect(message).toContain('Result=exit-code');
    expect(message).toContain(`journalctl --user -u ${UNIT}`);
    await item.waitForLabel('✕ Failed · exit-code');
    expect(await shownIcon(item)).toBe('failed');
    expect(await item.property('Status')).toBe('NeedsAttention');
    rmSync(join(`${gateway.unit.path}.d`, '20-broken.conf'));
    await gateway.unit.systemctl('daemon-reload');
    await item.press('Start');
    await item.waitForLabel('● Running · healthy');
    expect((await item.labels()).join('\n')).not.toContain('⚠');
  });

  it('starts a gateway that ran into its start limit', async () => {
    const gateway = await scene.gateway({ version: '0.11', restartSec: 0, isStarted: false });
    await gateway.simulator.failNextStarts('broken-install', 10);
    await scene.app();
    const item = await scene.trayItem();
    await item.waitForLabel(/^○ Stopped/);
    await gateway.unit.systemctl('start', gateway.unit.name);
    await item.waitForLabel(/^✕ Failed · (exit code 1|did not start)$/);
    await gateway.simulator.failNextStarts('broken-install', 0);
    await item.press('Start');
    await item.waitForLabel('● Running · healthy');
  });

  it('says that systemd does not answer, and goes on when it does', async () => {
    const gateway = await scene.gateway();
    await scene.app();
    const item = await scene.trayItem();
    await item.waitForLabel('● Running · healthy');
    const { stdout } = await run('busctl', ['--user', 'status', 'org.freedesktop.systemd1']);
    const systemd = Number(/^PID=(\d+)/m.exec(stdout)?.[1]);
    process.kill(systemd, 'SIGSTOP');
    try {
      await item.press('Now');
      await item.waitForLabel('systemd does not answer'.replace(/^/, '? '), { deadlineMs: 20_000 });
      expect(await shownIcon(item)).toBe('no-bus');
      expect(await item.labels()).toContain('Quit hermes-tray');
    } finally {
      process.kill(systemd, 'SIGCONT');
    }
    await item.waitForLabel('● Running · healthy', { deadlineMs: 30_000 });
    expect((await item.labels()).join('\n')).toContain(`PID ${await gateway.mainPid()} `);
  });

  it('shows that Hermes waits before it boots, because it was started too often', async () => {
    const gateway = await scene.gateway({ version: '0.19', maxStarts: 5, isStarted: false });
    await scene.app();
    const item = await scene.trayItem();
    gateway.pretendStarts(6);
    await gateway.unit.systemctl('start', gateway.unit.name);
    await item.waitForLabel(/^◐ Backing off · boots in ≈ \d+ s$/);
    expect(await shownIcon(item)).toBe('backing-off');
  });

  it('follows a takeover from a shell out of systemd', async () => {
    const gateway = await scene.gateway({ version: '0.11' });
    await scene.app();
    const item = await scene.trayItem();
    await item.waitForLabel('● Running · healthy');
    const outside = await run('systemd-run', [
      '--user',
      '--unit=somebodys-shell',
      `--setenv=HERMES_HOME=${gateway.home}`,
      '--setenv=HERMES_GATEWAY_MAX_STARTS=0',
      process.execPath,
      (await gateway.show('ExecStart')).match(/\S+gateway\.mjs/)?.[0] ?? '',
      ...['gateway', 'run', '--replace', '--hermes-version', '0.11'],
    ]);
    scene.onEnd(() => run('systemctl', ['--user', 'stop', 'somebodys-shell.service']));
    expect(outside.code, outside.stderr).toBe(0);
    await item.waitForLabel('▲ Running outside systemd');
    expect(await shownIcon(item)).toBe('outside-systemd');
    const labels = await item.labels();
    expect(labels).not.toContain('Start');
    expect(labels).not.toContain('Stop');
  });

  it.each([
    ['empty', '', '▲ Running · degraded'],
    ['torn', '{"gateway_state":', '▲ Running · degraded'],
    ['no object', '[]', '▲ Running · degraded'],
    ['of 50 MB', Buffer.alloc(50_000_000, 'x'), '▲ Running · degraded'],
  ])('starts on a state file that is %s, and writes nothing there', async (_what, content, label) => {
    const gateway = await scene.gateway();
    await gatewayRuns(gateway);
    writeFileSync(join(gateway.home, 'gateway_state.json'), content);
    const before = await listing(gateway.home);
    await scene.app();
    const item = await scene.trayItem();
    await item.waitForLabel(label);
    await item.waitForLabel(/^gateway_state\.json can't be read: /);
    await item.waitForLabel(new RegExp(`^PID ${await gateway.mainPid()} · up \\d+ s · agents unknown$`));
    expect(await listing(gateway.home)).toEqual(before);
    // And the gateway's next own word is heard.
    await gateway.simulator.setAgents(1);
    await item.waitForLabel('● Running · busy');
  });

  it('keeps the last good state of a running gateway whose file is torn', async () => {
    const gateway = await scene.gateway();
    await scene.app();
    const item = await scene.trayItem();
    await item.waitForLabel('● Running · healthy');
    await gateway.simulator.setAgents(3);
    await item.waitForLabel('Stop (interrupts 3 agents)');
    writeFileSync(join(gateway.home, 'gateway_state.json'), '{"gateway_state":');
    writeFileSync(join(gateway.home, 'gateway.pid'), `{"pid":${process.pid},"start_time":1}`);
    // Seen to have read both: only a look at the files follows this.
    await gateway.unit.systemctl('daemon-reload');
    await gateway.simulator.setAgents(2);
    await item.waitForLabel('Stop (interrupts 2 agents)');
  });

  it('takes dates of the future and values of wrong types as they come', async () => {
    const gateway = await scene.gateway();
    await gatewayRuns(gateway);
    const file = join(gateway.home, 'gateway_state.json');
    const state = JSON.parse(readFileSync(file, 'utf8'));
    writeFileSync(
      file,
      JSON.stringify({ ...state, updated_at: '2190-01-01T00:00:00Z', platforms: 7, exit_reason: {} }),
    );
    await scene.app();
    const item = await scene.trayItem();
    await item.waitForLabel('● Running · healthy');
  });

  it('says that HERMES_HOME cannot be read', async () => {
    const gateway = await scene.gateway();
    await gatewayRuns(gateway);
    chmodSync(gateway.home, 0o000);
    scene.onEnd(() => chmodSync(gateway.home, 0o700));
    await scene.app();
    const item = await scene.trayItem();
    await item.waitForLabel('▲ Running · degraded');
    expect((await item.labels()).join(' ')).toContain(gateway.home);
  });
});

/** Until it has written that it runs. */
function gatewayRuns(gateway: GatewayUnderTest): Promise<unknown> {
  return until('the gateway to run', async () =>
    readFileSync(join(gateway.home, 'gateway_state.json'), 'utf8').includes('"running"'),
  );
}

/** Every name, size and time of change below a folder, but for what a living gateway itself goes on writing. */
async function listing(folder: string): Promise<readonly string[]> {
  const { stdout } = await run('find', [folder, '-printf', '%P %s %T@\n']);
  return stdout
    .split('\n')
    .filter((name) => !/^(\.clean_shutdown|logs\/(agent|gateway)\.log) /.test(name))
    .sort();
}
