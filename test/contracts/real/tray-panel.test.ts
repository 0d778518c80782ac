import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSessionBus } from '../../../main/adapters/session-bus/session-bus';
import type { TrayIcons } from '../../../main/adapters/tray/icons';
import { createTray } from '../../../main/adapters/tray/tray';
import type { SessionBus } from '../../../main/app/ports/session-bus';
import type { Tray } from '../../../main/app/ports/tray';
import type { StatusKind } from '../../../main/core/gateway-status';
import { click, clickTray, colourAt, findTrayIcon, key, openTrayMenu } from '../../desktop/hands.mjs';
import { until } from '../../desktop/lib/until.mjs';
import { startPanel, stopPanel } from '../../desktop/panel.mjs';
import { attachToPanelItem } from '../../desktop/tray-host';
import { createFakeLogger } from '../../fakes/fake-logger';
import { createRecordingTrayListener, type RecordingTrayListener } from '../../fakes/recording-tray-listener';
import { menuItem, QUIT, SHOW_WINDOW, textItem, trayViewWith } from '../../fixtures/tray-views';
import { realClock } from './real-clock';

/** A colour that no panel has, for each status used here; one for attention. */
const COLOURS: Partial<Record<StatusKind, string>> = { running: '#00ff00', stopped: '#0000ff', failed: '#ff0000' };

/** Plain squares: whether the right image is shown can be read from one pixel. */
const SQUARES: TrayIcons = {
  pixmaps: (status) =>
    [22, 48].map((size) => {
      const pixel = Buffer.from(`ff${(COLOURS[status] ?? '#ffffff').slice(1)}`, 'hex');
      return { width: size, height: size, argb: Buffer.alloc(size * size * pixel.length, pixel) };
    }),
};

const LABEL_EVERY_MS = 20;

// xfce4-panel: the StatusNotifierItem host that a test can have. What it shows is looked at, where it is clicked is clicked.
describe.skipIf(process.env['HERMES_TRAY_DESKTOP_DIR'] === undefined)('the tray in xfce4-panel', () => {
  let bus: SessionBus;
  let tray: Tray;
  let listener: RecordingTrayListener;

  beforeEach(() => {
    const logger = createFakeLogger();
    bus = createSessionBus({ environment: process.env, clock: realClock, logger, random: Math.random });
    tray = createTray({ bus, clock: realClock, logger, icons: SQUARES, legacyTray: null });
    listener = createRecordingTrayListener();
  });
  afterEach(async () => {
    await key('Escape');
    tray.close();
    bus.close();
  });

  async function sees(colour: string | undefined): Promise<void> {
    const { x, y } = await findTrayIcon();
    await until(`the icon to be ${colour}`, async () => (await colourAt(x, y)) === colour);
  }

  it('shows the icon of the status, and of the status that asks for attention', async () => {
    tray.show(trayViewWith());
    tray.start(listener);
    await sees(COLOURS.running);
    tray.show(trayViewWith({ icon: 'failed', needsAttention: true }));
    await sees(COLOURS.failed);
    tray.show(trayViewWith({ icon: 'stopped' }));
    await sees(COLOURS.stopped);
    expect(listener.hosts).toEqual(['status-notifier']);
  });

  it('hears a left click', async () => {
    tray.show(trayViewWith());
    tray.start(listener);
    await clickTray();
    await until('the click', () => listener.activations === 1);
  });

  it('loses no click on its open menu while the labels move, and knows that the menu is open', async () => {
    let step = 0;
    const show = () => {
      step += 1;
      const bar = textItem('bar', `${'▰'.repeat(step % 10)}${'▱'.repeat(10 - (step % 10))} ${step}`);
      const open = menuItem('open', { label: `Open (${step})`, command: SHOW_WINDOW });
      tray.show(trayViewWith({ menu: [bar, open, menuItem('quit', { label: 'Quit', command: QUIT })] }));
    };
    show();
    tray.start(listener);
    const item = await attachToPanelItem();
    const moving = setInterval(show, LABEL_EVERY_MS);
    try {
      const menu = await openTrayMenu();
      await until('word of the open menu', () => listener.opens.at(-1) === true);
      const before = step;
      await until('labels to move while it is open', () => step > before + 10);
      expect(item.signals.some(({ member }) => member === 'LayoutUpdated')).toBe(false);
      await click(menu.x + 40, menu.y + menu.height / 2);
      await until('the click', () => listener.commands.length > 0);
      expect(listener.commands).toEqual([SHOW_WINDOW]);
      expect(listener.opens).toEqual([true, false]);
    } finally {
      clearInterval(moving);
      item.close();
    }
  });

  it('is back when the panel is', async () => {
    tray.show(trayViewWith());
    tray.start(listener);
    await sees(COLOURS.running);
    await stopPanel();
    tray.show(trayViewWith({ icon: 'stopped' }));
    await startPanel();
    await sees(COLOURS.stopped);
    expect(listener.hosts).toEqual(['status-notifier']);
  });
});
