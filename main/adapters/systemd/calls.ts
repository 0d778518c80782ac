import type { SessionBus } from '../../app/ports/session-bus';
import type { Result } from '../../core/result';

export const SYSTEMD = 'org.freedesktop.systemd1';
export const MANAGER_PATH = '/org/freedesktop/systemd1';
export const MANAGER = 'org.freedesktop.systemd1.Manager';
export const UNIT = 'org.freedesktop.systemd1.Unit';
export const SERVICE = 'org.freedesktop.systemd1.Service';
export const JOB = 'org.freedesktop.systemd1.Job';
export const PROPERTIES = 'org.freedesktop.DBus.Properties';

/** As systemd names them, without their types, which are checked where they are used. */
export type Properties = Readonly<Record<string, unknown>>;

export interface Calls {
  manager(member: string, signature?: string, body?: readonly unknown[]): Promise<Result<readonly unknown[]>>;
  unit(path: string, member: 'Ref' | 'Unref'): Promise<Result<readonly unknown[]>>;
  property(path: string, iface: string, name: string): Promise<Result<unknown>>;
  properties(path: string, iface: string): Promise<Result<Properties>>;
}

export interface CallsEvents {
  /** systemd answered, be it with an error. */
  heard(): void;
  /** systemd let a call run into its deadline. */
  unanswered(reason: string): void;
}

export function createCalls(bus: SessionBus, events: CallsEvents): Calls {
  async function call(path: string, iface: string, member: string, signature = '', body: readonly unknown[] = []) {
    const result = await bus.call({ destination: SYSTEMD, path, interface: iface, member, signature, body });
    if (result.ok) events.heard();
    else if (result.reason === 'timeout') events.unanswered(result.message);
    else if (!isNoAnswer(result.reason)) events.heard();
    return result;
  }

  return {
    manager: (member, signature, body) => call(MANAGER_PATH, MANAGER, member, signature, body),
    unit: (path, member) => call(path, UNIT, member),
    async property(path, iface, name) {
      const result = await call(path, PROPERTIES, 'Get', 'ss', [iface, name]);
      return result.ok ? { ok: true, value: result.value[0] } : result;
    },
    async properties(path, iface) {
      const result = await call(path, PROPERTIES, 'GetAll', 's', [iface]);
      if (!result.ok) return result;
      const [all] = result.value;
      return { ok: true, value: isProperties(all) ? all : {} };
    },
  };
}

/**
 * Failures that systemd had no part in: the line was cut, or the bus answered for it because it was away, as it is for
 * an instant in a daemon-reexec. Who sees one has nothing to do: everything is read again when systemd is back.
 */
export function isNoAnswer(reason: string): boolean {
  return NO_ANSWER.has(reason);
}

const NO_ANSWER = new Set([
  'timeout',
  'disconnected',
  'org.freedesktop.DBus.Error.NoReply',
  'org.freedesktop.DBus.Error.ServiceUnknown',
  'org.freedesktop.DBus.Error.NameHasNoOwner',
  'org.freedesktop.DBus.Error.Disconnected',
]);

export function isProperties(value: unknown): value is Properties {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
