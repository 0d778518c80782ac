import { describe, expect, it } from 'vitest';
import { setScene } from './scene';

// A unit of the same name is another unit when its file was gone meanwhile.

const scene = setScene();

describe('a gateway that is installed anew', () => {
  it('has nothing to do with how the one before it ended, and its own end is told right', async () => {
    const first = await scene.gateway();
    await scene.app();
    const item = await scene.trayItem();
    await item.waitForLabel('● Running · healthy');
    await first.remove();
    await item.waitForLabel('No gateway unit');
    for (let round = 0; round < 3; round += 1) {
      const second = await scene.gateway({ isStarted: false });
      await item.waitForLabel(/^○ Stopped$/);
      await second.simulator.failNextStarts('token-conflict', 1);
      await item.press('Start');
      await item.waitForLabel(/^✕ .*onfiguration error/);
      expect(await second.show('ExecMainStatus')).toBe('78');
      await second.remove();
      await item.waitForLabel('No gateway unit');
    }
  });
});
