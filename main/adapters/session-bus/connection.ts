import net from 'node:net';
import type { Clock } from '../../app/ports/clock';
import type { Logger } from '../../app/ports/logger';
import { t } from '../../core/i18n';
import { errorMessage } from '../../core/result';
import type { BusAddress } from './address';
import { decode, type Message, messageLength } from './codec';

/** The wire: bytes out, messages in, in their order. It ends once, and says why. */
export interface Connection {
  write(bytes: Buffer): void;
  close(): void;
}

export interface ConnectionEvents {
  /** The bus took our identity; messages may be sent. */
  opened(): void;
  /** Whether somebody awaits this message: the next one is delivered only after they have run. */
  message(message: Message): boolean;
  ended(reason: string): void;
}

export interface ConnectionParts {
  readonly address: BusAddress;
  readonly clock: Clock;
  readonly logger: Logger;
  /** How long the bus may take to let us in. */
  readonly deadlineMs: number;
}

const LINE_END = '\r\n';
/** A line of the handshake is shorter by far; whoever sends more is no bus. */
const MAX_HANDSHAKE_BYTES = 16_384;

/**
 * Connects and authenticates with our user id
 * (https://dbus.freedesktop.org/doc/dbus-specification.html#auth-protocol). File descriptors are not negotiated.
 *
 * Messages are delivered in the order the bus sent them, and a reply is dealt with by those who awaited it before a
 * signal that came behind it is delivered: what was read is never newer than what a signal says later.
 */
export function connect(parts: ConnectionParts, events: ConnectionEvents): Connection {
  const { address, clock, logger, deadlineMs } = parts;
  const socket = net.connect(address.path);
  const incoming = createByteQueue();
  let authenticated = false;
  let isOver = false;
  let isPaused = false;

  const cancelDeadline = clock.after(deadlineMs, () => end(t('sessionBus.late', { seconds: deadlineMs / 1000 })));

  function end(reason: string): void {
    if (isOver) return;
    isOver = true;
    cancelDeadline();
    socket.destroy();
    events.ended(reason);
  }

  socket.on('connect', () => {
    const userId = String(process.getuid?.() ?? '');
    socket.write(`\0AUTH EXTERNAL ${Buffer.from(userId).toString('hex')}${LINE_END}`);
  });
  socket.on('data', (bytes: Buffer) => {
    incoming.push(bytes);
    drain();
  });
  socket.on('error', (error) => end(errorMessage(error)));
  socket.on('end', () => end(t('sessionBus.hungUp')));
  socket.on('close', () => end(t('sessionBus.ended')));

  function drain(): void {
    if (isPaused) return;
    try {
      if (!authenticated) authenticate();
      while (authenticated && !isOver) {
        const bytes = nextMessage();
        if (bytes === null) return;
        if (deliver(bytes)) {
          isPaused = true;
          setImmediate(resume);
          return;
        }
      }
    } catch (error) {
      end(errorMessage(error));
    }
  }

  function resume(): void {
    isPaused = false;
    drain();
  }

  function authenticate(): void {
    const line = incoming.takeLine(MAX_HANDSHAKE_BYTES);
    if (line === null) return;
    const [answer] = line.split(' ');
    switch (answer) {
      case 'OK':
        socket.write(`BEGIN${LINE_END}`);
        authenticated = true;
        cancelDeadline();
        events.opened();
        return;
      case 'DATA':
        socket.write(`DATA${LINE_END}`);
        return;
      case 'REJECTED':
        throw new Error(t('sessionBus.wrongUser', { user: String(process.getuid?.()), offer: line }));
      default:
        throw new Error(t('sessionBus.handshake', { line }));
    }
  }

  function nextMessage(): Buffer | null {
    const head = incoming.peek(16);
    const length = head === null ? null : messageLength(head);
    return length === null ? null : incoming.take(length);
  }

  function deliver(bytes: Buffer): boolean {
    let message: Message;
    try {
      message = decode(bytes);
    } catch (error) {
      // Its end is known, so the next message is sound. A call it may have answered ends at its deadline.
      logger.warn('a D-Bus message could not be read and was left out', errorMessage(error));
      return false;
    }
    return events.message(message);
  }

  return {
    write(bytes) {
      if (!isOver) socket.write(bytes);
    },
    close() {
      isOver = true;
      cancelDeadline();
      // What was written still goes out, but a bus that hangs keeps nobody from leaving.
      socket.end();
      socket.unref();
    },
  };
}

/** Keeps chunks apart until what is asked for is complete: a long message is copied once. */
function createByteQueue() {
  let chunks: Buffer[] = [];
  let length = 0;

  function joined(): Buffer {
    const [only] = chunks;
    if (chunks.length === 1 && only !== undefined) return only;
    const whole = Buffer.concat(chunks);
    chunks = [whole];
    return whole;
  }

  function take(count: number): Buffer | null {
    if (length < count) return null;
    const whole = joined();
    length -= count;
    chunks = length === 0 ? [] : [whole.subarray(count)];
    return whole.subarray(0, count);
  }

  return {
    push(bytes: Buffer): void {
      chunks.push(bytes);
      length += bytes.length;
    },
    take,
    peek(count: number): Buffer | null {
      if (length < count) return null;
      const [first] = chunks;
      return first !== undefined && first.length >= count ? first : joined();
    },
    takeLine(maximum: number): string | null {
      const whole = joined();
      const end = whole.indexOf(LINE_END);
      if (end < 0 && length > maximum) throw new Error(t('sessionBus.noBus'));
      return end < 0 ? null : (take(end + LINE_END.length)?.toString('latin1', 0, end) ?? null);
    },
  };
}
