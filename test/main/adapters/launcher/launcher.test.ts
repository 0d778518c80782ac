import { describe, expect, it } from 'vitest';
import { createLauncher } from '../../../../main/adapters/launcher/launcher';
import { variant } from '../../../../main/core/dbus';
import { success } from '../../../../main/core/result';
import { createFakeClock } from '../../../fakes/fake-clock';
import { createFakeSessionBus } from '../../../fakes/fake-session-bus';

function createRig() {
  const bus = createFakeSessionBus(() => success([]));
  const clock = createFakeClock();
  const launcher = createLauncher({ bus, clock });
  bus.become({ kind: 'up', name: ':1.1' });
  return { bus, clock, launcher, bodies: () => bus.emitted.map(({ body }) => body) };
}

function update(progress: number, isVisible: boolean) {
  const properties = { progress: variant('d', progress), 'progress-visible': variant('b', isVisible) };
  return ['application://hermes-tray.desktop', properties];
}

describe('the launcher', () => {
  it('shows progress and takes it away', () => {
    const { bus, clock, launcher, bodies } = createRig();
    launcher.showProgress(0.25);
    clock.advance(1000);
    launcher.showProgress(null);
    expect(bodies()).toEqual([update(0.25, true), update(0, false)]);
    expect(bus.emitted[0]).toMatchObject({
      interface: 'com.canonical.Unity.LauncherEntry',
      member: 'Update',
      signature: 'sa{sv}',
    });
  });

  it('is told once a second at most, and then where it is', () => {
    const { clock, launcher, bodies } = createRig();
    for (let step = 0; step <= 100; step += 1) launcher.showProgress(step / 100);
    expect(bodies()).toEqual([update(0, true)]);
    clock.advance(1000);
    expect(bodies()).toEqual([update(0, true), update(1, true)]);
    clock.advance(10_000);
    expect(bodies()).toHaveLength(2);
    expect(clock.pending()).toBe(0);
  });

  it('is told nothing that it knows', () => {
    const { clock, launcher, bodies } = createRig();
    launcher.showProgress(null);
    launcher.showProgress(0.5);
    clock.advance(1000);
    launcher.showProgress(0.5);
    expect(bodies()).toHaveLength(1);
  });

  it('stays within its ends', () => {
    const { clock, launcher, bodies } = createRig();
    launcher.showProgress(1.5);
    clock.advance(1000);
    launcher.showProgress(-1);
    expect(bodies()).toEqual([update(1, true), update(0, true)]);
  });

  it('is told again when the bus is back', () => {
    const { bus, clock, launcher, bodies } = createRig();
    launcher.showProgress(0.5);
    clock.advance(1000);
    bus.become({ kind: 'down', reason: 'gone', retryAt: 0 });
    launcher.showProgress(0.6);
    expect(bodies()).toHaveLength(1);
    bus.become({ kind: 'up', name: ':1.2' });
    expect(bodies()).toEqual([update(0.5, true), update(0.6, true)]);
  });

  it('has nothing on it at the end', () => {
    const { clock, launcher, bodies } = createRig();
    launcher.showProgress(0.5);
    launcher.close();
    expect(bodies()).toEqual([update(0.5, true), update(0, false)]);
    expect(clock.pending()).toBe(0);
  });
});
