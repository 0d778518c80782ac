import { describe, expect, it } from 'vitest';
import { until } from '../../desktop/lib/until.mjs';
import type { TrayItem } from '../../desktop/tray-item';
import { trayViewWith } from '../../fixtures/tray-views';
import { trayContract } from '../tray.contract';
import { realTrays } from './tray-rig';

const INVALID_ARGS = 'org.freedesktop.DBus.Error.InvalidArgs';
const { createRig } = realTrays();

trayContract('The StatusNotifierItem tray', async () => {
  const rig = await createRig();
  let item: TrayItem;
  return {
    tray: rig.tray,
    async shown(listener) {
      item = await rig.host.waitForItem();
      await until('the tray to know its host', () => listener.hosts.length > 0);
    },
    labels: () => item.labels(),
    press: (label) => item.press(label),
    activate: () => item.activate(),
    async openMenu() {
      await item.openMenu();
    },
    closeMenu: () => item.closeMenu(),
    dispose: async () => {},
  };
});

describe('the StatusNotifierItem', () => {
  it('tells a host what it is', async () => {
    const { start, host } = await createRig();
    const item = await start();
    expect(host.items()).toEqual([item.service]);
    expect(await item.properties()).toMatchObject({
      id: 'hermes-tray',
      title: 'hermes-tray',
      category: 'SystemServices',
      status: 'Active',
      itemIsMenu: false,
      menu: '/MenuBar',
    });
  });

  it('sends its icon in the sizes of panels, and what an image of that size takes', async () => {
    const { start } = await createRig();
    const { icon, attentionIcon } = await (await start()).properties();
    expect(icon.map(({ width, height }) => [width, height])).toEqual([22, 24, 32, 48].map((size) => [size, size]));
    expect(icon.map(({ bytes }) => bytes.length)).toEqual([1936, 2304, 4096, 9216]);
    expect(attentionIcon).toEqual([]);
  });

  it('has a tooltip of a plain title and a text whose markup is escaped', async () => {
    const { start } = await createRig();
    const item = await start(trayViewWith({ tooltip: { title: 'A & B', text: 'one <b>\u0007two</b>\nPID 5 & more' } }));
    const { toolTip } = await item.properties();
    expect(toolTip).toEqual({ title: 'A & B', text: 'one &lt;b&gt; two&lt;/b&gt;\nPID 5 &amp; more' });
  });

  it('asks for fresh text before the tooltip is read', async () => {
    const { start, listener, tray } = await createRig();
    const item = await start();
    listener.onAboutToShow(() => tray.show(trayViewWith({ tooltip: { title: 'fresh', text: '' } })));
    expect(await item.property('ToolTip')).toEqual(['', [], 'fresh', '']);
  });

  it('asks for attention with an icon for it, and stops asking', async () => {
    const { start, tray, signalsOf } = await createRig();
    const item = await start();
    const failed = () => tray.show(trayViewWith({ icon: 'failed', needsAttention: true }));
    expect(await signalsOf(item, failed)).toEqual(['NewIcon', 'NewAttentionIcon', 'NewStatus']);
    expect(item.signals.at(-1)?.body).toEqual(['NeedsAttention']);
    const { status, attentionIcon, icon } = await item.properties();
    expect(status).toBe('NeedsAttention');
    expect(attentionIcon).toEqual(icon);
    await signalsOf(item, () => tray.show(trayViewWith()));
    expect(item.signals.at(-1)?.body).toEqual(['Active']);
    expect(await item.properties()).toMatchObject({ status: 'Active', attentionIcon: [] });
  });

  it('has the item read again when only the wish for attention differs', async () => {
    const { start, tray, signalsOf } = await createRig();
    const item = await start(trayViewWith({ icon: 'failed' }));
    const wish = () => tray.show(trayViewWith({ icon: 'failed', needsAttention: true }));
    expect(await signalsOf(item, wish)).toEqual(['NewAttentionIcon', 'NewStatus']);
  });

  it('signals a new tooltip, and nothing else, when only that differs', async () => {
    const { start, tray, signalsOf } = await createRig();
    const item = await start();
    const next = () => tray.show(trayViewWith({ tooltip: { title: 'hermes-tray · Stopped', text: '' } }));
    expect(await signalsOf(item, next)).toEqual(['NewToolTip']);
  });

  it('signals nothing when nothing changed', async () => {
    const { start, tray, signalsOf } = await createRig();
    const item = await start();
    expect(await signalsOf(item, () => tray.show(trayViewWith()))).toEqual([]);
  });

  it('takes the middle button and the menu request of a host without menus as clicks on the icon', async () => {
    const { start, listener } = await createRig();
    const item = await start();
    await item.secondaryActivate();
    await item.call('item', 'ContextMenu', 'ii', [10, 10]);
    await item.call('item', 'Scroll', 'is', [120, 'vertical']);
    expect(listener.activations).toBe(2);
  });

  it('keeps the activation token of a click for the window that follows', async () => {
    const { start } = await createRig();
    const item = await start();
    await item.call('item', 'ProvideXdgActivationToken', 's', ['token-7']);
    expect(process.env['XDG_ACTIVATION_TOKEN']).toBe('token-7');
    delete process.env['XDG_ACTIVATION_TOKEN'];
  });

  it('describes both its objects to a host that introspects', async () => {
    const { start } = await createRig();
    const item = await start();
    expect(await item.introspect('item')).toContain('<property name="ToolTip" type="(sa(iiay)ss)" access="read"/>');
    expect(await item.introspect('menu')).toContain('<method name="AboutToShow">');
  });

  it('says that it goes when it is closed', async () => {
    const { start, tray, signalsOf } = await createRig();
    const item = await start();
    expect(await signalsOf(item, () => tray.close())).toEqual(['NewStatus']);
    expect(item.signals.at(-1)?.body).toEqual(['Passive']);
  });

  it('answers a bad call with an error, and goes on', async () => {
    const { start, logger } = await createRig();
    const item = await start();
    await expect(item.property('Nonsense')).rejects.toMatchObject({ type: expect.stringContaining('UnknownProperty') });
    await expect(item.property('constructor')).rejects.toMatchObject({ type: expect.stringContaining('Unknown') });
    await expect(item.call('item', 'Activate', 's', ['x'])).rejects.toMatchObject({ type: INVALID_ARGS });
    await expect(item.call('item', 'toString', '', [])).rejects.toMatchObject({
      type: 'org.freedesktop.DBus.Error.UnknownMethod',
    });
    expect(await item.labels()).toEqual(['Running', 'Open', 'Quit']);
    expect(logger.lines.filter((line) => line.startsWith('error'))).toEqual([]);
  });
});
