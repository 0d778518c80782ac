import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { run, until } from './lib/until.mjs';

/** A notification as the daemon took it. */
export interface SentNotification {
  readonly id: number;
  /** 0 for a new one. */
  readonly replacesId: number;
  readonly title: string;
  /** With markup, as it was sent. */
  readonly body: string;
  readonly icon: string;
  readonly urgency: 'low' | 'normal' | 'critical';
  /** Null without a bar. */
  readonly progress: number | null;
  readonly isTransient: boolean;
  /** Without the default action. */
  readonly actions: readonly { readonly key: string; readonly label: string }[];
  readonly hasDefaultAction: boolean;
}

export interface NotificationWatch {
  /** Every Notify of the app that was answered, oldest first. */
  readonly sent: readonly SentNotification[];
  /** Every notification of anybody that ended, as the daemon said. 1 expired, 2 by the person, 3 by a call. */
  readonly closed: readonly { readonly id: number; readonly reason: number }[];
  /** As they are now, in the order in which they came up. */
  standing(): readonly SentNotification[];
  /** The first that fits, those that were sent before included. */
  waitFor(fits: (notification: SentNotification) => boolean, what: string): Promise<SentNotification>;
  /** Resolves when everything that the app and the daemon have said to each other so far is in here. */
  catchUp(): Promise<void>;
  stop(): void;
}

const NAME = 'org.freedesktop.Notifications';
const PATH = '/org/freedesktop/Notifications';
const URGENCIES = ['low', 'normal', 'critical'] as const;

const messageSchema = z.object({
  type: z.string(),
  cookie: z.number(),
  reply_cookie: z.number().optional(),
  sender: z.string().optional(),
  destination: z.string().optional(),
  interface: z.string().optional(),
  member: z.string().optional(),
  payload: z.object({ data: z.array(z.unknown()).default([]) }).optional(),
});
const hint = z.object({ data: z.unknown() });
const notifySchema = z.tuple([
  z.string(),
  z.number(),
  z.string(),
  z.string(),
  z.string(),
  z.array(z.string()),
  z.record(z.string(), hint),
  z.number(),
]);

/** Reads the bus over its shoulder: what the app tells the notification daemon, whichever that is, and what that answers. */
export async function watchNotifications({ appName = 'hermes-tray' } = {}): Promise<NotificationWatch> {
  const sent: SentNotification[] = [];
  const closed: { id: number; reason: number }[] = [];
  const standing = new Map<number, SentNotification>();
  const closing = new Set<number>();
  /** Calls without an answer, by caller and serial. */
  const calls = new Map<string, (body: readonly unknown[]) => void>();
  let marks = 0;

  const matches = [`interface='${NAME}'`, `sender='${NAME}'`, `destination='${NAME}'`].map((rule) => `--match=${rule}`);
  const monitor = spawn('busctl', ['--user', '--json=short', ...matches, 'monitor']);
  let isReady = false;
  monitor.stderr.on('data', () => {
    isReady = true;
  });
  createInterface(monitor.stdout).on('line', (line) => take(messageSchema.parse(JSON.parse(line))));
  await until('busctl to listen', () => isReady);

  function take(message: z.infer<typeof messageSchema>): void {
    const { type, sender, destination, cookie, reply_cookie: replyCookie, member, payload } = message;
    const body = payload?.data ?? [];
    if (type === 'method_return') {
      const key = `${destination} ${replyCookie}`;
      calls.get(key)?.(body);
      calls.delete(key);
    } else if (type === 'method_call' && member === 'Notify') {
      const notify = notifySchema.parse(body);
      if (notify[0] === appName) calls.set(`${sender} ${cookie}`, ([id]) => add(sentNotification(Number(id), notify)));
    } else if (type === 'method_call' && member === 'CloseNotification') {
      closing.add(Number(body[0]));
      // What had gone already ends with the answer.
      calls.set(`${sender} ${cookie}`, () => standing.has(Number(body[0])) || closing.delete(Number(body[0])));
    } else if (type === 'method_call' && member === 'GetServerInformation') {
      calls.set(`${sender} ${cookie}`, () => {
        marks += 1;
      });
    } else if (type === 'signal' && member === 'NotificationClosed') {
      const [id, reason] = body.map(Number);
      if (id === undefined || reason === undefined) return;
      closed.push({ id, reason });
      standing.delete(id);
      closing.delete(id);
    }
  }

  function add(notification: SentNotification): void {
    sent.push(notification);
    // A Map keeps the place of what it has: a replaced notification keeps its own on the screen.
    standing.set(notification.id, notification);
  }

  return {
    sent,
    closed,
    standing: () => [...standing.values()],
    waitFor: (fits, what) => until(what, () => sent.find(fits)),
    async catchUp() {
      const before = marks;
      await run('busctl', ['--user', 'call', NAME, PATH, NAME, 'GetServerInformation']);
      await until('the mark, and what was asked to close, to be seen', () => marks > before && closing.size === 0);
    },
    stop: () => void monitor.kill(),
  };
}

function sentNotification(id: number, notify: z.infer<typeof notifySchema>): SentNotification {
  const [, replacesId, icon, title, body, pairs, hints] = notify;
  const actions = pairs.flatMap((key, at) => (at % 2 === 0 ? [{ key, label: pairs[at + 1] ?? '' }] : []));
  const { urgency, value, transient } = hints;
  return {
    id,
    replacesId,
    title,
    body,
    icon,
    urgency: URGENCIES[Number(urgency?.data ?? 1)] ?? 'normal',
    progress: value === undefined ? null : Number(value.data),
    isTransient: transient?.data === true,
    actions: actions.filter(({ key }) => key !== 'default'),
    hasDefaultAction: actions.some(({ key }) => key === 'default'),
  };
}

/**
 * Has dunst invoke an action of a notification that it shows: through its menu of actions, where dunst-menu.sh chooses in the
 * person's place. dunst draws no buttons.
 */
export async function press(id: number, actionKey: string): Promise<void> {
  writeFileSync(join(process.env['HERMES_TRAY_DESKTOP_DIR'] ?? '', 'dunst-choice'), `[${id},${actionKey}]`);
  const { code, stderr } = await run('dunstctl', ['context']);
  if (code !== 0) throw new Error(`dunst's menu does not open: ${stderr.trim()}`);
}
