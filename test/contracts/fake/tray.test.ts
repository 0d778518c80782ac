import { createFakeTray } from '../../fakes/fake-tray';
import { trayContract } from '../tray.contract';

trayContract('FakeTray', async () => {
  const tray = createFakeTray();
  return {
    tray,
    shown: async () => {},
    labels: async () => tray.labels(),
    press: async (label) => tray.press(label),
    activate: async () => tray.activate(),
    openMenu: async () => tray.openMenu(),
    closeMenu: async () => tray.closeMenu(),
    dispose: async () => {},
  };
});
