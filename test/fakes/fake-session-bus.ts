import type {
  BusCall,
  BusSignal,
  IncomingCall,
  MethodHandler,
  MethodReply,
  OutgoingSignal,
  SessionBus,
  SessionBusStatus,
  SignalMatch,
} from '../../main/app/ports/session-bus';
import { failure, type Result } from '../../main/core/result';

/** A bus whose other side is the test. */
export interface FakeSessionBus extends SessionBus {
  /** Every call made, in order. */
  readonly calls: readonly BusCall[];
  /** Every signal sent, in order. */
  readonly emitted: readonly OutgoingSignal[];
  /** What is subscribed now. */
  readonly matches: readonly SignalMatch[];
  become(status: SessionBusStatus): void;
  /** A signal arrives; `sender` is matched as it is given, as a well-known name too. */
  signal(signal: BusSignal): void;
  /** Somebody calls one of our objects. */
  receive(call: IncomingCall): MethodReply | null;
}

export type Answer = (call: BusCall) => Result<readonly unknown[]> | Promise<Result<readonly unknown[]>>;

/** `answer` is asked for every call made while the bus is up. It starts `connecting`. */
export function createFakeSessionBus(answer: Answer): FakeSessionBus {
  const calls: BusCall[] = [];
  const emitted: OutgoingSignal[] = [];
  const subscriptions = new Map<symbol, { match: SignalMatch; listener: (signal: BusSignal) => void }>();
  const handlers = new Map<string, MethodHandler>();
  const statusListeners = new Set<(status: SessionBusStatus) => void>();
  let status: SessionBusStatus = { kind: 'connecting' };

  return {
    calls,
    emitted,
    get matches() {
      return [...subscriptions.values()].map(({ match }) => match);
    },
    reconnect() {},
    onStatus(listener) {
      const own = (next: SessionBusStatus) => listener(next);
      statusListeners.add(own);
      own(status);
      return () => statusListeners.delete(own);
    },
    async call(call) {
      if (status.kind !== 'up') return failure('disconnected', 'there is no connection to the session bus');
      calls.push(call);
      return answer(call);
    },
    onSignal(match, listener) {
      const key = Symbol();
      subscriptions.set(key, { match, listener });
      return () => subscriptions.delete(key);
    },
    handle(path, handler) {
      handlers.set(path, handler);
      return () => handlers.delete(path);
    },
    emit: (signal) => void emitted.push(signal),
    close() {
      subscriptions.clear();
      statusListeners.clear();
      handlers.clear();
    },
    become(next) {
      status = next;
      for (const listener of [...statusListeners]) listener(next);
    },
    signal(signal) {
      for (const { match, listener } of [...subscriptions.values()]) if (fits(match, signal)) listener(signal);
    },
    receive: (call) => handlers.get(call.path)?.(call) ?? null,
  };
}

function fits({ arg0, ...fields }: SignalMatch, signal: BusSignal): boolean {
  const given: Record<string, unknown> = { ...signal };
  const sameFields = Object.entries(fields).every(([name, value]) => value === undefined || given[name] === value);
  return sameFields && (arg0 === undefined || arg0 === signal.body[0]);
}
