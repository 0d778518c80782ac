import type { Clock } from '../../app/ports/clock';
import type { Logger } from '../../app/ports/logger';
import type { BusCall, SessionBus } from '../../app/ports/session-bus';
import { failure, type Result, success } from '../../core/result';
import { NOTIFY_SIGNATURE } from './notify-call';

/** Whoever owns org.freedesktop.Notifications now. */
export interface NotificationDaemon {
  /** What it can do; null until it has been met, and after it left a call unanswered. */
  capabilities(): ReadonlySet<string> | null;
  /** Whether it makes sense to ask it anything: not without a bus, and not on top of a call that is overdue. */
  isReachable(): boolean;
  /** Finds out what it can do. Starts it, where the desktop starts it on demand. */
  meet(): Promise<Meeting>;
  /** `body`: the arguments of Notify. The value is the notification's id. */
  notify(body: readonly unknown[]): Promise<Result<number>>;
  /** Asks for it and does not wait. */
  closeNotification(id: number): void;
  close(): void;
}

/** `overtaken`: the daemon went, or another came, before we knew it. */
export type Meeting = 'met' | 'nobody' | 'no-answer' | 'overtaken';

export interface DaemonListener {
  /** Its ids mean nothing any more. `bus`: it may still be there, with what it shows; we are not. */
  lost(what: 'daemon' | 'bus'): void;
  /** There is one that has not been met, or a bus to look for one on. */
  appeared(): void;
  closed(id: number, reason: number): void;
  actionInvoked(id: number, key: string): void;
}

export interface DaemonParts {
  readonly bus: SessionBus;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly listener: DaemonListener;
}

export const NOTIFICATIONS = 'org.freedesktop.Notifications';
const PATH = '/org/freedesktop/Notifications';
const BUS_NAME = 'org.freedesktop.DBus';
const SLOW_AFTER_MS = 5_000;
/**
 * Longer than a daemon stalls: only its answer tells the id, and a second Notify for want of it would make a second
 * notification. The bus ends a call to a daemon that dies long before.
 */
export const ANSWER_DEADLINE_MS = 120_000;

/** Nobody has the name and nobody can be started. (A start that hangs ends as TimedOut: it is one that may come yet.) */
export function isNobody(reason: string): boolean {
  const error = 'org.freedesktop.DBus.Error.';
  return [`${error}ServiceUnknown`, `${error}NameHasNoOwner`].includes(reason) || reason.startsWith(`${error}Spawn.`);
}

/** It took the call with it. */
export function isDeath(reason: string): boolean {
  return reason === 'org.freedesktop.DBus.Error.NoReply';
}

export function createNotificationDaemon({ bus, clock, logger, listener }: DaemonParts): NotificationDaemon {
  let isUp = false;
  /** Its unique name: a call to the well-known one could reach, or start, another daemon than the one that was met. */
  let owner: string | null = null;
  let capabilities: ReadonlySet<string> | null = null;
  /** Counts owners, none included. */
  let lives = 0;
  let overdue = 0;
  let said: 'nothing' | 'slow' | 'nobody' = 'nothing';

  function forget(): void {
    lives += 1;
    owner = null;
    capabilities = null;
  }

  function say(what: 'slow' | 'nobody', message: string): void {
    if (said !== what) logger.warn(message);
    said = what;
  }

  async function ask(call: Pick<BusCall, 'member' | 'signature' | 'body'>, destination: string) {
    let isOverdue = false;
    const cancel = clock.after(SLOW_AFTER_MS, () => {
      isOverdue = true;
      overdue += 1;
      say('slow', `the notification daemon has not answered ${call.member} for ${SLOW_AFTER_MS / 1000} s`);
    });
    const target = { destination, path: PATH, interface: NOTIFICATIONS, deadlineMs: ANSWER_DEADLINE_MS };
    const answer = await bus.call({ ...target, ...call });
    cancel();
    if (isOverdue) overdue -= 1;
    else if (answer.ok) said = 'nothing';
    return answer;
  }

  async function meet(): Promise<Meeting> {
    if (!isUp) return 'overtaken';
    const answer = await ask({ member: 'GetCapabilities' }, NOTIFICATIONS);
    if (!answer.ok) {
      const { reason, message } = answer;
      if (reason === 'disconnected') return 'overtaken';
      if (reason === 'timeout') return 'no-answer';
      if (isNobody(reason) || isDeath(reason)) {
        say('nobody', `there is no notification daemon: ${message}`);
        return 'nobody';
      }
      logger.warn(`the notification daemon does not say what it can do: ${message}`);
    }
    const life = lives;
    const nameOwner = await bus.call({
      destination: BUS_NAME,
      path: '/org/freedesktop/DBus',
      interface: BUS_NAME,
      member: 'GetNameOwner',
      signature: 's',
      body: [NOTIFICATIONS],
    });
    const name = nameOwner.ok ? nameOwner.value[0] : null;
    if (life !== lives || typeof name !== 'string') return 'overtaken';
    owner = name;
    capabilities = answer.ok ? stringSet(answer.value[0]) : new Set();
    return 'met';
  }

  async function notify(body: readonly unknown[]): Promise<Result<number>> {
    if (owner === null) return failure('disconnected', 'the notification daemon has not been met');
    const life = lives;
    const answer = await ask({ member: 'Notify', signature: NOTIFY_SIGNATURE, body }, owner);
    if (!answer.ok) {
      const { reason } = answer;
      // The next one asks first whether it is there.
      if (life === lives && (reason === 'timeout' || isNobody(reason) || isDeath(reason))) capabilities = null;
      return answer;
    }
    const [id] = answer.value;
    return typeof id === 'number' ? success(id) : failure('invalid-answer', 'Notify was answered without an id');
  }

  const ownerChanged = { sender: BUS_NAME, interface: BUS_NAME, member: 'NameOwnerChanged', arg0: NOTIFICATIONS };
  const signals = { sender: NOTIFICATIONS, path: PATH, interface: NOTIFICATIONS };
  const stop = [
    bus.onSignal(ownerChanged, ({ body }) => {
      forget();
      listener.lost('daemon');
      if (body[2] !== '') listener.appeared();
    }),
    bus.onSignal({ ...signals, member: 'NotificationClosed' }, ({ body: [id, reason] }) => {
      if (typeof id === 'number' && typeof reason === 'number') listener.closed(id, reason);
    }),
    bus.onSignal({ ...signals, member: 'ActionInvoked' }, ({ body: [id, key] }) => {
      if (typeof id === 'number' && typeof key === 'string') listener.actionInvoked(id, key);
    }),
    bus.onStatus((status) => {
      const wasUp = isUp;
      isUp = status.kind === 'up';
      if (wasUp) {
        forget();
        listener.lost('bus');
      }
      if (isUp) listener.appeared();
    }),
  ];

  return {
    capabilities: () => capabilities,
    isReachable: () => isUp && overdue === 0,
    meet,
    notify,
    closeNotification(id) {
      if (owner === null) return;
      const call = { path: PATH, interface: NOTIFICATIONS, member: 'CloseNotification', signature: 'u', body: [id] };
      // What went by itself meanwhile is an error to some daemons; either way it is gone.
      void bus.call({ destination: owner, ...call });
    },
    close() {
      isUp = false;
      for (const unsubscribe of stop) unsubscribe();
    },
  };
}

function stringSet(value: unknown): ReadonlySet<string> {
  return new Set(Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []);
}
