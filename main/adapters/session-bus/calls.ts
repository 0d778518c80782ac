import type { Clock } from '../../app/ports/clock';
import type { BusCall } from '../../app/ports/session-bus';
import { t } from '../../core/i18n';
import { failure, type Result, success } from '../../core/result';
import { ERROR, type Message } from './codec';

/** The calls that wait for their reply. Each ends: with the reply, at its deadline, or with the connection. */
export interface PendingCalls {
  add(serial: number, call: BusCall): Promise<Result<readonly unknown[]>>;
  /** Whether a call waited for this reply. */
  settle(reply: Message): boolean;
  /** Ends all of them, for the reason given. */
  endAll(reason: string): void;
}

const DEFAULT_DEADLINE_MS = 5_000;

export function createPendingCalls(clock: Clock): PendingCalls {
  const pending = new Map<number, { call: BusCall; end: (result: Result<readonly unknown[]>) => void }>();

  return {
    add(serial, call) {
      const deadlineMs = call.deadlineMs ?? DEFAULT_DEADLINE_MS;
      return new Promise((resolve) => {
        const cancelDeadline = clock.after(deadlineMs, () =>
          end(failure('timeout', t('call.late', { call: nameOf(call), seconds: deadlineMs / 1000 }))),
        );
        function end(result: Result<readonly unknown[]>): void {
          cancelDeadline();
          pending.delete(serial);
          resolve(result);
        }
        pending.set(serial, { call, end });
      });
    },
    settle(reply) {
      const waiting = pending.get(reply.replySerial ?? 0);
      if (waiting === undefined) return false;
      waiting.end(reply.type === ERROR ? errorReply(waiting.call, reply) : success(reply.body));
      return true;
    },
    endAll(reason) {
      for (const { call, end } of [...pending.values()]) end(disconnected(call, reason));
    },
  };
}

export function disconnected(call: BusCall, reason: string): Result<never> {
  return failure('disconnected', t('call.cutOff', { call: nameOf(call), why: reason }));
}

export function nameOf(call: { readonly destination: string; readonly member: string }): string {
  return t('call.name', { member: call.member, destination: call.destination });
}

function errorReply(call: BusCall, reply: Message): Result<never> {
  const name = reply.errorName ?? 'org.freedesktop.DBus.Error.Failed';
  const [text] = reply.body;
  return failure(
    name,
    typeof text === 'string' && text !== '' ? text : t('call.failed', { call: nameOf(call), error: name }),
  );
}
