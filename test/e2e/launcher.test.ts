import { expect, it } from 'vitest';
import { z } from 'zod';
import { until } from '../desktop/lib/until.mjs';
import { connectTestBus } from '../desktop/tray-bus';
import { setScene } from './scene';

// What a dock hears on the real bus, of which the private desktop has none.

const scene = setScene();
const updateSchema = z.tuple([
  z.literal('application://hermes-tray.desktop'),
  z.object({ progress: z.number(), 'progress-visible': z.boolean() }),
]);

it('shows how far a restart is on the launcher’s icon, once a second at most, and takes it away', async () => {
  const gateway = await scene.gateway({ version: '0.21', restartSec: 30 });
  const bus = await connectTestBus();
  scene.onEnd(() => bus.close());
  const updates: { readonly progress: number; readonly isVisible: boolean; readonly at: number }[] = [];
  bus.onSignal(({ interface: name, member, body, at }) => {
    if (name !== 'com.canonical.Unity.LauncherEntry' || member !== 'Update') return;
    const [, { progress, 'progress-visible': isVisible }] = updateSchema.parse(body);
    updates.push({ progress, isVisible, at });
  });
  await bus.addMatch("type='signal',interface='com.canonical.Unity.LauncherEntry'");
  await scene.app();
  const item = await scene.trayItem();
  await item.waitForLabel('● Running · healthy');
  await gateway.simulator.setAgents(2);
  await item.waitForLabel(/2 agents$/);
  expect(updates.filter(({ isVisible }) => isVisible)).toEqual([]);

  await item.press(/^Gracefully/);
  await until('the progress to begin', () => updates.some(({ isVisible }) => isVisible));
  await gateway.simulator.finishAgent();
  await until('the progress to move', () => updates.some(({ progress }) => progress > 0.25));
  await gateway.simulator.finishAgent();
  await item.waitForLabel('● Running · healthy');
  await until('the progress to go', () => updates.at(-1)?.isVisible === false);

  const shown = updates.filter(({ isVisible }) => isVisible);
  const values = shown.map(({ progress }) => progress);
  expect(values).toEqual([...values].sort((left, right) => left - right));
  expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...values)).toBeLessThan(1);
  const gaps = updates.slice(1).map(({ at }, index) => at - (updates[index]?.at ?? 0));
  // Sent a second apart; on their way they may come closer.
  expect(Math.min(...gaps)).toBeGreaterThan(800);
});
