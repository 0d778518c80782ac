import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Tray } from '../../main/app/ports/tray';
import { createRecordingTrayListener, type RecordingTrayListener } from '../fakes/recording-tray-listener';
import { menuItem, QUIT, SHOW_WINDOW, separatorItem, textItem, trayViewWith } from '../fixtures/tray-views';

/** A tray, and what a person does with it and sees of it. */
export interface TrayRig {
  readonly tray: Tray;
  /** Resolves when a host shows the tray that was started. */
  shown(listener: RecordingTrayListener): Promise<void>;
  labels(): Promise<readonly string[]>;
  press(label: string): Promise<void>;
  activate(): Promise<void>;
  openMenu(): Promise<void>;
  closeMenu(): Promise<void>;
  dispose(): Promise<void>;
}

export function trayContract(name: string, createRig: () => Promise<TrayRig>): void {
  describe(`${name} keeps the contract of a tray`, () => {
    let rig: TrayRig;
    let listener: RecordingTrayListener;

    beforeEach(async () => {
      rig = await createRig();
      listener = createRecordingTrayListener();
    });
    afterEach(async () => {
      rig.tray.close();
      await rig.dispose();
    });

    async function start(): Promise<void> {
      rig.tray.start(listener);
      await rig.shown(listener);
    }

    it('says once where it is shown', async () => {
      rig.tray.show(trayViewWith());
      await start();
      expect(listener.hosts).toEqual(['status-notifier']);
    });

    it('shows a view that came before it was started, and then every other', async () => {
      rig.tray.show(trayViewWith());
      await start();
      expect(await rig.labels()).toEqual(['Running', 'Open', 'Quit']);
      rig.tray.show(trayViewWith({ menu: [textItem('status', 'Stopped'), separatorItem('end'), menuItem('start')] }));
      expect(await rig.labels()).toEqual(['Stopped', 'start']);
    });

    it('shows the visible items only, submenus in their place', async () => {
      const inside = menuItem('inside', { label: 'Inside' });
      const menu = [
        menuItem('hidden', { visible: false }),
        menuItem('more', { kind: 'submenu', label: 'More', command: null, children: [inside] }),
      ];
      rig.tray.show(trayViewWith({ menu }));
      await start();
      expect(await rig.labels()).toEqual(['More', 'Inside']);
    });

    it('gives the command of the item that is pressed, as the last view has it', async () => {
      rig.tray.show(trayViewWith());
      await start();
      await rig.press('Quit');
      rig.tray.show(trayViewWith({ menu: [menuItem('quit', { label: 'Quit', command: SHOW_WINDOW })] }));
      await rig.press('Quit');
      expect(listener.commands).toEqual([QUIT, SHOW_WINDOW]);
    });

    it('gives the command of an item in a submenu', async () => {
      const inside = menuItem('inside', { label: 'Inside', command: QUIT });
      const menu = [menuItem('more', { kind: 'submenu', label: 'More', command: null, children: [inside] })];
      rig.tray.show(trayViewWith({ menu }));
      await start();
      await rig.press('Inside');
      expect(listener.commands).toEqual([QUIT]);
    });

    it('has nothing to press in what is disabled', async () => {
      rig.tray.show(trayViewWith());
      await start();
      await expect(rig.press('Running')).rejects.toThrow();
      expect(listener.commands).toEqual([]);
    });

    it('says that the icon was clicked', async () => {
      rig.tray.show(trayViewWith());
      await start();
      await rig.activate();
      expect(listener.activations).toBe(1);
      expect(listener.commands).toEqual([]);
    });

    it('asks for fresh ages before the menu is read', async () => {
      rig.tray.show(trayViewWith());
      await start();
      listener.onAboutToShow(() => rig.tray.show(trayViewWith({ menu: [textItem('status', 'up 2 s')] })));
      expect(await rig.labels()).toEqual(['up 2 s']);
    });

    it('says when the menu opens and closes', async () => {
      rig.tray.show(trayViewWith());
      await start();
      await rig.openMenu();
      expect(listener.opens).toEqual([true]);
      await rig.closeMenu();
      expect(listener.opens).toEqual([true, false]);
    });

    it('says nothing after it was closed', async () => {
      rig.tray.show(trayViewWith());
      await start();
      rig.tray.close();
      rig.tray.show(trayViewWith({ icon: 'failed' }));
      expect(listener.hosts).toEqual(['status-notifier']);
    });
  });
}
