import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Notifications } from '../../main/app/ports/notifications';
import type { Command } from '../../main/core/commands';
import { noticeWith, QUIT, SHOW_WINDOW, START, VIEW_LOG } from '../fixtures/notices';

/** What a person has before them. */
export interface StandingNotification {
  readonly title: string;
  readonly body: string;
  readonly progress: number | null;
  readonly buttons: readonly string[];
}

/** Notifications, and what a person does with them and sees of them. */
export interface NotificationsRig {
  readonly notifications: Notifications;
  /** False where there is no bar, or only one in place of the text. */
  readonly drawsBars: boolean;
  /** What stands once everything that was asked for is done, oldest first. */
  standing(): Promise<readonly StandingNotification[]>;
  /** How many notifications have come up so far; what is replaced in place has not. */
  popUps(): number;
  /** Each finds its notification by the title. */
  press(title: string, label: string): Promise<void>;
  click(title: string): Promise<void>;
  dismiss(title: string): Promise<void>;
  /** Waits until time has closed it: the daemon's, for those of low urgency. */
  expire(title: string): Promise<void>;
  /** Resolves when this many commands were chosen. */
  chosen(commands: readonly Command[], count: number): Promise<void>;
  dispose(): Promise<void>;
}

export function notificationsContract(name: string, createRig: () => Promise<NotificationsRig>): void {
  describe(`${name} keeps the contract of notifications`, () => {
    let rig: NotificationsRig;
    let commands: Command[];

    beforeEach(async () => {
      rig = await createRig();
      commands = [];
    });
    afterEach(async () => {
      rig.notifications.close();
      await rig.dispose();
    });

    function start(): void {
      rig.notifications.start({ commandChosen: (command) => void commands.push(command) });
    }

    async function titles(): Promise<readonly string[]> {
      return (await rig.standing()).map(({ title }) => title);
    }

    it('shows a notice with its bar and its buttons', async () => {
      start();
      rig.notifications.show([noticeWith({ title: 'A & B', body: '1 < 2 & <b>3</b>\n5 %', progress: 5 })]);
      expect(await rig.standing()).toEqual([
        {
          title: 'A & B',
          body: '1 < 2 & <b>3</b>\n5 %',
          progress: rig.drawsBars ? 5 : null,
          buttons: ['Start now', 'View log'],
        },
      ]);
    });

    it('shows what was wanted before it was started', async () => {
      rig.notifications.show([noticeWith({ title: 'too early' })]);
      rig.notifications.show([noticeWith({ title: 'early' })]);
      start();
      expect(await titles()).toEqual(['early']);
    });

    it('replaces in place what differs, and touches nothing else', async () => {
      start();
      const other = noticeWith({ key: 'other', title: 'other' });
      rig.notifications.show([noticeWith(), other]);
      await rig.standing();
      rig.notifications.show([noticeWith({ title: 'back', body: 'It runs again.', actions: [], round: 1 }), other]);
      expect(await rig.standing()).toContainEqual({
        title: 'back',
        body: 'It runs again.',
        progress: null,
        buttons: [],
      });
      expect(await titles()).toHaveLength(2);
      expect(rig.popUps()).toBe(2);
    });

    it('never makes two of one key, however fast its wishes come', async () => {
      start();
      for (let step = 0; step <= 50; step += 1) rig.notifications.show([noticeWith({ title: `step ${step}` })]);
      expect(await titles()).toEqual(['step 50']);
      expect(rig.popUps()).toBe(1);
    });

    it('closes what is not wanted any more', async () => {
      start();
      rig.notifications.show([noticeWith({ title: 'one' }), noticeWith({ key: 'other', title: 'other' })]);
      await rig.standing();
      rig.notifications.show([noticeWith({ key: 'other', title: 'other' })]);
      expect(await titles()).toEqual(['other']);
      rig.notifications.show([]);
      expect(await titles()).toEqual([]);
    });

    it('shows nothing that was not wanted any more before it could be shown', async () => {
      start();
      rig.notifications.show([noticeWith()]);
      rig.notifications.show([]);
      expect(await titles()).toEqual([]);
    });

    it('gives the command of the button that is pressed', async () => {
      start();
      rig.notifications.show([noticeWith()]);
      await rig.standing();
      await rig.press('Hermes gateway stopped', 'View log');
      await rig.chosen(commands, 1);
      expect(commands).toEqual([VIEW_LOG]);
    });

    it('gives the command that the button has now', async () => {
      start();
      rig.notifications.show([noticeWith()]);
      await rig.standing();
      const actions = [
        { label: 'View log', command: VIEW_LOG },
        { label: 'Start now', command: QUIT },
        { label: 'Start', command: START },
      ];
      rig.notifications.show([noticeWith({ actions })]);
      await rig.standing();
      await rig.press('Hermes gateway stopped', 'Start now');
      await rig.chosen(commands, 1);
      expect(commands).toEqual([QUIT]);
    });

    it('stays silent for as long as a notice that was closed has nothing new to say', async () => {
      start();
      rig.notifications.show([noticeWith({ title: 'one' }), noticeWith({ key: 'other', title: 'other' })]);
      await rig.standing();
      await rig.dismiss('other');
      rig.notifications.show([
        noticeWith({ title: 'one' }),
        noticeWith({ key: 'other', title: 'other, a little later' }),
      ]);
      expect(await titles()).toEqual(['one']);
      rig.notifications.show([noticeWith({ title: 'one' }), noticeWith({ key: 'other', title: 'news', round: 1 })]);
      expect([...(await titles())].sort()).toEqual(['news', 'one']);
    });

    it('stays silent when time has closed it, until it is called something else', async () => {
      start();
      const notice = noticeWith({ title: 'soon gone', urgency: 'low' });
      rig.notifications.show([notice]);
      await rig.standing();
      await rig.expire('soon gone');
      rig.notifications.show([{ ...notice, body: 'A little later.' }]);
      expect(await titles()).toEqual([]);
      rig.notifications.show([{ ...notice, title: 'news' }]);
      expect(await titles()).toEqual(['news']);
    });

    it('shows again what was closed, not wanted, and is wanted again', async () => {
      start();
      rig.notifications.show([noticeWith()]);
      await rig.standing();
      await rig.dismiss('Hermes gateway stopped');
      rig.notifications.show([]);
      rig.notifications.show([noticeWith()]);
      expect(await titles()).toEqual(['Hermes gateway stopped']);
    });

    it('takes a click on the notification for its default command', async () => {
      start();
      rig.notifications.show([noticeWith()]);
      await rig.standing();
      await rig.click('Hermes gateway stopped');
      await rig.chosen(commands, 1);
      expect(commands).toEqual([SHOW_WINDOW]);
    });

    it('takes everything away when it is closed', async () => {
      start();
      rig.notifications.show([noticeWith(), noticeWith({ key: 'other', title: 'other' })]);
      await rig.standing();
      rig.notifications.close();
      rig.notifications.show([noticeWith({ title: 'too late' })]);
      expect(await titles()).toEqual([]);
    });
  });
}
