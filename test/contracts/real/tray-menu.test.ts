import { describe, expect, it } from 'vitest';
import type { TrayMenuItem } from '../../../main/core/tray-view';
import { until } from '../../desktop/lib/until.mjs';
import type { MenuEntry } from '../../desktop/tray-item';
import { menuItem, QUIT, SHOW_WINDOW, separatorItem, textItem, trayViewWith } from '../../fixtures/tray-views';
import { realTrays } from './tray-rig';

const INVALID_ARGS = 'org.freedesktop.DBus.Error.InvalidArgs';

describe('the menu', () => {
  const { createRig } = realTrays();

  it('moves a label in place: same number, one signal, no new layout', async () => {
    const { start, tray, signalsOf } = await createRig();
    const item = await start();
    const before = await item.menu();
    const next = () =>
      tray.show(trayViewWith({ menu: [textItem('status', 'Stopped'), ...trayViewWith().menu.slice(1)] }));
    expect(await signalsOf(item, next)).toEqual(['ItemsPropertiesUpdated']);
    expect(item.signals.at(-1)?.body).toEqual([[[before[0]?.id, { label: 'Stopped' }]], []]);
    const after = await item.menu();
    expect(after.map(({ id }) => id)).toEqual(before.map(({ id }) => id));
    expect(after[0]?.label).toBe('Stopped');
  });

  it('hides, disables and ticks an item in place', async () => {
    const { start, tray, signalsOf } = await createRig();
    const menu = (change: Partial<TrayMenuItem>) => [
      menuItem('stop', change.kind === undefined ? change : {}),
      menuItem('autostart', { kind: 'check', ...change, visible: true }),
    ];
    const item = await start(trayViewWith({ menu: menu({}) }));
    const next = trayViewWith({
      menu: [
        menuItem('stop', { visible: false, enabled: false }),
        menuItem('autostart', { kind: 'check', checked: true }),
      ],
    });
    expect((await item.menu()).map(({ toggle }) => toggle)).toEqual([null, 'off']);
    expect(await signalsOf(item, () => tray.show(next))).toEqual(['ItemsPropertiesUpdated']);
    const [stop, autostart] = await item.menu();
    expect(stop).toMatchObject({ visible: false, enabled: false });
    expect(autostart).toMatchObject({ toggle: 'on' });
  });

  it('makes a new layout only for other items or another order, and keeps the numbers of those that stay', async () => {
    const { start, tray, signalsOf } = await createRig();
    const item = await start(trayViewWith({ menu: [menuItem('a'), menuItem('b'), menuItem('c')] }));
    const [a, b, c] = await item.menu();
    const next = () =>
      tray.show(trayViewWith({ menu: [menuItem('c'), separatorItem('end'), menuItem('d'), menuItem('a')] }));
    expect(await signalsOf(item, next)).toEqual(['LayoutUpdated']);
    expect(item.signals.at(-1)?.body[1]).toBe(0);
    const after = await item.menu();
    expect([after[0]?.id, after[3]?.id]).toEqual([c?.id, a?.id]);
    expect(after[1]?.separator).toBe(true);
    expect([a, b, c].map((entry) => entry?.id)).not.toContain(after[2]?.id);
    tray.show(trayViewWith({ menu: [menuItem('b')] }));
    expect((await item.menu())[0]?.id).toBe(b?.id);
  });

  it('says which submenu has another layout', async () => {
    const { start, tray, signalsOf } = await createRig();
    const more = (children: TrayMenuItem[]) => menuItem('more', { kind: 'submenu', command: null, children });
    const item = await start(trayViewWith({ menu: [menuItem('a'), more([menuItem('x')])] }));
    const next = () => tray.show(trayViewWith({ menu: [menuItem('a'), more([menuItem('x'), menuItem('y')])] }));
    expect(await signalsOf(item, next)).toEqual(['LayoutUpdated']);
    const submenu = (await item.menu())[1];
    expect(item.signals.at(-1)?.body[1]).toBe(submenu?.id);
    expect(submenu?.children.map(({ label }) => label)).toEqual(['x', 'y']);
  });

  it('never loses a click on an open menu while labels move', async () => {
    const { start, tray, listener } = await createRig();
    const bar = (step: number) => [
      textItem('bar', `${'▰'.repeat(step % 10)} ${step} %`),
      menuItem('open', { label: `Open (${step})` }),
      menuItem('quit', { label: 'Quit', command: QUIT }),
    ];
    const item = await start(trayViewWith({ menu: bar(0) }));
    await item.openMenu();
    const [, open, quit] = await item.menu();
    let step = 0;
    const moving = setInterval(() => tray.show(trayViewWith({ menu: bar(++step) })), 20);
    const clicks = 60;
    for (let click = 0; click < clicks; click += 1) {
      await item.sendClick((click % 2 === 0 ? open : quit)?.id ?? -1);
      await new Promise((resolve) => setTimeout(resolve, 7));
    }
    clearInterval(moving);
    expect(step).toBeGreaterThan(10);
    expect(listener.commands).toEqual(
      Array.from({ length: clicks }, (_, click) => (click % 2 === 0 ? SHOW_WINDOW : QUIT)),
    );
  });

  it('does nothing on a click on what is disabled, hidden, inside of such, or gone', async () => {
    const { start, tray, listener, logger } = await createRig();
    const inside = menuItem('inside');
    const menu = [
      menuItem('disabled', { enabled: false }),
      menuItem('hidden', { visible: false }),
      menuItem('closed', { kind: 'submenu', command: null, visible: false, children: [inside] }),
      menuItem('gone'),
    ];
    const item = await start(trayViewWith({ menu }));
    const ids = everyId(await item.menu());
    tray.show(trayViewWith({ menu: menu.slice(0, 3) }));
    const clicks = await Promise.allSettled(ids.map((id) => item.sendClick(id)));
    expect(listener.commands).toEqual([]);
    expect(clicks.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'fulfilled',
      'fulfilled',
      'rejected',
    ]);
    expect(logger.lines.filter((line) => line.includes('does nothing'))).toHaveLength(5);
  });

  it('shows labels as they are: no key marks, no line breaks, no controls, and not too long', async () => {
    const { start } = await createRig();
    const item = await start(
      trayViewWith({
        menu: [menuItem('a', { label: 'a_b\nc\u001b[1m \u202ed' }), menuItem('b', { label: 'x'.repeat(500) })],
      }),
    );
    const [, layout] = (await item.call('menu', 'GetLayout', 'iias', [0, -1, ['label']])) as [number, unknown[]];
    const [escaped, long] = (layout[2] as unknown[][]).map(([, properties]) => (properties as { label: string }).label);
    expect(escaped).toBe('a__b c [1m d');
    expect(long).toBe(`${'x'.repeat(119)}…`);
  });

  it('gives no more of the layout than was asked for', async () => {
    const { start } = await createRig();
    const more = menuItem('more', { kind: 'submenu', command: null, children: [menuItem('x')] });
    const item = await start(trayViewWith({ menu: [more] }));
    const layoutOf = async (depth: number, names: string[]) =>
      (await item.call('menu', 'GetLayout', 'iias', [0, depth, names]))[1];
    expect(await layoutOf(0, [])).toEqual([0, { 'children-display': 'submenu' }, []]);
    expect(await layoutOf(1, ['label'])).toEqual([0, {}, [[expect.any(Number), { label: 'more' }, []]]]);
    const [entry] = await item.menu();
    const groups = await item.call('menu', 'GetGroupProperties', 'aias', [[entry?.id, 999], ['visible']]);
    expect(groups).toEqual([[[entry?.id, { visible: true }]]]);
    expect(await item.call('menu', 'GetProperty', 'is', [entry?.id, 'label'])).toEqual(['more']);
  });

  it('says in AboutToShow whether there is another layout', async () => {
    const { start, listener, tray } = await createRig();
    const item = await start();
    listener.onAboutToShow(() =>
      tray.show(trayViewWith({ menu: [textItem('status', 'up 2 s'), ...trayViewWith().menu.slice(1)] })),
    );
    expect(await item.openMenu()).toBe(false);
    listener.onAboutToShow(() => tray.show(trayViewWith({ menu: [menuItem('other')] })));
    expect(await item.openMenu()).toBe(true);
    expect(await item.call('menu', 'AboutToShowGroup', 'ai', [[0, 777]])).toEqual([[], [777]]);
  });

  it('takes events in groups, and says which items it does not have', async () => {
    const { start, listener } = await createRig();
    const item = await start();
    const quit = (await item.menu()).at(-1)?.id;
    const dbus = (await import('dbus-next')).default;
    const event = (id: unknown) => [id, 'clicked', new dbus.Variant('s', ''), 0];
    expect(await item.call('menu', 'EventGroup', 'a(isvu)', [[event(quit), event(4242)]])).toEqual([[4242]]);
    expect(listener.commands).toEqual([QUIT]);
  });

  it('counts as closed when the host that has it open dies', async () => {
    const { start, listener, host } = await createRig();
    await (await start()).openMenu();
    const second = await host.waitForItem();
    await second.openMenu();
    expect(listener.opens).toEqual([true]);
    await second.closeMenu();
    expect(listener.opens).toEqual([true]);
    await host.stop();
    await until('the menu to count as closed', () => listener.opens.length > 1);
    expect(listener.opens).toEqual([true, false]);
  });

  it('counts as open for a minute when the host only asks and never says, as xfce4-panel does', async () => {
    const { start, listener, clock } = await createRig();
    const item = await start();
    const ask = () => item.call('menu', 'AboutToShowGroup', 'ai', [[0]]);
    await ask();
    clock.advance(59_000);
    await ask();
    clock.advance(59_000);
    expect(listener.opens).toEqual([true]);
    clock.advance(1_000);
    expect(listener.opens).toEqual([true, false]);
    await ask();
    await item.press('Quit');
    expect(listener.opens).toEqual([true, false, true, false]);
    await item.openMenu();
    clock.advance(600_000);
    expect(listener.opens.at(-1)).toBe(true);
    expect(clock.pending()).toBe(0);
  });

  it('answers a bad call with an error, and goes on', async () => {
    const { start, logger } = await createRig();
    const item = await start();
    const bad: [string, string, unknown[]][] = [
      ['GetLayout', 'iias', [4242, -1, []]],
      ['GetLayout', 's', ['nonsense']],
      ['GetProperty', 'is', [0, 'nonsense']],
      ['AboutToShow', 'i', [-5]],
      ['Event', 'is', [1, 'clicked']],
      ['EventGroup', 'ai', [[1]]],
    ];
    for (const [member, signature, body] of bad) {
      await expect(item.call('menu', member, signature, body)).rejects.toMatchObject({ type: INVALID_ARGS });
    }
    expect(await item.labels()).toEqual(['Running', 'Open', 'Quit']);
    expect(logger.lines.filter((line) => line.startsWith('error'))).toEqual([]);
  });
});

function everyId(entries: readonly MenuEntry[]): number[] {
  return entries.flatMap((entry) => [entry.id, ...everyId(entry.children)]);
}
