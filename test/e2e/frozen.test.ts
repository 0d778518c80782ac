import { describe, expect, it } from 'vitest';
import { SILENCE_LIMIT_MS } from '../../main/core/silence';
import { watchNotifications } from '../desktop/notifications';
import { setScene } from './scene';
import { shownIcon } from './shown-icon';

// Processes that live and do nothing, for real: stopped by SIGSTOP for as long as it takes. One of a version with a
// control socket, and one of a version without, at once, because that is long.

const scene = setScene();
const LONG_MS = SILENCE_LIMIT_MS + 40_000;

describe('a gateway that stands still', () => {
  it(
    'is not called healthy, can be restarted now, and is healthy once it moves again',
    async () => {
      const gateways = [
        await scene.gateway({ version: '0.21' }),
        await scene.gateway({ version: '0.19', profile: 'old' }),
      ];
      const notifications = await watchNotifications();
      scene.onEnd(() => notifications.stop());
      await scene.app();
      const item = await scene.trayItem();
      await item.waitForLabel('2 of 2 gateways running');
      const pids = await Promise.all(gateways.map((gateway) => gateway.mainPid()));
      for (const pid of pids) process.kill(pid, 'SIGSTOP');
      try {
        for (const name of ['default', 'old']) {
          await item.waitForLabel(new RegExp(`^✕ ${name} · Not responding`), { deadlineMs: LONG_MS });
        }
        expect(await shownIcon(item)).toBe('frozen');
        await item.waitForLabel('Gracefully (the gateway does not respond)');
        expect((await item.waitForLabel(/^Now/)).enabled).toBe(true);
      } finally {
        for (const pid of pids) process.kill(pid, 'SIGCONT');
      }
      await item.waitForLabel('2 of 2 gateways running', { deadlineMs: LONG_MS });
      expect(await Promise.all(gateways.map((gateway) => gateway.mainPid()))).toEqual(pids);
      await notifications.catchUp();
      expect(notifications.sent).toEqual([]);
    },
    3 * LONG_MS,
  );
});
