import { expect } from 'vitest';
import type { LaunchOptions } from './app-under-test';
import type { Scene } from './scene';
import { shownIcon } from './shown-icon';

/** The main job, on the checkout's build and on the packed one: what the menu says, and what its clicks do. */
export async function playMainScenario(scene: Scene, options: LaunchOptions): Promise<void> {
  const gateway = await scene.gateway();
  await scene.app(options);
  const item = await scene.trayItem();

  await item.waitForLabel('● Running · healthy');
  const firstPid = await gateway.mainPid();
  await item.waitForLabel(new RegExp(`^PID ${firstPid} · up \\d+ s · idle$`));
  expect(await shownIcon(item)).toBe('running');

  await item.press('Gracefully');
  const second = await item.waitForLabel(new RegExp(`^PID (?!${firstPid} )\\d+ · up \\d+ s · idle$`));
  expect(second.label).toContain(`PID ${await gateway.mainPid()} `);
  expect(await gateway.show('NRestarts')).toBe('0');
  expect(await shownIcon(item)).toBe('running');

  await item.press('Stop');
  await item.waitForLabel(/^○ Stopped/);
  await item.waitForLabel('Start');
  expect(await gateway.show('ActiveState')).toBe('inactive');
  expect(await shownIcon(item)).toBe('stopped');
  expect((await item.labels()).join('\n')).not.toContain('PID');

  await item.press('Start');
  await item.waitForLabel('● Running · healthy');
  const third = await item.waitForLabel(/^PID \d+ · up/);
  expect(third.label).toContain(`PID ${await gateway.mainPid()} `);
  expect(await gateway.show('ActiveState')).toBe('active');
  expect(await shownIcon(item)).toBe('running');
}
