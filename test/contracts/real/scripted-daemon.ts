import { connectTestBus } from '../../desktop/tray-bus';
import type { DaemonHands } from './notifications-rig';

/** A notification daemon that does what a test says, on this process' bus. */
export interface ScriptedDaemon extends DaemonHands {
  /** The members that were called, in order. */
  readonly calls: readonly string[];
  /** The arguments of every Notify. */
  readonly notifies: readonly (readonly unknown[])[];
  invoke(id: number, key: string): void;
  close(id: number, reason: number): void;
}

export interface ScriptedDaemonOptions {
  readonly capabilities?: readonly string[];
  /** The first id; a daemon that restarts begins anew. */
  readonly firstId?: number;
  /** False: it speaks as a daemon does and is none. */
  readonly ownsName?: boolean;
}

const NAME = 'org.freedesktop.Notifications';
const PATH = '/org/freedesktop/Notifications';
const EXPIRED = 1;
const DISMISSED = 2;
const BY_CALL = 3;
const ALL_CAPABILITIES = ['actions', 'body', 'body-markup', 'icon-static', 'persistence'];

export async function startScriptedDaemon(options: ScriptedDaemonOptions = {}): Promise<ScriptedDaemon> {
  const { capabilities = ALL_CAPABILITIES, firstId = 1, ownsName = true } = options;
  const bus = await connectTestBus();
  const calls: string[] = [];
  const notifies: (readonly unknown[])[] = [];
  const standing = new Set<number>();
  let nextId = firstId;

  bus.serve(({ interface: iface, member, body }) => {
    if (iface !== NAME) return undefined;
    calls.push(member);
    switch (member) {
      case 'GetCapabilities':
        return { signature: 'as', body: [[...capabilities]] };
      case 'GetServerInformation':
        return { signature: 'ssss', body: ['scripted', 'hermes-tray', '1', '1.2'] };
      case 'Notify': {
        notifies.push(body);
        const replaces = Number(body[1]);
        const id = standing.has(replaces) ? replaces : nextId++;
        standing.add(id);
        return { signature: 'u', body: [id] };
      }
      case 'CloseNotification':
        close(Number(body[0]), BY_CALL);
        return { signature: '', body: [] };
      default:
        return undefined;
    }
  });
  if (ownsName) await bus.requestName(NAME);

  function close(id: number, reason: number): void {
    if (standing.delete(id) || !ownsName) bus.emit(PATH, NAME, 'NotificationClosed', 'uu', [id, reason]);
  }

  function invoke(id: number, key: string): void {
    bus.emit(PATH, NAME, 'ActionInvoked', 'us', [id, key]);
  }

  return {
    drawsBars: true,
    calls,
    notifies,
    invoke,
    close,
    async press({ id, actions }, label) {
      // As of version 1.2 of the specification: first the token for whoever raises a window, then the press.
      bus.emit(PATH, NAME, 'ActivationToken', 'us', [id, 'token']);
      invoke(id, actions.find((action) => action.label === label)?.key ?? '');
      close(id, DISMISSED);
    },
    async click({ id }) {
      invoke(id, 'default');
      close(id, DISMISSED);
    },
    dismiss: async ({ id }) => close(id, DISMISSED),
    expire: (id) => close(id, EXPIRED),
    async stop() {
      bus.close();
    },
  };
}
