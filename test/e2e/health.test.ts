import { describe, expect, it } from 'vitest';
import { watchNotifications } from '../desktop/notifications';
import { PROVIDER_STATUSES } from '../gateway/provider-errors';
import { setScene } from './scene';
import { shownIcon } from './shown-icon';

const scene = setScene();

const HINTS = {
  400: /rejects the request \(HTTP 400\)/,
  401: /refuses \(HTTP 401\)/,
  402: /balance or quota exhausted/,
  429: /HTTP 429/,
  500: /fails \(HTTP 500\)/,
  529: /overloaded \(HTTP 529\)/,
} as const;

describe('a provider that refuses', () => {
  it('makes the gateway degraded, with a hint, until a turn succeeds; nobody is alarmed', async () => {
    const gateway = await scene.gateway();
    const notifications = await watchNotifications();
    scene.onEnd(() => notifications.stop());
    await scene.app();
    const item = await scene.trayItem();
    await item.waitForLabel('● Running · healthy');
    for (const status of PROVIDER_STATUSES) {
      await gateway.simulator.providerError(status);
      await item.waitForLabel('▲ Running · degraded');
      await item.waitForLabel(HINTS[status]);
      expect(await shownIcon(item)).toBe('degraded');
      await gateway.simulator.turn(0);
      await item.waitForLabel('● Running · healthy');
    }
    await notifications.catchUp();
    expect(notifications.sent).toEqual([]);
  });
});
