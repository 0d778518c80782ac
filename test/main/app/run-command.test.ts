import { describe, expect, it } from 'vitest';
import type { RestartMode } from '../../../main/core/restart-run';
import { NO_NOTES } from '../../../main/core/settings';
import { home, processFacts, record, UNIT } from '../../fixtures/build';
import { createRig, turn } from './rig';

async function rigWith(prepare: (rig: ReturnType<typeof createRig>) => Promise<unknown> | unknown) {
  const rig = createRig();
  rig.systemd.define(UNIT);
  await prepare(rig);
  rig.start();
  await turn();
  return rig;
}

const running = (rig: ReturnType<typeof createRig>) => rig.systemd.request('start', UNIT);

describe('runCommand', () => {
  it('starts, stops and restarts by jobs of systemd', async () => {
    const rig = await rigWith(() => {});
    expect(await rig.runCommand({ kind: 'start', unit: UNIT })).toEqual({ ok: true, value: null });
    // It ends when the new process says that it runs, or with the stop.
    const restart = rig.runCommand({ kind: 'restart', unit: UNIT, mode: 'now', isConfirmed: true });
    await turn();
    expect(await rig.runCommand({ kind: 'stop', unit: UNIT, isConfirmed: true })).toEqual({ ok: true, value: null });
    expect(rig.systemd.requests).toEqual([`start ${UNIT}`, `restart ${UNIT}`, `stop ${UNIT}`, `reset-failed ${UNIT}`]);
    await restart;
  });

  it('starts with a restart job while systemd waits out RestartSec=', async () => {
    const rig = await rigWith(async (one) => {
      await running(one);
      one.systemd.kill(UNIT, 9);
    });
    expect(rig.tray.view?.icon).toBe('restarting-by-systemd');
    await rig.runCommand({ kind: 'start', unit: UNIT });
    expect(rig.systemd.requests).toEqual([`restart ${UNIT}`]);
  });

  it('takes a restart that comes when its process has just gone for a start without the wait', async () => {
    const rig = await rigWith(async (one) => {
      await running(one);
      one.systemd.kill(UNIT, 9);
    });
    const restart = { kind: 'restart', unit: UNIT, mode: 'now', isConfirmed: false } as const;
    expect(await rig.runCommand(restart)).toEqual({ ok: true, value: null });
    expect(rig.systemd.requests).toEqual([`restart ${UNIT}`]);
    expect(rig.tray.view?.icon).not.toBe('restarting-by-systemd');
  });

  it('snoozes the incident of every gateway that has one', async () => {
    const CODER = 'hermes-gateway-coder.service';
    const WRITER = 'hermes-gateway-writer.service';
    const rig = await rigWith(async (one) => {
      for (const unit of [UNIT, CODER, WRITER]) {
        one.systemd.define(unit, { environment: [`HERMES_HOME=/home/ada/${unit}`] });
        await one.systemd.request('start', unit);
      }
    });
    expect(await rig.runCommand({ kind: 'snooze-all' })).toMatchObject({ ok: false, reason: 'refused' });
    for (const unit of [UNIT, CODER]) rig.systemd.kill(unit, 9);
    rig.clock.advance(400);
    await turn();
    await turn();
    expect(rig.notifications.standing).toHaveLength(1);
    await rig.runCommand({ kind: 'snooze-all' });
    expect(rig.notifications.standing).toEqual([]);
    const { gateways } = rig.store.state();
    expect([UNIT, CODER, WRITER].map((unit) => gateways[unit]?.incident?.snoozedUntil != null)).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('resets the start limit of a failed unit before it starts it', async () => {
    const rig = await rigWith((one) => {
      one.systemd.define(UNIT, { restart: 'no', exitsAtOnce: 1 });
      return one.systemd.request('start', UNIT);
    });
    expect(rig.tray.view?.icon).toBe('failed');
    await rig.runCommand({ kind: 'start', unit: UNIT });
    expect(rig.systemd.requests).toEqual([`reset-failed ${UNIT}`, `start ${UNIT}`]);
  });

  it.each(['auto-restart', 'dead'])('starts a unit whose starts are used up, and that is %s', async (subState) => {
    const rig = await rigWith(async (one) => {
      one.systemd.define(UNIT, { startLimitIntervalMs: 600_000, startLimitBurst: 3 });
      for (let count = 0; count < 2; count += 1) {
        await one.systemd.request('start', UNIT);
        await one.systemd.request('stop', UNIT);
      }
      await one.systemd.request('start', UNIT);
      if (subState === 'dead') await one.systemd.request('stop', UNIT);
      else one.systemd.kill(UNIT, 9);
    });
    expect(rig.systemd.facts(UNIT)).toMatchObject({ subState, mainPid: 0 });
    expect(await rig.runCommand({ kind: 'start', unit: UNIT })).toEqual({ ok: true, value: null });
    expect(rig.systemd.facts(UNIT).mainPid).toBeGreaterThan(0);
    // How the one before it ended is known all the same.
    rig.clock.advance(400);
    await turn();
    await turn();
    const exits = rig.store.state().gateways[UNIT]?.exits.map(({ verdict }) => verdict.kind);
    if (subState === 'auto-restart') expect(exits).toEqual(['killed']);
  });

  it('refuses what makes no sense now, and asks systemd nothing', async () => {
    const rig = await rigWith(() => {});
    expect(await rig.runCommand({ kind: 'stop', unit: UNIT, isConfirmed: true })).toEqual({
      ok: false,
      reason: 'refused',
      message: `${UNIT} is not running`,
    });
    expect(rig.systemd.requests).toEqual([]);
  });

  it('does one thing at a time to a gateway', async () => {
    const rig = await rigWith(running);
    const first = rig.runCommand({ kind: 'stop', unit: UNIT, isConfirmed: true });
    const second = rig.runCommand({ kind: 'restart', unit: UNIT, mode: 'now', isConfirmed: true });
    expect(await second).toMatchObject({ ok: false, reason: 'refused' });
    expect(await first).toMatchObject({ ok: true });
  });

  it('joins the restart that is under way, and refuses to hurry it on by what can not work', async () => {
    const rig = await rigWith(running);
    const pid = rig.systemd.facts(UNIT).mainPid;
    const pidFile = { kind: 'read', value: { pid, startTicks: pid }, writtenAt: rig.clock.now() } as const;
    rig.homes.show('/home/ada/.hermes', {
      home: home(record({ pid, startTicks: pid, activeAgents: 2 }), { pidFile }),
      process: processFacts({ pid, startTicks: pid }),
    });
    const restart = (mode: RestartMode) => rig.runCommand({ kind: 'restart', unit: UNIT, mode, isConfirmed: false });
    const waits = restart('when-idle');
    await turn();
    rig.store.dispatch({ kind: 'silence-changed', unit: UNIT, since: rig.clock.now() });
    const joined = restart('when-idle');
    expect(await restart('graceful')).toMatchObject({
      reason: 'refused',
      message: expect.stringContaining('does not respond'),
    });
    const run = rig.store.state().gateways[UNIT]?.restart;
    expect(run).toMatchObject({ mode: 'when-idle', phase: { kind: 'waiting-for-idle' } });
    await rig.runCommand({ kind: 'cancel-restart', unit: UNIT });
    expect(await Promise.all([waits, joined])).toMatchObject([{ ok: true }, { ok: true }]);
  });

  it('shows what systemd said of a job that failed, in the menu and in the log', async () => {
    const rig = await rigWith(() => {});
    rig.systemd.failNextJob(UNIT, 'dependency');
    const result = await rig.runCommand({ kind: 'start', unit: UNIT });
    expect(result).toMatchObject({ ok: false, reason: 'job-dependency' });
    expect(rig.tray.labels().join(' ')).toContain('⚠ Start failed: ');
    expect(rig.logger.lines.some((line) => line.startsWith('error start of'))).toBe(true);
    expect(rig.store.state().gateways[UNIT]?.operation).toBeNull();
  });

  it('shows the log in the window, at the moment that was asked for', async () => {
    const rig = await rigWith(running);
    await rig.runCommand({ kind: 'view-log', unit: UNIT, at: 1_795_000_000_000 });
    expect(rig.window.isOpen).toBe(true);
    expect(rig.store.state().wantedView).toEqual({ name: 'logs', unit: UNIT, at: 1_795_000_000_000 });
    await rig.runCommand({ kind: 'view-taken', view: { name: 'logs', unit: UNIT, at: 1_795_000_000_000 } });
    expect(rig.store.state().wantedView).toBeNull();
    await rig.runCommand({ kind: 'view-log', unit: UNIT });
    expect(rig.store.state().wantedView?.at).toBeNull();
  });

  it('keeps a newer wish when the window has gone to the one before', async () => {
    const rig = await rigWith(running);
    const before = { name: 'logs', unit: UNIT, at: null } as const;
    await rig.runCommand({ kind: 'show-window', view: before });
    await rig.runCommand({ kind: 'view-log', unit: UNIT, at: 1_795_000_000_000 });
    await rig.runCommand({ kind: 'view-taken', view: before });
    expect(rig.store.state().wantedView?.at).toBe(1_795_000_000_000);
  });

  it('takes the mark of autostart from what is so, not from what was wished', async () => {
    const rig = await rigWith(() => {});
    await rig.runCommand({ kind: 'set-autostart', enabled: true });
    expect(rig.isAutostarted()).toBe(true);
    expect(rig.store.state().autostart).toBe(true);
  });

  it('opens the window, and quits', async () => {
    const rig = await rigWith(() => {});
    await rig.runCommand({ kind: 'show-window' });
    expect(rig.window.isOpen).toBe(true);
    await rig.runCommand({ kind: 'quit' });
    expect(rig.hasQuit()).toBe(true);
  });

  it('sets a setting at once and keeps it, but none that the command line decides', async () => {
    const rig = await rigWith(() => {});
    await rig.runCommand({ kind: 'set-setting', name: 'doNotDisturb', value: true });
    expect(rig.store.state().settings.doNotDisturb).toBe(true);
    expect(rig.settingsStore.written).toEqual([['doNotDisturb', true]]);
    const { settings } = rig.store.state();
    rig.store.dispatch({ kind: 'settings-changed', settings, notes: { ...NO_NOTES, fixed: ['units'] } });
    expect(await rig.runCommand({ kind: 'set-setting', name: 'units', value: null })).toMatchObject({
      ok: false,
      reason: 'refused',
    });
  });

  it('draws the tray anew for another panel, and in another language', async () => {
    const rig = await rigWith(() => {});
    await rig.runCommand({ kind: 'set-setting', name: 'iconTheme', value: 'light' });
    expect(rig.tray.view?.iconTheme).toBe('light');
    await rig.runCommand({ kind: 'set-setting', name: 'language', value: 'de' });
    expect(rig.window.isOpen).toBe(false);
    expect(rig.store.state().language).toBe('de');
    await rig.runCommand({ kind: 'set-setting', name: 'language', value: 'auto' });
    expect(rig.store.state().language).toBe('en');
  });

  it.each([
    ['when-cut', 0, false],
    ['when-cut', 2, true],
    ['always', 0, true],
    ['never', 2, false],
  ] as const)('asks %s, with %i agents at work: %s', async (value, activeAgents, isAsked) => {
    const rig = await rigWith(async (one) => {
      await running(one);
      const pid = one.systemd.facts(UNIT).mainPid;
      one.homes.show('/home/ada/.hermes', {
        home: home(record({ pid, activeAgents })),
        process: processFacts({ pid }),
      });
    });
    await rig.runCommand({ kind: 'set-setting', name: 'confirm', value });
    await rig.runCommand({ kind: 'stop', unit: UNIT, isConfirmed: false });
    expect(rig.store.state().confirmation !== null).toBe(isAsked);
    expect(rig.systemd.requests.includes(`stop ${UNIT}`)).toBe(!isAsked);
    if (!isAsked) return;
    await rig.runCommand({ kind: 'stop', unit: UNIT, isConfirmed: true });
    expect(rig.systemd.requests).toContain(`stop ${UNIT}`);
  });

  it('copies a text, shows its own files, and has the bus tried again', async () => {
    const rig = await rigWith(() => {});
    await rig.runCommand({ kind: 'copy-text', text: 'hermes gateway install' });
    expect(rig.copied).toEqual(['hermes gateway install']);
    expect(await rig.runCommand({ kind: 'reveal-file', file: 'log' })).toMatchObject({ ok: false });
    const files = { settings: '/c/settings.json', log: '/s/hermes-tray.log', flightRecorder: '/s/flight.jsonl' };
    rig.store.dispatch({ kind: 'files-known', files });
    await rig.runCommand({ kind: 'reveal-file', file: 'log' });
    expect(rig.revealed).toEqual(['/s/hermes-tray.log']);
    expect(await rig.runCommand({ kind: 'reconnect' })).toMatchObject({ ok: false });
    rig.systemd.loseBus();
    await rig.runCommand({ kind: 'reconnect' });
    expect(rig.reconnections()).toBe(1);
  });
});
