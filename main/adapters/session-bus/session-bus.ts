import type { BusCall, MethodHandler, SessionBus, SessionBusStatus } from '../../app/ports/session-bus';
import { t } from '../../core/i18n';
import { errorMessage, failure, type Result, success } from '../../core/result';
import { createPendingCalls, disconnected, nameOf } from './calls';
import { ERROR, encode, METHOD_CALL, METHOD_RETURN, type Message, NO_REPLY_EXPECTED, SIGNAL } from './codec';
import { answer, failed } from './incoming-calls';
import { CONNECT_DEADLINE_MS, createLink, type LinkParts } from './link';
import { BUS } from './name-owners';
import { createSignals } from './signals';

/** Connects at once, and again whenever the connection is lost, until it is closed. */
export function createSessionBus(parts: LinkParts): SessionBus {
  const { clock, logger } = parts;
  const statusListeners = new Set<(status: SessionBusStatus) => void>();
  const handlers = new Map<string, MethodHandler>();
  const calls = createPendingCalls(clock);
  const signals = createSignals(call, logger);
  let status: SessionBusStatus = { kind: 'connecting' };
  let lastSerial = 0;

  const link = createLink(parts, {
    async greet() {
      const hello = await transmit({ ...BUS, member: 'Hello', deadlineMs: CONNECT_DEADLINE_MS });
      return hello.ok ? success(String(hello.value[0])) : hello;
    },
    message: receive,
    lost(reason) {
      signals.forgetOwners();
      calls.endAll(reason);
    },
    status(next) {
      if (next.kind === 'connecting' && status.kind === 'connecting') return;
      status = next;
      if (next.kind === 'up') signals.replay();
      for (const listener of [...statusListeners]) tell(listener);
    },
  });

  function tell(listener: (status: SessionBusStatus) => void): void {
    try {
      listener(status);
    } catch (error) {
      logger.error('a listener of the session bus failed', error);
    }
  }

  /** Whether somebody awaited it. */
  function receive(message: Message): boolean {
    switch (message.type) {
      case METHOD_RETURN:
      case ERROR:
        return calls.settle(message);
      case SIGNAL: {
        const { sender = '', path = '', interface: iface = '', member = '', body } = message;
        signals.deliver({ sender, path, interface: iface, member, body });
        return false;
      }
      case METHOD_CALL: {
        const reply = answer(message, handlers, logger);
        const isExpected = ((message.flags ?? 0) & NO_REPLY_EXPECTED) === 0;
        if (isExpected && !send(reply)) send(failed(message));
        return false;
      }
      default:
        return false;
    }
  }

  /** Sends at once, in the order of the calls. */
  async function call(one: BusCall): Promise<Result<readonly unknown[]>> {
    if (status.kind === 'up') return transmit(one);
    return disconnected(one, status.kind === 'down' ? status.reason : t('sessionBus.notYet'));
  }

  async function transmit(one: BusCall): Promise<Result<readonly unknown[]>> {
    const { destination, path, interface: iface, member, signature = '', body = [] } = one;
    const serial = nextSerial();
    let bytes: Buffer;
    try {
      bytes = encode({ type: METHOD_CALL, serial, destination, path, interface: iface, member, signature, body });
    } catch (error) {
      return failure('invalid-call', `${nameOf(one)} was not called: ${errorMessage(error)}`);
    }
    return link.write(bytes) ? calls.add(serial, one) : disconnected(one, t('sessionBus.closed'));
  }

  /** Whether it was valid. */
  function send(message: Omit<Message, 'serial'>): boolean {
    try {
      link.write(encode({ ...message, serial: nextSerial() }));
      return true;
    } catch (error) {
      logger.error(`a message to the session bus is not valid (${message.member ?? 'a reply'})`, errorMessage(error));
      return false;
    }
  }

  /** Never 0, which is no serial. */
  function nextSerial(): number {
    lastSerial = (lastSerial % 0xffff_ffff) + 1;
    return lastSerial;
  }

  return {
    onStatus(listener) {
      // A wrapper of its own, so that a listener given twice is told twice and ends separately.
      const own = (next: SessionBusStatus) => listener(next);
      statusListeners.add(own);
      tell(own);
      return () => statusListeners.delete(own);
    },
    call,
    onSignal: signals.subscribe,
    handle(path, handler) {
      handlers.set(path, handler);
      return () => {
        if (handlers.get(path) === handler) handlers.delete(path);
      };
    },
    emit({ path, interface: iface, member, signature = '', body = [] }) {
      if (status.kind === 'up') send({ type: SIGNAL, path, interface: iface, member, signature, body });
    },
    reconnect: () => link.retryNow(),
    close() {
      statusListeners.clear();
      signals.clear();
      link.close();
      calls.endAll('hermes-tray closed its connection to the session bus');
    },
  };
}
