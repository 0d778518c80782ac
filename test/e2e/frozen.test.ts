import { expect, it } from 'vitest';
import { watchNotifications } from '../desktop/notifications';
import type { MenuEntry, TrayItem } from '../desktop/tray-item';
import { setScene } from './scene';
import { shownIcon } from './shown-icon';

const scene = setScene();

/** Hermes' 90 s without a heartbeat, the last of which may be 30 s old at the freeze, and the 2 s of the socket. */
const SILENT_WITHIN_MS = 100_000;
/** A heartbeat is due within 30 s, and so is our next question. */
const HEARD_WITHIN_MS = 40_000;

// One wait for all: the limit is Hermes' own, and the app has no setting that would shorten it.
it('says that a gateway does not respond, takes it back, and restarts one that hangs', {
  timeout: 240_000,
}, async () => {
  const flags = ['--no-loop-watchdog', '--platforms', 'telegram'];
  const stopped = await scene.gateway();
  const hanging = await scene.gateway({ profile: 'hanging', flags, timeoutStopSec: 2 });
  const old = await scene.gateway({ profile: 'old', version: '0.19', flags });
  await scene.gateway({ profile: 'well' });
  const notifications = await watchNotifications();
  scene.onEnd(() => notifications.stop());
  await scene.app();
  const item = await scene.trayItem();
  await item.waitForLabel('4 of 4 gateways running');

  process.kill(await stopped.mainPid(), 'SIGSTOP');
  await hanging.simulator.freeze();
  await old.simulator.freeze();
  expect(await shownIcon(item)).toBe('running');
  for (const name of ['default', 'hanging', 'old']) {
    await item.waitForLabel(new RegExp(`^✕ ${name} · Not responding · for \\d min$`), { deadlineMs: SILENT_WITHIN_MS });
  }
  await item.waitForLabel('1 of 4 gateways running');
  await item.waitForLabel('● well · Running · healthy');
  expect(await shownIcon(item)).toBe('frozen');
  expect(await item.property('Status')).toBe('NeedsAttention');
  const labels = await labelsOf(item, 'hanging');
  expect(labels).toContain('Its process is there, but its heartbeat has stopped');
  expect(labels.join(' ')).toContain('systemd kills it after 2 s');
  expect(labels).toContain('Gracefully (the gateway does not respond)');
  expect(labels.join(' ')).not.toContain('telegram');
  await notifications.catchUp();
  expect(notifications.sent).toEqual([]);

  process.kill(await stopped.mainPid(), 'SIGCONT');
  await old.simulator.thaw();
  await item.waitForLabel('● default · Running · healthy', { deadlineMs: HEARD_WITHIN_MS });
  await item.waitForLabel('● old · Running · healthy', { deadlineMs: HEARD_WITHIN_MS });

  const pid = await hanging.mainPid();
  const now = entriesOf(await item.menu(), 'hanging').find(({ label }) => label === 'Now');
  await item.press(now?.id ?? -1);
  await item.waitForLabel('● hanging · Running · healthy');
  await item.waitForLabel('4 of 4 gateways running');
  expect(await hanging.mainPid()).not.toBe(pid);
  await notifications.catchUp();
  expect(notifications.sent.filter(({ urgency, title }) => urgency === 'critical' || /unexpected/.test(title))).toEqual(
    [],
  );
});

/** What is in the submenu of a gateway, its own submenus' items included. */
function entriesOf(menu: readonly MenuEntry[], name: string): readonly MenuEntry[] {
  const all = (entries: readonly MenuEntry[]): readonly MenuEntry[] =>
    entries.filter(({ visible }) => visible).flatMap((entry) => [entry, ...all(entry.children)]);
  return all(menu.find(({ label }) => label.includes(` ${name} · `))?.children ?? []);
}

async function labelsOf(item: TrayItem, name: string): Promise<readonly string[]> {
  return entriesOf(await item.menu(), name).map(({ label }) => label);
}
