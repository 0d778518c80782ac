import { describe, expect, it } from 'vitest';
import { setScene } from './scene';
import { shownIcon } from './shown-icon';

// A gateway that runs, and whose agents fail all the same.

const scene = setScene();

const HINTS = [
  [400, /rejects the request \(HTTP 400\).*check the model's settings/],
  [401, /\(HTTP 401\).*check the key, or log in again/],
  [402, /\(HTTP 402\): balance or quota exhausted — check its dashboard/],
  [429, /\(HTTP 429\): too many requests — wait a moment and try again/],
  [500, /fails \(HTTP 500\).*try again later/],
  [529, /overloaded \(HTTP 529\): try again shortly/],
] as const;

describe('an error of the model’s provider', () => {
  it.each(['0.11', '0.19', '0.21'] as const)(
    'degrades Hermes %s with a hint until a turn succeeds, and is no alarm',
    async (version) => {
      const gateway = await scene.gateway({ version });
      const notifications = await scene.notifications();
      await scene.app();
      const item = await scene.trayItem();
      await item.waitForLabel('● Running · healthy');
      const pid = await gateway.mainPid();
      for (const [status, hint] of HINTS) {
        await gateway.simulator.providerError(status);
        await item.waitForLabel('▲ Running · degraded');
        expect((await item.labels()).join(' ')).toMatch(hint);
        expect(await shownIcon(item)).toBe('degraded');
        expect(await item.property('Status')).toBe('Active');
        await gateway.simulator.turn(0.05);
        await item.waitForLabel('● Running · healthy');
        expect((await item.labels()).join(' ')).not.toContain('HTTP');
      }
      expect(await gateway.mainPid()).toBe(pid);
      await notifications.catchUp();
      expect(notifications.sent).toEqual([]);
    },
  );

  it.each(['cron', 'api_server'])('is over with the next run of %s, which has no chat', async (platform) => {
    const gateway = await scene.gateway({ version: '0.19' });
    await scene.app();
    const item = await scene.trayItem();
    await item.waitForLabel('● Running · healthy');
    await gateway.simulator.providerError(401);
    await item.waitForLabel('▲ Running · degraded');
    await gateway.simulator.turn(0.05, { platform });
    await item.waitForLabel('● Running · healthy');
  });
});
