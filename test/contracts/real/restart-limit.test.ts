import { expect, it } from 'vitest';
import { notify } from '../../../main/app/notify';
import type { Clock } from '../../../main/app/ports/clock';
import { createRunCommand } from '../../../main/app/run-command';
import { failure, success } from '../../../main/core/result';
import { createFakeNotifications } from '../../fakes/fake-notifications';
import { menuOf } from '../../fixtures/read-menu';
import { realClock } from './real-clock';
import { createScene } from './restart-scene';

/** A start may take a minute and a half, which nobody should wait for here: the restart's time goes faster. */
const HASTE = 15;
const begunAt = Date.now();
const hastyClock: Clock = {
  now: () => begunAt + (Date.now() - begunAt) * HASTE,
  after: (milliseconds, callback) => realClock.after(milliseconds / HASTE, callback),
};

it('a restart whose new process hangs says at its limit how it stands, and is forced by its notification', async () => {
  const scene = await createScene({ version: '0.21', restartSec: 0.2, timeoutStopSec: 2 }, '', hastyClock);
  const { gateway, store } = scene;
  const { name } = gateway.unit;
  const copied: string[] = [];
  const nothing = async () => success(null);
  const runCommand = createRunCommand({
    store,
    systemd: scene.systemd,
    restartRuns: scene.runs,
    desktop: {
      revealFile: nothing,
      async copyText(text) {
        copied.push(text);
        return success(null);
      },
      quit() {},
    },
    autostart: { isEnabled: async () => false, setEnabled: nothing },
    settings: { set: nothing },
    bus: { reconnect() {} },
    readUsage: async () => failure('not-played', 'nothing is sampled here'),
    logViews: { run: async () => failure('not-played', 'no log is read here') },
    updateRuns: { run: async () => failure('not-played', 'nothing is updated here') },
    recorder: scene.recorder,
    clock: hastyClock,
    logger: scene.logger,
    showWindow() {},
  });
  const notifications = createFakeNotifications();
  const stopNotifying = notify({ store, notifications, clock: hastyClock, runCommand });
  try {
    gateway.simulator.failNextStarts('hang');
    const before = await gateway.mainPid();
    const result = await runCommand({ kind: 'restart', unit: name, mode: 'graceful', isConfirmed: false });

    const pid = await gateway.mainPid();
    expect(pid).not.toBe(before);
    expect(result).toMatchObject({ ok: false, message: expect.stringContaining('did not get as far as running') });
    const [told] = notifications.standing;
    expect(told).toMatchObject({ title: 'Hermes gateway did not restart', urgency: 'critical', progress: null });
    expect(told?.body).toContain(`the unit is active (running), PID ${pid}, gateway_state starting`);
    expect(told?.body).toContain(`journalctl --user -u ${name}`);
    expect(told?.actions.map(({ label }) => label)).toEqual(['Restart now', 'Copy journal command', 'View log']);
    const menu = menuOf(store.state(), hastyClock.now()).join(' ');
    expect(menu).toContain('⚠ Restart failed: the new process did not get as far as running in time');
    await runCommand({ kind: 'copy-journal-command', unit: name });
    expect(copied).toEqual([`journalctl --user -u ${name} -n 200`]);

    notifications.press(told?.key ?? '', 'Restart now');
    await scene.until('it runs', ({ restart }) => restart?.phase.kind === 'ready');
    expect(await gateway.mainPid()).not.toBe(pid);
    expect(notifications.standing.filter(({ urgency }) => urgency === 'critical')).toEqual([]);
  } finally {
    stopNotifying();
  }
});
