import { createNotifications } from '../../../../main/adapters/notifications/notifications';
import type { BusCall } from '../../../../main/app/ports/session-bus';
import type { Command } from '../../../../main/core/commands';
import type { Notice } from '../../../../main/core/notice';
import { failure, type Result, success } from '../../../../main/core/result';
import { createFakeClock } from '../../../fakes/fake-clock';
import { createFakeLogger } from '../../../fakes/fake-logger';
import { createFakeSessionBus } from '../../../fakes/fake-session-bus';

type Reply = Result<readonly unknown[]>;

const NAME = 'org.freedesktop.Notifications';
const PATH = '/org/freedesktop/Notifications';
const BUS = 'org.freedesktop.DBus';

/** A Notify that has not been answered, and what it said. */
export interface OpenNotify {
  readonly replacesId: number;
  readonly title: string;
  readonly body: string;
  readonly actions: readonly string[];
  answer(id: number): Promise<void>;
  fail(reason: string): Promise<void>;
}

/** The adapter on a bus where the test is the daemon: it answers when it likes. */
export function createRig() {
  const notifies: OpenNotify[] = [];
  const closes: number[] = [];
  const unanswered: ((reply: Reply) => void)[] = [];
  const commands: Command[] = [];
  const fallbacks: { readonly notice: Notice; isClosed: boolean; choose: (command: Command) => void }[] = [];
  let capabilities: Reply | null = success([['actions', 'body', 'body-markup']]);
  let meetings = 0;
  const clock = createFakeClock();
  const logger = createFakeLogger();

  const bus = createFakeSessionBus((call) => {
    switch (call.member) {
      case 'GetCapabilities':
        meetings += 1;
        return capabilities ?? new Promise((resolve) => unanswered.push(resolve));
      case 'GetNameOwner':
        return success([':1.7']);
      case 'CloseNotification':
        closes.push(Number(call.body?.[0]));
        return success([]);
      case 'Notify':
        return new Promise((resolve) => notifies.push(openNotify(call, resolve)));
      default:
        return failure('unknown', call.member);
    }
  });

  const notifications = createNotifications({
    bus,
    clock,
    logger,
    appIcon: '/icons/app.png',
    fallback(notice, choose) {
      const shown = { notice, isClosed: false, choose };
      fallbacks.push(shown);
      return () => {
        shown.isClosed = true;
      };
    },
  });
  notifications.start({ commandChosen: (command) => void commands.push(command) });
  bus.become({ kind: 'up', name: ':1.1' });

  function signal(member: string, ...body: unknown[]): void {
    bus.signal({ sender: NAME, path: PATH, interface: NAME, member, body });
  }

  return {
    notifications,
    bus,
    clock,
    logger,
    notifies,
    closes,
    commands,
    fallbacks,
    meetings: () => meetings,
    /** Null: not answered until `answerMeeting`. */
    setCapabilities(next: Reply | null) {
      capabilities = next;
    },
    async answerMeeting(reply: Reply) {
      unanswered.shift()?.(reply);
      await settled();
    },
    /** Shows, and lets the bus answer what it answers by itself. */
    async show(...notices: readonly Notice[]) {
      notifications.show(notices);
      await settled();
    },
    /** The newest Notify. */
    newest(): OpenNotify {
      const newest = notifies.at(-1);
      if (newest === undefined) throw new Error('no Notify was sent');
      return newest;
    },
    closed: (id: number, reason: number) => signal('NotificationClosed', id, reason),
    invoked: (id: number, key: string) => signal('ActionInvoked', id, key),
    async ownerChanged(owner: string) {
      bus.signal({ sender: BUS, path: '/', interface: BUS, member: 'NameOwnerChanged', body: [NAME, '', owner] });
      await settled();
    },
  };
}

function openNotify(call: BusCall, resolve: (reply: Reply) => void): OpenNotify {
  const [, replacesId, , title, body, actions] = call.body ?? [];
  return {
    replacesId: Number(replacesId),
    title: String(title),
    body: String(body),
    actions: Array.isArray(actions) ? actions.map(String) : [],
    async answer(id) {
      resolve(success([id]));
      await settled();
    },
    async fail(reason) {
      resolve(failure(reason, `it failed with ${reason}`));
      await settled();
    },
  };
}

/** Everything that follows from an answer without another one has run. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
