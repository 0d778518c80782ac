import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { screenshot, windowsOf } from '../../desktop/hands.mjs';
import { until } from '../../desktop/lib/until.mjs';
import { noticeWith, START, UNIT, VIEW_LOG } from '../../fixtures/notices';
import { notificationsContract } from '../notifications.contract';
import { dunstHands, xfceHands } from './notification-hands';
import { type RealNotificationsRig, realNotifications } from './notifications-rig';
import { type ScriptedDaemon, startScriptedDaemon } from './scripted-daemon';

const PICTURES = join(import.meta.dirname, '../../../out/notifications');
const PLACE = { x: 840, y: 32, width: 440, height: 768 };
/** As the adapter has it: after this it says that it waits. */
const SLOW_AFTER_MS = 5000;

const { createRig } = realNotifications();

notificationsContract('The notifications on a scripted daemon', () => createRig(startScriptedDaemon));
notificationsContract('The notifications on dunst', () => createRig(dunstHands));
notificationsContract('The notifications on xfce4-notifyd', () => createRig(xfceHands));

const RESTARTING = noticeWith({
  key: 'restart',
  title: 'Hermes gateway is restarting',
  body: '40 % · waiting for 2 agents to finish, at most 3 min more',
  urgency: 'low',
  progress: 40,
  isTransient: true,
  actions: [
    { label: 'Cancel', command: { kind: 'cancel-restart', unit: UNIT } },
    { label: 'Restart now', command: { kind: 'restart', unit: UNIT, mode: 'now', isConfirmed: false } },
  ],
});
const DOWN = noticeWith({
  title: 'Hermes gateway is down: systemd gave up',
  body: 'It exited with code 1 <ConfigError: "token" & nothing else>.\nsystemd will not start it again.',
  urgency: 'critical',
  actions: [
    { label: 'Start', command: START },
    { label: 'View log', command: VIEW_LOG },
    { label: 'Open', command: { kind: 'show-window' } },
  ],
});

describe('the notifications on the screen', () => {
  for (const [name, hands, windowClass] of [
    ['dunst', dunstHands, 'Dunst'],
    ['xfce4-notifyd', xfceHands, 'xfce4-notifyd'],
  ] as const) {
    it(`are fit to be seen on ${name}`, async () => {
      const { notifications, standing } = await createRig(hands);
      notifications.start({ commandChosen() {} });
      notifications.show([{ ...RESTARTING, urgency: 'normal' }, DOWN, noticeWith({ key: 'first' })]);
      expect(await standing()).toHaveLength(3);
      await until('a window', async () => (await windowsOf(windowClass)).length > 0);
      await screenshot(join(PICTURES, `${name}.png`), { crop: PLACE });
    });
  }
});

describe('the notifications and their daemon', () => {
  async function started(daemon: ScriptedDaemon): Promise<RealNotificationsRig & { readonly commands: unknown[] }> {
    const rig = await createRig(async () => daemon);
    const commands: unknown[] = [];
    rig.notifications.start({ commandChosen: (command) => void commands.push(command) });
    return { ...rig, commands };
  }

  it('meet once, however much is shown', async () => {
    const daemon = await startScriptedDaemon();
    const { notifications, standing } = await started(daemon);
    notifications.show([noticeWith()]);
    await standing();
    notifications.show([noticeWith({ body: 'more' })]);
    notifications.show([noticeWith({ body: 'more' })]);
    await standing();
    expect(daemon.calls.filter((member) => member !== 'GetServerInformation')).toEqual([
      'GetCapabilities',
      'Notify',
      'Notify',
    ]);
  });

  it('are plain, and without buttons, where it knows neither markup nor actions', async () => {
    const daemon = await startScriptedDaemon({ capabilities: ['body'] });
    const { notifications, standing } = await started(daemon);
    notifications.show([noticeWith({ body: 'a < b & c' })]);
    await standing();
    const [, , , , body, actions] = daemon.notifies[0] ?? [];
    expect([body, actions]).toEqual(['a < b & c', []]);
  });

  it('hear its signals and nobody else’s', async () => {
    const daemon = await startScriptedDaemon();
    const { notifications, standing, watch, commands } = await started(daemon);
    const impostor = await startScriptedDaemon({ ownsName: false });
    notifications.show([noticeWith()]);
    await standing();
    const { id = 0, actions = [] } = watch.sent[0] ?? {};
    impostor.invoke(id, actions[1]?.key ?? '');
    impostor.close(id, 2);
    await impostor.stop();
    daemon.invoke(id, actions[0]?.key ?? '');
    await until('the true press', () => commands.length > 0);
    expect(commands).toEqual([START]);
    notifications.show([noticeWith({ body: 'more' })]);
    await standing();
    expect(watch.sent.at(-1)).toMatchObject({ replacesId: id });
  });

  it('run what a button said when it was pressed, though it has just been replaced', async () => {
    const daemon = await startScriptedDaemon();
    const { notifications, standing, watch, commands } = await started(daemon);
    notifications.show([noticeWith()]);
    await standing();
    const old = watch.sent[0];
    notifications.show([noticeWith({ actions: [{ label: 'View log', command: VIEW_LOG }] })]);
    await standing();
    daemon.invoke(old?.id ?? 0, old?.actions[0]?.key ?? '');
    await until('the press', () => commands.length > 0);
    expect(commands).toEqual([START]);
  });

  it('run what was pressed while it was closed', async () => {
    const daemon = await startScriptedDaemon();
    const { notifications, standing, watch, commands } = await started(daemon);
    notifications.show([noticeWith()]);
    await standing();
    notifications.show([]);
    await standing();
    daemon.invoke(watch.sent[0]?.id ?? 0, watch.sent[0]?.actions[0]?.key ?? '');
    await until('the press', () => commands.length > 0);
    expect(commands).toEqual([START]);
  });

  it('are shown by the next daemon if critical, and let be if not', async () => {
    const first = await startScriptedDaemon();
    const { notifications, standing, watch } = await started(first);
    const seen = noticeWith({ key: 'seen', title: 'seen' });
    notifications.show([seen, DOWN]);
    expect(await standing()).toHaveLength(2);
    await first.stop();
    const second = await startScriptedDaemon({ firstId: 100 });
    onTestFinished(second.stop);
    await until('the critical one', () => second.notifies.length > 0);
    notifications.show([{ ...seen, body: 'a little later' }, DOWN]);
    await standing();
    expect(second.notifies).toHaveLength(1);
    expect(watch.sent.at(-1)).toMatchObject({ title: DOWN.title, replacesId: 0, id: 100 });
    notifications.show([{ ...seen, round: 1 }, DOWN]);
    await standing();
    expect(watch.sent.at(-1)).toMatchObject({ title: 'seen', replacesId: 0, id: 101 });
  });

  it('are left to Electron while there is none, and given to the one that comes', async () => {
    const none = await startScriptedDaemon();
    await none.stop();
    const { notifications, idle, standIns, logger, watch } = await started(none);
    notifications.show([noticeWith()]);
    await until('the fallback', () => standIns.length > 0);
    notifications.show([noticeWith({ body: 'a little later' })]);
    await idle();
    expect(standIns).toHaveLength(1);
    expect(logger.lines.filter((line) => line.includes('there is no notification daemon'))).toHaveLength(1);
    const late = await startScriptedDaemon();
    onTestFinished(late.stop);
    await watch.waitFor(({ body }) => body === 'a little later', 'the notification');
    expect(late.notifies).toHaveLength(1);
  });
});

describe('the notifications and a daemon that hangs', () => {
  it('wait without a queue, say so once, and are right when it is back', async () => {
    const daemon = await dunstHands();
    const { notifications, standing, clock, logger, watch } = await createRig(async () => daemon);
    notifications.start({ commandChosen() {} });
    notifications.show([noticeWith({ title: 'before' })]);
    await standing();
    daemon.freeze();
    notifications.show([noticeWith({ title: 'hung' }), noticeWith({ key: 'second', title: 'second' })]);
    clock.advance(SLOW_AFTER_MS);
    for (let step = 0; step < 100; step += 1) {
      notifications.show([noticeWith({ title: `step ${step}` }), noticeWith({ key: `third ${step}`, title: 'third' })]);
    }
    expect(logger.lines.filter((line) => line.includes('has not answered'))).toHaveLength(1);
    daemon.resume();
    expect((await standing()).map(({ title }) => title).sort()).toEqual(['step 99', 'third']);
    // before, hung, second, and what stands now.
    expect(watch.sent).toHaveLength(5);
  });
});
