import { describe, expect, it } from 'vitest';
import { until } from '../../desktop/lib/until.mjs';
import { trayViewWith } from '../../fixtures/tray-views';
import { realTrays } from './tray-rig';

const NO_HOST_AFTER_MS = 10_000;

describe('the host of the tray', () => {
  const { createRig, bus } = realTrays();

  it('gets the item when it comes late, and what was shown meanwhile', async () => {
    const { tray, listener, host, clock } = await createRig({ hostStarted: false });
    tray.start(listener);
    tray.show(trayViewWith());
    clock.advance(NO_HOST_AFTER_MS - 1);
    await host.start();
    const item = await host.waitForItem();
    expect(await item.labels()).toEqual(['Running', 'Open', 'Quit']);
    await until('the tray to know its host', () => listener.hosts.length > 0);
    clock.advance(NO_HOST_AFTER_MS);
    expect(listener.hosts).toEqual(['status-notifier']);
  });

  it('gets the item again after a restart, without a word to the app', async () => {
    const { start, listener, host, tray } = await createRig();
    await start();
    await host.stop();
    tray.show(trayViewWith({ tooltip: { title: 'meanwhile', text: '' } }));
    await host.start();
    const item = await host.waitForItem();
    expect((await item.properties()).toolTip.title).toBe('meanwhile');
    expect(listener.hosts).toEqual(['status-notifier']);
  });

  it('gets the item again after a lock screen, from the connection that had it', async () => {
    const { start, listener, host } = await createRig();
    const { service } = await start();
    await host.lockAndUnlock();
    await host.waitForItem();
    expect(host.items()).toEqual([service]);
    expect(listener.hosts).toEqual(['status-notifier']);
  });

  it('gets the item once it is registered with a watcher that had none', async () => {
    const { tray, listener, host } = await createRig({ hostRegistered: false });
    tray.show(trayViewWith());
    tray.start(listener);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(host.items()).toEqual([]);
    host.setHostRegistered(true);
    await host.waitForItem();
    await until('the tray to know its host', () => listener.hosts.length > 0);
    host.setHostRegistered(false);
    host.setHostRegistered(true);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(host.registrations()).toBe(1);
    expect(listener.hosts).toEqual(['status-notifier']);
  });

  it('is missed once, after ten seconds, and welcome later', async () => {
    const { tray, listener, host, clock } = await createRig({ hostStarted: false });
    tray.start(listener);
    tray.show(trayViewWith());
    clock.advance(NO_HOST_AFTER_MS - 1);
    expect(listener.hosts).toEqual([]);
    clock.advance(1);
    expect(listener.hosts).toEqual(['none']);
    await host.start();
    await until('the tray to know its host', () => listener.hosts.length > 1);
    expect(listener.hosts).toEqual(['none', 'status-notifier']);
    expect(clock.pending()).toBe(0);
  });

  it('is stood in for by the legacy icon until it comes', async () => {
    const { tray, listener, host, clock, legacyViews } = await createRig({ hostStarted: false, hasLegacyTray: true });
    tray.start(listener);
    tray.show(trayViewWith());
    clock.advance(NO_HOST_AFTER_MS);
    expect(listener.hosts).toEqual(['legacy']);
    tray.show(trayViewWith({ icon: 'stopped' }));
    expect(legacyViews()?.map(({ icon }) => icon)).toEqual(['running', 'stopped']);
    await host.start();
    await until('the tray to know its host', () => listener.hosts.length > 1);
    expect(listener.hosts).toEqual(['legacy', 'status-notifier']);
    expect(legacyViews()).toBeNull();
  });

  it('is missed when it goes for long', async () => {
    const { start, listener, host, clock } = await createRig({ hasLegacyTray: true });
    await start();
    await host.stop();
    await until('the tray to miss its host', () => clock.pending() > 0);
    clock.advance(NO_HOST_AFTER_MS);
    expect(listener.hosts).toEqual(['status-notifier', 'legacy']);
  });

  it('gets the item again when the bus comes back', async () => {
    const { start, tray, host, listener } = await createRig();
    const item = await start();
    await item.openMenu();
    await host.stop();
    await bus().kill();
    await until('the menu to count as closed', () => listener.opens.at(-1) === false);
    tray.show(trayViewWith({ tooltip: { title: 'meanwhile', text: '' } }));
    await bus().start();
    await host.start();
    expect((await (await host.waitForItem()).properties()).toolTip.title).toBe('meanwhile');
    expect(listener.hosts).toEqual(['status-notifier']);
  });
});
