import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { startXfce4Notifyd } from '../../test/contracts/real/notification-daemons';
import {
  click,
  findTrayIcon,
  findWindow,
  key,
  moveMouse,
  openTrayMenu,
  screenshot,
} from '../../test/desktop/hands.mjs';
import { run } from '../../test/desktop/lib/until.mjs';
import { type NotificationWatch, watchNotifications } from '../../test/desktop/notifications';
import { attachToPanelItem } from '../../test/desktop/tray-host';
import type { TrayItem } from '../../test/desktop/tray-item';
import { type AppUnderTest, launchApp } from '../../test/e2e/app-under-test';
import { type GatewayOptions, type GatewayUnderTest, installGateway } from '../../test/e2e/gateway-under-test';
import { shownIcon } from '../../test/e2e/shown-icon';

// The main job, step by step, in a private session: a real panel, a real systemd, a simulated gateway. Each step waits
// until it is seen to have happened (in the menu, and where systemd has a say, there too), then takes a picture.

const FOLDER = join(process.env['HERMES_TRAY_PROJECT'] ?? process.cwd(), 'out', 'demo');

let step = 0;

/** Opens the menu for real, takes the picture, closes it, and prints what it shows. */
async function show(item: TrayItem, name: string, expectedIcon: string): Promise<void> {
  step += 1;
  const file = join(FOLDER, `${String(step).padStart(2, '0')}-${name}.png`);
  const icon = await shownIcon(item);
  if (icon !== expectedIcon) throw new Error(`step ${step} (${name}): the icon is ${icon}, not ${expectedIcon}`);
  await openTrayMenu();
  await screenshot(file);
  const labels = await item.labels();
  await key('Escape');
  // Away from the icon, or its tooltip lies over the next menu.
  await moveMouse(600, 500);
  console.log(`${step}. ${name}: icon "${icon}"; ${labels.slice(0, 3).join(' | ')}\n   ${file}`);
}

/** The screen as it is: for what comes up by itself. */
async function showScreen(name: string, text: string): Promise<void> {
  step += 1;
  const file = join(FOLDER, `${String(step).padStart(2, '0')}-${name}.png`);
  await screenshot(file);
  console.log(`${step}. ${name}: ${text}\n   ${file}`);
}

async function must(what: string, actual: Promise<string>, expected: string): Promise<void> {
  const value = await actual;
  if (value !== expected) throw new Error(`step ${step} (${what}): systemd says ${value}, not ${expected}`);
}

async function mainJob(item: TrayItem, gateway: GatewayUnderTest): Promise<void> {
  await item.waitForLabel('● Running · healthy');
  const first = await gateway.mainPid();
  await item.waitForLabel(new RegExp(`^PID ${first} `));
  await show(item, 'tray-appears-with-pid', 'running');

  process.kill(first, 'SIGKILL');
  await item.waitForLabel(/^◐ Stopped · systemd restarts it/);
  await must('killed', gateway.show('SubState'), 'auto-restart');
  await show(item, 'gateway-killed', 'restarting-by-systemd');

  const revived = await item.waitForLabel(new RegExp(`^PID (?!${first} )\\d+ · up \\d+ s · idle`));
  await must('revived', gateway.show('NRestarts'), '1');
  if (!revived.label.includes(await gateway.show('MainPID'))) throw new Error(`${revived.label} is not the new PID`);
  await show(item, 'systemd-revived-it', 'running');

  const second = await gateway.mainPid();
  await item.press('Now');
  await item.waitForLabel(/^◐ Restarting/);
  await show(item, 'restarting-from-the-menu', 'restarting');
  await item.waitForLabel(new RegExp(`^PID (?!${second} )\\d+ · up \\d+ s · idle`));
  await must('restarted', gateway.show('ActiveState'), 'active');
  await show(item, 'restarted', 'running');

  await item.press('Stop');
  await item.waitForLabel('◐ Stopping');
  await show(item, 'stopping-from-the-menu', 'stopping');
  await item.waitForLabel(/^○ Stopped/);
  await must('stopped', gateway.show('ActiveState'), 'inactive');
  await show(item, 'stopped', 'stopped');

  await item.press('Start');
  await item.waitForLabel('◐ Starting');
  await show(item, 'starting-from-the-menu', 'starting');
  await item.waitForLabel('● Running · healthy');
  await must('started', gateway.show('ActiveState'), 'active');
  await show(item, 'started', 'running');
}

async function health(item: TrayItem, gateway: GatewayUnderTest): Promise<void> {
  await gateway.simulator.setAgents(2);
  await item.waitForLabel('● Running · busy');
  await show(item, 'agents-at-work', 'busy');
  await gateway.simulator.setAgents(0);
  await gateway.simulator.platform('discord', { state: 'retrying', errorMessage: 'no route to host' });
  await item.waitForLabel('▲ Running · degraded');
  await show(item, 'a-platform-in-trouble', 'degraded');
  await gateway.simulator.platform('discord', { state: 'connected' });
  await item.waitForLabel('● Running · healthy');
  await gateway.simulator.setAgents(1);
  await gateway.unit.systemctl('kill', '--kill-whom=main', '--signal=SIGUSR1', gateway.unit.name);
  await item.waitForLabel(/^◐ Draining/);
  await show(item, 'drained-by-another-program', 'draining');
  await gateway.simulator.setAgents(0);
  await item.waitForLabel('● Running · healthy', { deadlineMs: 20_000 });
}

/** A restart that cuts nobody's work: two agents finish, one after the other. */
async function drain(item: TrayItem, gateway: GatewayUnderTest, notifications: NotificationWatch): Promise<void> {
  const before = await gateway.mainPid();
  await gateway.simulator.setAgents(2);
  await item.waitForLabel('● Running · busy');
  await openTrayMenu();
  await key('Down', 'Down', 'Right');
  await showScreen('what-a-restart-costs', 'Restart ▸ says what each way interrupts');
  await key('Escape', 'Escape');
  await moveMouse(600, 500);

  await item.press(/^Gracefully/);
  await item.waitForLabel(/^Draining: 2 of 2 agents left/);
  await show(item, 'draining-two-agents', 'draining');
  await notifications.waitFor(({ progress }) => progress !== null, 'the notification with its bar');
  await gateway.simulator.setAgents(1);
  await item.waitForLabel(/^Draining: 1 of 2 agents left/);
  const half = await notifications.waitFor(({ body }) => body.includes('1 of 2 agents left'), 'the bar to move');
  await show(item, 'draining-one-agent', 'draining');
  await showScreen('notification-with-progress', `${half.title}: ${half.body} (${half.progress} %)`);
  await gateway.simulator.setAgents(0);
  await item.waitForLabel(new RegExp(`^PID (?!${before} )\\d+ · up \\d+ s · idle`), { deadlineMs: 20_000 });
  await must('drained', gateway.show('Result'), 'success');
  const end = await notifications.waitFor(({ title }) => title.endsWith('has restarted'), 'the end of the restart');
  await showScreen('restarted-without-a-cut', `${end.title}: ${end.body}`);
}

/** An exit that nobody asked for, on the daemon of this desktop, which draws the buttons (dunst has none). */
async function unexpectedExit(item: TrayItem, gateway: GatewayUnderTest, notifications: NotificationWatch) {
  process.kill(await ownerOf('org.freedesktop.Notifications'), 'SIGTERM');
  const daemon = await startXfce4Notifyd();
  try {
    process.kill(await gateway.mainPid(), 'SIGTERM');
    const alarm = await notifications.waitFor(({ body }) => body.includes('SIGTERM from outside'), 'the alarm');
    await showScreen('unexpected-exit', `${alarm.title}: ${alarm.body.replaceAll('\n', ' ')}`);
    await item.waitForLabel(/^◐ Stopped · systemd restarts it/);
    await show(item, 'unexpected-exit-in-the-menu', 'restarting-by-systemd');
    const back = await notifications.waitFor(
      ({ title, body, replacesId }) =>
        replacesId === alarm.id && title.includes('is back after') && body.includes('SIGTERM'),
      'the recovery',
    );
    await item.waitForLabel('● Running · healthy', { deadlineMs: 20_000 });
    await showScreen('recovery', `${back.title}: ${back.body.replaceAll('\n', ' ')}`);
  } finally {
    await daemon.stop();
  }
}

async function ownerOf(name: string): Promise<number> {
  const { stdout } = await run('busctl', ['--user', 'status', name]);
  const pid = Number(/^PID=(\d+)/m.exec(stdout)?.[1]);
  if (!(pid > 1)) throw new Error(`nobody owns ${name}`);
  return pid;
}

async function theWindow(item: TrayItem): Promise<void> {
  const { x, y } = await findTrayIcon();
  await click(x, y);
  const window = await findWindow(/hermes-tray/i);
  await item.waitForLabel('● Running · healthy');
  step += 1;
  const file = join(FOLDER, `${String(step).padStart(2, '0')}-the-window.png`);
  await screenshot(file);
  console.log(`${step}. the-window: ${window.title}, ${window.box.width}×${window.box.height}\n   ${file}`);
  await key('ctrl+w');
}

async function badDays(item: TrayItem, gateway: GatewayUnderTest): Promise<void> {
  const second = await installGateway({ profile: 'coder', version: '0.19' });
  try {
    await item.waitForLabel('2 of 2 gateways running');
    await show(item, 'two-gateways', 'running');
  } finally {
    await second.remove();
  }
  await item.waitForLabel('● Running · healthy');

  await gateway.simulator.failNextStarts('broken-install', 100);
  process.kill(await gateway.mainPid(), 'SIGKILL');
  await item.waitForLabel(/^✕ Crash loop · /, { deadlineMs: 60_000 });
  await show(item, 'crash-loop', 'crash-looping');
  await gateway.simulator.failNextStarts('broken-install', 0);
  await item.waitForLabel('● Running · healthy', { deadlineMs: 30_000 });

  const systemd = await ownerOf('org.freedesktop.systemd1');
  process.kill(systemd, 'SIGSTOP');
  try {
    await item.press('Now');
    await item.waitForLabel('? systemd does not answer', { deadlineMs: 20_000 });
    await show(item, 'systemd-hangs', 'no-bus');
  } finally {
    process.kill(systemd, 'SIGCONT');
  }
  await item.waitForLabel('● Running · healthy', { deadlineMs: 30_000 });
}

/** Statuses that a gateway of its own shows best. */
async function alone(item: TrayItem, options: GatewayOptions, play: (gateway: GatewayUnderTest) => Promise<void>) {
  const gateway = await installGateway({ ...options, isStarted: false });
  try {
    await item.waitForLabel(/^○ Stopped/);
    await play(gateway);
  } finally {
    await gateway.remove();
  }
  await item.waitForLabel('No gateway unit');
}

async function otherStatuses(item: TrayItem): Promise<void> {
  await alone(item, {}, async (gateway) => {
    await gateway.simulator.failNextStarts('token-conflict', 1);
    await item.press('Start');
    await item.waitForLabel(/^✕ Failed · (exit code 78|configuration error)/);
    await must('failed', gateway.show('ExecMainStatus'), '78');
    await show(item, 'failed-for-good', 'failed');
  });
  await alone(item, { version: '0.11' }, async (gateway) => {
    await gateway.unit.systemctl('start', gateway.unit.name);
    await item.waitForLabel('● Running · healthy');
    const script = (await gateway.show('ExecStart')).match(/\S+gateway\.mjs/)?.[0] ?? '';
    const environment = ['--setenv', `HERMES_HOME=${gateway.home}`, '--setenv', 'HERMES_GATEWAY_MAX_STARTS=0'];
    const takeover = [process.execPath, script, 'gateway', 'run', '--replace', '--hermes-version', '0.11'];
    await run('systemd-run', ['--user', '--unit=somebodys-shell', ...environment, ...takeover]);
    await item.waitForLabel('▲ Running outside systemd');
    await must('outside', gateway.show('ActiveState'), 'inactive');
    await show(item, 'running-outside-systemd', 'outside-systemd');
    await run('systemctl', ['--user', 'stop', 'somebodys-shell.service']);
    await item.waitForLabel('○ Stopped · the process that replaced it is gone, too', { deadlineMs: 20_000 });
  });
  await alone(item, { version: '0.19', maxStarts: 5 }, async (gateway) => {
    gateway.pretendStarts(6);
    await gateway.unit.systemctl('start', gateway.unit.name);
    await item.waitForLabel(/^◐ Backing off/, { deadlineMs: 20_000 });
    await show(item, 'backing-off', 'backing-off');
  });
  await show(item, 'no-gateway-installed', 'not-installed');
}

/** An update that fails half-way and is taken back, then one that goes well. */
async function updates(item: TrayItem): Promise<void> {
  const gateway = await installGateway({ release: '0.22.5', restartSec: 2 });
  const { hermes } = gateway;
  if (hermes === null) throw new Error('the gateway has no checkout');
  const notifications = await watchNotifications();
  try {
    hermes.publish('0.23.3', { subjects: ['fix: Keep the session', 'feat: Answer sooner', 'release: 0.23.3'] });
    hermes.git('fetch', '--quiet');
    hermes.plan({ holds: ['python'], fails: 'dependencies' });
    await gateway.unit.systemctl('restart', gateway.unit.name);
    const offer = 'Update and restart (0.22.5 → 0.23.3)';
    await item.waitForLabel(offer);
    await item.waitForLabel('● Running · healthy');
    await show(item, 'an-update-is-there', 'running');

    await item.press(offer);
    await item.waitForLabel(/Installing the Python packages/);
    await show(item, 'updating', 'updating');
    hermes.go('python');
    const failed = await notifications.waitFor(({ urgency }) => urgency === 'critical', 'the failure');
    await item.waitForLabel('Roll back');
    await showScreen('the-update-failed', `${failed.title}: ${failed.body.replaceAll('\n', ' ')}`);
    await item.press('Roll back');
    const back = await notifications.waitFor(({ title }) => /back/i.test(title), 'the way back');
    await item.waitForLabel('● Running · healthy', { deadlineMs: 30_000 });
    await showScreen('taken-back', `${back.title}: ${back.body.replaceAll('\n', ' ')}`);

    hermes.plan({ holds: [], fails: null });
    await item.waitForLabel(offer);
    await item.press(offer);
    const done = await notifications.waitFor(({ title }) => title === 'Updated to 0.23.3', 'the end');
    await item.waitForLabel('● Running · healthy', { deadlineMs: 30_000 });
    await showScreen('updated', `${done.title}: ${done.body.replaceAll('\n', ' ')}`);
  } finally {
    notifications.stop();
    await gateway.remove();
  }
  await item.waitForLabel('No gateway unit');
}

async function tour(): Promise<void> {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  // Slow enough at both ends to be looked at.
  const gateway = await installGateway({
    restartSec: 4,
    flags: ['--platforms', 'telegram,discord', '--connect-seconds', '2', '--teardown-seconds', '2'],
  });
  let app: AppUnderTest | null = null;
  try {
    app = await launchApp();
    const item = await attachToPanelItem();
    await mainJob(item, gateway);
    await health(item, gateway);
    const notifications = await watchNotifications();
    await drain(item, gateway, notifications);
    await theWindow(item);
    await unexpectedExit(item, gateway, notifications);
    notifications.stop();
    await badDays(item, gateway);
    await gateway.remove();
    await item.waitForLabel('No gateway unit');
    await updates(item);
    await otherStatuses(item);
    item.close();
  } catch (error) {
    await screenshot(join(FOLDER, 'failed.png'));
    if (app !== null) process.stderr.write(`── the app's log:\n${app.log()}\n${app.output()}\n`);
    throw error;
  } finally {
    await app?.stop();
    await gateway.remove();
  }
  console.log(`\nEvery one of the ${step} steps was seen to happen. Pictures: ${FOLDER}`);
}

tour().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
