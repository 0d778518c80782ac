import type { Result } from '../../core/result';

/**
 * The user's session bus, shared by every adapter that speaks D-Bus. It reconnects by itself; what was subscribed and
 * exported through it comes back with the connection, but what happened in between is lost: read again on `up`.
 *
 * Values: 64-bit integers arrive as numbers (above 2^53 they lose digits; 2^64−1, D-Bus' "unset", arrives as null),
 * variants arrive as the value inside, dictionaries as objects, `ay` as Uint8Array. To send a variant, use core/dbus.
 *
 * Order is kept: calls go out in the order they are made, and whoever awaits a reply runs before a signal that the bus
 * sent behind it is delivered. So what a reply says is never newer than what a later signal says.
 */
export interface SessionBus {
  /** The listener is told the present state at once, then every change. */
  onStatus(listener: (status: SessionBusStatus) => void): () => void;
  /**
   * Calls a method. Ends at the deadline, or when the connection is lost, as a failure:
   * reason `timeout`, `disconnected`, or the D-Bus error's name, message as the service put it.
   */
  call(call: BusCall): Promise<Result<readonly unknown[]>>;
  /** Delivers the signals that match, until the returned function is called. Nothing is delivered while disconnected. */
  onSignal(match: SignalMatch, listener: (signal: BusSignal) => void): () => void;
  /** Answers calls to an object path, until the returned function is called. */
  handle(path: string, handler: MethodHandler): () => void;
  emit(signal: OutgoingSignal): void;
  /** Tries again now, if it is down and waits to. */
  reconnect(): void;
  close(): void;
}

export type SessionBusStatus =
  | { readonly kind: 'connecting' }
  /** `name` is our unique name on this connection. */
  | { readonly kind: 'up'; readonly name: string }
  /** `retryAt`: epoch milliseconds. */
  | { readonly kind: 'down'; readonly reason: string; readonly retryAt: number };

export interface BusCall {
  readonly destination: string;
  readonly path: string;
  readonly interface: string;
  readonly member: string;
  readonly signature?: string;
  readonly body?: readonly unknown[];
  /** 5 s unless told otherwise. */
  readonly deadlineMs?: number;
}

/** Every field given must match (D-Bus match rules). A well-known `sender` follows its owner. */
export interface SignalMatch {
  readonly sender?: string;
  readonly path?: string;
  readonly interface?: string;
  readonly member?: string;
  readonly arg0?: string;
}

export interface BusSignal {
  readonly sender: string;
  readonly path: string;
  readonly interface: string;
  readonly member: string;
  readonly body: readonly unknown[];
}

export interface OutgoingSignal {
  readonly path: string;
  readonly interface: string;
  readonly member: string;
  readonly signature?: string;
  readonly body?: readonly unknown[];
}

export interface IncomingCall {
  readonly sender: string;
  readonly path: string;
  readonly interface: string;
  readonly member: string;
  readonly body: readonly unknown[];
}

export type MethodReply =
  | { readonly signature: string; readonly body: readonly unknown[] }
  /** A D-Bus error name and a message for whoever called. */
  | { readonly error: string; readonly message: string };

/** Answers a call; null means "I do not know that method". A handler that throws answers with an error, never a stack. */
export type MethodHandler = (call: IncomingCall) => MethodReply | null;
