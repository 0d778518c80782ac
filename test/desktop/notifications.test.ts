import { describe, expect, it } from 'vitest';
import { shownNotifications } from './hands.mjs';
import { until } from './lib/until.mjs';
import { press, watchNotifications } from './notifications';
import { connectTestBus } from './tray-bus';

const NAME = 'org.freedesktop.Notifications';
const CALL = { destination: NAME, path: '/org/freedesktop/Notifications', interface: NAME } as const;

// The session's own dunst, as an e2e test of the app finds it.
describe('the hands on notifications', () => {
  it('see what the app sends, press a button of it, and see it end', async () => {
    const watch = await watchNotifications({ appName: 'hands' });
    const bus = await connectTestBus();
    const presses: unknown[] = [];
    bus.onSignal(({ member, body }) => member === 'ActionInvoked' && presses.push(body));
    try {
      const notify = (app: string, replacesId: number, title: string) => ({
        ...CALL,
        member: 'Notify',
        signature: 'susssasa{sv}i',
        body: [app, replacesId, '', title, 'a &lt; b', ['default', 'Open', 'start-1', 'Start now'], {}, 0],
      });
      await bus.call(notify('somebody', 0, 'not ours'));
      const [id] = await bus.call(notify('hands', 0, 'first'));
      await bus.call(notify('hands', Number(id), 'second'));
      const second = await watch.waitFor(({ title }) => title === 'second', 'the second');
      expect(watch.sent.map(({ title, replacesId }) => [title, replacesId])).toEqual([
        ['first', 0],
        ['second', id],
      ]);
      expect(second).toEqual({
        id,
        replacesId: id,
        title: 'second',
        body: 'a &lt; b',
        icon: '',
        urgency: 'normal',
        progress: null,
        isTransient: false,
        actions: [{ key: 'start-1', label: 'Start now' }],
        hasDefaultAction: true,
      });
      expect(watch.standing()).toEqual([second]);

      await press(second.id, 'start-1');
      await until('the press', () => presses.length > 0);
      expect(presses).toEqual([[id, 'start-1']]);

      await bus.call({ ...CALL, member: 'CloseNotification', signature: 'u', body: [id] });
      await watch.catchUp();
      expect(watch.standing()).toEqual([]);
      expect(watch.closed).toContainEqual({ id, reason: 3 });
      expect(shownNotifications().filter(({ appname }) => appname === 'hands')).toHaveLength(2);
    } finally {
      bus.close();
      watch.stop();
    }
  });
});
