import { type Box, click, moveMouse, windowsOf } from '../../desktop/hands.mjs';
import { until } from '../../desktop/lib/until.mjs';
import { press } from '../../desktop/notifications';
import { type RunningDaemon, startDunst, startXfce4Notifyd } from './notification-daemons';
import type { DaemonHands } from './notifications-rig';

const LEFT = 1;
const MIDDLE = 2;

/** dunst draws all notifications into one window, and no buttons. */
export async function dunstHands(): Promise<DaemonHands & RunningDaemon> {
  const daemon = await startDunst();

  async function clickOn(index: number, count: number, button: number): Promise<void> {
    const [box] = await until('the notifications on the screen', async () => {
      const boxes = await windowsOf('Dunst');
      return boxes.length > 0 ? boxes : null;
    });
    if (box === undefined) throw new Error('dunst has no window');
    await click(box.x + Math.round(box.width / 2), box.y + Math.round((box.height * (index + 0.5)) / count), button);
    await moveMouse(100, 400);
  }

  return {
    ...daemon,
    drawsBars: true,
    async press({ id, actions }, label) {
      await press(id, actions.find((action) => action.label === label)?.key ?? '');
    },
    click: ({ index, count }) => clickOn(index, count, LEFT),
    dismiss: ({ index, count }) => clickOn(index, count, MIDDLE),
  };
}

/** From its upper left corner on; a button's width holds for labels of up to ten letters. */
const XFCE = { buttonWidth: 85, gap: 7, right: 14, middleOfButtons: 31 } as const;

/** xfce4-notifyd draws each into a window of its own, the oldest at the top, with its buttons along the lower edge. */
export async function xfceHands(): Promise<DaemonHands & RunningDaemon> {
  const daemon = await startXfce4Notifyd();

  async function boxes(count: number): Promise<readonly Box[]> {
    const found = await until(`${count} notifications on the screen`, async () => {
      const windows = await windowsOf('xfce4-notifyd');
      return windows.length === count ? windows : null;
    });
    return found.sort((left, right) => left.y - right.y);
  }

  async function clickAt(x: number, y: number): Promise<void> {
    await click(Math.round(x), Math.round(y), LEFT);
    await moveMouse(100, 400);
  }

  async function pressButton(box: Box, fromRight: number): Promise<void> {
    const x = box.x + box.width - XFCE.right - XFCE.buttonWidth / 2 - fromRight * (XFCE.buttonWidth + XFCE.gap);
    await clickAt(x, box.y + box.height - XFCE.middleOfButtons);
  }

  return {
    ...daemon,
    drawsBars: false,
    async press({ actions }, label) {
      const [box] = await boxes(1);
      const index = actions.findIndex((action) => action.label === label);
      if (box === undefined || index < 0) throw new Error(`no button ${label}`);
      await pressButton(box, actions.length - 1 - index);
    },
    /** What stands for the click there: the first button. */
    async click({ index, count, buttons }) {
      const box = (await boxes(count))[index];
      if (box !== undefined) await pressButton(box, buttons);
    },
    async dismiss({ index, count }) {
      const box = (await boxes(count))[index];
      if (box !== undefined) await clickAt(box.x + box.width / 2, box.y + 30);
    },
  };
}
