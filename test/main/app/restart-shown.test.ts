import { describe, expect, it } from 'vitest';
import type { RestartMode } from '../../../main/core/restart-run';
import { home, processFacts, record, UNIT } from '../../fixtures/build';
import { createRig, turn } from './rig';

// What a person sees of a restart that does not come about in time, in the menu and in the notification.

/** A gateway with agents at work that hears SIGUSR1, and does nothing about it, in a restart of ours. */
async function deafGateway(mode: RestartMode = 'graceful') {
  const rig = createRig();
  rig.systemd.define(UNIT, { onSignal: { 10: 'ignores' } });
  await rig.systemd.request('start', UNIT);
  const pid = rig.systemd.facts(UNIT).mainPid;
  const says = (pid: number, activeAgents: number) =>
    rig.homes.show('/home/ada/.hermes', {
      home: home(record({ pid, startTicks: pid, activeAgents, codeVersion: '0.21.3' }), {
        pidFile: { kind: 'read', value: { pid, startTicks: pid }, writtenAt: rig.clock.now() } as const,
      }),
      process: processFacts({ pid, startTicks: pid }),
    });
  says(pid, 2);
  rig.start();
  await turn();
  void rig.runCommand({ kind: 'restart', unit: UNIT, mode, isConfirmed: false });
  await turn();
  return { rig, pid, says };
}

/** Beyond each of its limits: half an hour for the turns, then a minute for the exit. */
const TOO_LONG_MS = 40 * 60_000;

describe('a restart that runs into its limit', () => {
  it('says what state it is in, what to look at, and how to force it', async () => {
    const { rig, pid } = await deafGateway();
    expect(rig.tray.labels().join('\n')).toContain('Draining: 2 of 2 agents left');
    rig.clock.advance(TOO_LONG_MS);
    await turn();
    const [notice] = rig.notifications.standing;
    expect(notice).toMatchObject({ title: 'Hermes gateway did not restart', urgency: 'critical', progress: null });
    expect(notice?.body).toMatch(/did not end in time|did not finish in time/);
    expect(notice?.body).toContain(`journalctl --user -u ${UNIT}`);
    expect(notice?.body).toContain('"Restart now" cuts it short');
    expect(notice?.actions.map(({ label }) => label)).toEqual(['Restart now', 'Copy journal command', 'View log']);
    const menu = rig.tray.labels().join(' ');
    expect(menu).toContain('⚠ Restart failed: ');
    expect(menu).toContain(`journalctl --user -u ${UNIT}`);
    expect(menu).toContain(`PID ${pid} `);
    expect(menu).not.toMatch(/[▰▱]/);
    expect(rig.clock.pending()).toBe(0);

    rig.notifications.press(notice?.key ?? '', 'Copy journal command');
    await turn();
    expect(rig.copied.join()).toContain(`journalctl --user -u ${UNIT}`);
  });

  it('is forced by its notification, once the person agrees to cut the agents', async () => {
    const { rig, pid, says } = await deafGateway();
    rig.clock.advance(TOO_LONG_MS);
    await turn();
    rig.notifications.press(rig.notifications.standing[0]?.key ?? '', 'Restart now');
    await turn();
    expect(rig.store.state().confirmation).toMatchObject({ agents: 2 });
    expect(rig.window.isOpen).toBe(true);
    expect(rig.systemd.requests).not.toContain(`restart ${UNIT}`);
    const end = rig.runCommand({ kind: 'restart', unit: UNIT, mode: 'now', isConfirmed: true });
    await turn();
    expect(rig.systemd.requests).toContain(`restart ${UNIT}`);
    rig.clock.advance(1000);
    await turn();
    const next = rig.systemd.facts(UNIT).mainPid;
    expect(next).not.toBe(pid);
    says(next, 0);
    await turn();
    expect(await end).toEqual({ ok: true, value: null });
    expect(rig.notifications.standing.filter(({ urgency }) => urgency === 'critical')).toEqual([]);
    expect(rig.tray.labels()[0]).toBe('● Running · healthy');
  });

  it('is over for good once a new process runs after all', async () => {
    const { rig, says } = await deafGateway();
    rig.clock.advance(TOO_LONG_MS);
    await turn();
    expect(rig.notifications.standing).toMatchObject([{ title: 'Hermes gateway did not restart' }]);
    await rig.systemd.request('restart', UNIT);
    const next = rig.systemd.facts(UNIT).mainPid;
    says(next, 0);
    await turn();
    expect(rig.notifications.standing).toMatchObject([
      { title: 'Hermes gateway has restarted', body: `It runs again (PID ${next}).`, urgency: 'low' },
    ]);
    rig.clock.advance(30_000);
    await turn();
    expect(rig.notifications.standing).toEqual([]);

    // What comes hours later is none of its business.
    rig.clock.advance(3 * 3_600_000);
    const stopped = rig.systemd.request('stop', UNIT);
    rig.clock.advance(2000);
    await stopped;
    await turn();
    expect(rig.tray.labels()[0]).toMatch(/^○ Stopped/);
    expect(rig.notifications.standing).toEqual([]);
  });

  it('is over, too, once somebody has stopped the gateway', async () => {
    const { rig } = await deafGateway();
    rig.clock.advance(TOO_LONG_MS);
    await turn();
    expect(rig.notifications.standing).toMatchObject([{ urgency: 'critical' }]);
    const stopped = rig.systemd.request('stop', UNIT);
    rig.clock.advance(100_000);
    await stopped;
    await turn();
    expect(rig.tray.labels()[0]).toMatch(/^○ Stopped/);
    expect(rig.notifications.standing).toEqual([]);
  });

  it('is history for a start that comes hours later', async () => {
    const { rig, says } = await deafGateway();
    rig.clock.advance(TOO_LONG_MS + 3 * 3_600_000);
    await turn();
    await rig.systemd.request('restart', UNIT);
    says(rig.systemd.facts(UNIT).mainPid, 0);
    await turn();
    expect(rig.notifications.standing).toEqual([]);
    expect(rig.tray.labels()[0]).toBe('● Running · healthy');
  });

  it('does not count a suspend against it', async () => {
    const { rig } = await deafGateway();
    rig.clock.sleep(8 * 3_600_000);
    rig.store.dispatch({ kind: 'resumed', at: rig.clock.now() });
    rig.clock.advance(5000);
    await turn();
    expect(rig.notifications.standing.map(({ title }) => title)).toEqual(['Hermes gateway is restarting']);
    expect(rig.tray.labels().join('\n')).toContain('Draining: 2 of 2 agents left');
  });
});

describe('a restart that is overtaken by a stop in a terminal', () => {
  it('is not told again when the gateway was started since, and stopped once more', async () => {
    const { rig, says } = await deafGateway();
    const stopped = rig.systemd.request('stop', UNIT);
    rig.clock.advance(1000);
    await stopped;
    await turn();
    expect(rig.notifications.standing.map(({ title }) => title)).toEqual(['Hermes gateway will not restart']);
    await rig.systemd.request('start', UNIT);
    says(rig.systemd.facts(UNIT).mainPid, 0);
    await turn();
    expect(rig.notifications.standing).toEqual([]);
    const again = rig.systemd.request('stop', UNIT);
    rig.clock.advance(1000);
    await again;
    await turn();
    expect(rig.notifications.standing).toEqual([]);
  });

  it.each(['when-idle', 'graceful'] as const)('is given up without an alarm (%s)', async (mode) => {
    const { rig, pid } = await deafGateway(mode);
    rig.clock.advance(20 * 60_000);
    await turn();
    const [bar] = rig.notifications.standing;
    expect(bar).toMatchObject({ title: 'Hermes gateway is restarting' });
    const stopped = rig.systemd.request('stop', UNIT);
    rig.clock.advance(1000);
    await stopped;
    rig.homes.show('/home/ada/.hermes', { home: home(record({ pid, startTicks: pid })), process: null });
    await turn();
    rig.clock.advance(1000);
    await turn();
    expect(rig.notifications.standing).toMatchObject([
      { key: bar?.key, title: 'Hermes gateway will not restart', urgency: 'low', isTransient: true },
    ]);
    expect(rig.tray.labels()[0]).toBe('○ Stopped on request of another program');
    expect(rig.tray.labels().join('\n')).not.toContain('⚠');
    expect(rig.tray.view?.needsAttention).toBe(false);
    rig.clock.advance(30_000);
    await turn();
    expect(rig.notifications.standing).toEqual([]);
    expect(rig.notifications.shown.filter(({ urgency }) => urgency === 'critical')).toEqual([]);
  });
});
