import type { Clock } from '../../app/ports/clock';
import type { SessionBus } from '../../app/ports/session-bus';
import { failure, type Result, success } from '../../core/result';

export const SYSTEMD = 'org.freedesktop.systemd1';
export const MANAGER_PATH = '/org/freedesktop/systemd1';
export const MANAGER = 'org.freedesktop.systemd1.Manager';

export const UNIT_EXISTS = 'org.freedesktop.systemd1.UnitExists';
export const NO_SUCH_UNIT = 'org.freedesktop.systemd1.NoSuchUnit';

export function callManager(
  bus: SessionBus,
  member: string,
  signature: string,
  body: readonly unknown[],
): Promise<Result<readonly unknown[]>> {
  return bus.call({ destination: SYSTEMD, path: MANAGER_PATH, interface: MANAGER, member, signature, body });
}

/** Reasons for which nobody knows whether systemd has got the call. */
export function isUnanswered(reason: string): boolean {
  return UNANSWERED.has(reason);
}

const UNANSWERED: ReadonlySet<string> = new Set([
  'timeout',
  'disconnected',
  'org.freedesktop.DBus.Error.NoReply',
  'org.freedesktop.DBus.Error.Disconnected',
]);

/** Calls a method that makes a job. Ends with systemd's word for how the job ended. */
export async function runJob(
  { bus, clock }: { readonly bus: SessionBus; readonly clock: Clock },
  {
    member,
    signature,
    body,
  }: { readonly member: string; readonly signature: string; readonly body: readonly unknown[] },
  deadlineMs: number,
): Promise<Result<string>> {
  const ended = new Map<string, string>();
  let check = () => {};
  // Before the call: a job may be over before its reply is here.
  const endSignals = bus.onSignal(
    { sender: SYSTEMD, path: MANAGER_PATH, interface: MANAGER, member: 'JobRemoved' },
    ({ body: [, path, , result] }) => {
      if (typeof path === 'string' && typeof result === 'string') ended.set(path, result);
      check();
    },
  );
  // systemd signals to who has subscribed. It says no to a second time, which is as good.
  void callManager(bus, 'Subscribe', '', []);
  const reply = await callManager(bus, member, signature, body);
  if (!reply.ok) {
    endSignals();
    return reply;
  }
  const path = String(reply.value[0]);
  return new Promise((resolve) => {
    const ends = [
      endSignals,
      clock.after(deadlineMs, () => end(failure('timeout', `${deadlineMs / 1000} s`))),
      bus.onStatus((status) => {
        if (status.kind === 'down') queueMicrotask(() => end(failure('disconnected', status.reason)));
      }),
    ];
    let isOver = false;
    function end(result: Result<string>): void {
      if (isOver) return;
      isOver = true;
      for (const one of ends) one();
      resolve(result);
    }
    check = () => {
      const result = ended.get(path);
      if (result !== undefined) end(success(result));
    };
    check();
  });
}

/** Whether the unit is there; null where systemd did not answer. To look at it otherwise would load it, with signals. */
export async function isUnitThere(bus: SessionBus, unit: string): Promise<boolean | null> {
  const reply = await callManager(bus, 'ListUnitsByPatterns', 'asas', [[], [unit]]);
  if (!reply.ok) return null;
  const [units] = reply.value;
  return Array.isArray(units) && units.some(isAtWork);
}

/** One that is over and has no job is about to be unloaded. */
function isAtWork(entry: unknown): boolean {
  if (!Array.isArray(entry)) return false;
  const [, , , activeState, , , , jobId] = entry;
  return jobId !== 0 || (activeState !== 'inactive' && activeState !== 'failed');
}
