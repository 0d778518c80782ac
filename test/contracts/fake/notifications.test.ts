import { createFakeNotifications } from '../../fakes/fake-notifications';
import { notificationsContract } from '../notifications.contract';

notificationsContract('FakeNotifications', async () => {
  const notifications = createFakeNotifications();

  function keyOf(title: string): string {
    const notice = notifications.standing.find((one) => one.title === title);
    if (notice === undefined) throw new Error(`no notification "${title}"`);
    return notice.key;
  }

  return {
    notifications,
    drawsBars: true,
    standing: async () =>
      notifications.standing.map(({ title, body, progress, actions }) => ({
        title,
        body,
        progress,
        buttons: actions.map(({ label }) => label),
      })),
    popUps: () => notifications.popUps,
    press: async (title, label) => notifications.press(keyOf(title), label),
    click: async (title) => notifications.click(keyOf(title)),
    dismiss: async (title) => notifications.dismiss(keyOf(title)),
    expire: async (title) => notifications.expire(keyOf(title)),
    chosen: async () => {},
    dispose: async () => {},
  };
});
