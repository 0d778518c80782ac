import DBusBuffer from 'dbus-next/lib/dbus-buffer.js';
import { variant } from '../../core/dbus';
import { marshal } from './marshal';
import { toPlainBody } from './values';

// Only what reads messages in dbus-next 0.10.2 is used (marshal.ts says why it does not write them). Its MessageBus and connection are left out, because of what they do:
// calls without a deadline that never settle after a disconnect, match rules that are never removed, an unhandled
// rejection when Hello fails, a stack trace to the peer when a handler throws, a crash on a body that does not marshal
// or a message that does not parse, an address parser without escapes, and an optional native module that crashes on
// Node 24. That is our connection.ts, match-rules.ts and address.ts instead.

export const METHOD_CALL = 1;
export const METHOD_RETURN = 2;
export const ERROR = 3;
export const SIGNAL = 4;
export const NO_REPLY_EXPECTED = 1;

/** Without the fields that a message of its type doesn't have. */
export interface Message {
  readonly type: number;
  readonly flags?: number;
  readonly serial: number;
  readonly path?: string;
  readonly interface?: string;
  readonly member?: string;
  readonly errorName?: string;
  readonly replySerial?: number;
  readonly destination?: string;
  readonly sender?: string;
  readonly signature?: string;
  readonly body: readonly unknown[];
}

const LITTLE_ENDIAN = 'l'.charCodeAt(0);
const BIG_ENDIAN = 'B'.charCodeAt(0);
const VERSION = 1;
/** Of the fixed part of a header, which ends with the length of the array of fields. */
const FIXED_HEADER_BYTES = 16;
const FIELDS_POSITION = 12;
/** The specification's limit (2^27); anything above is not D-Bus. */
const MAX_MESSAGE_BYTES = 134_217_728;
/** The header's fields at their codes, each with its type. */
const FIELDS = [
  null,
  ['path', 'o'],
  ['interface', 's'],
  ['member', 's'],
  ['errorName', 's'],
  ['replySerial', 'u'],
  ['destination', 's'],
  ['sender', 's'],
  ['signature', 'g'],
] as const;

const OBJECT_PATH = /^\/$|^(\/[A-Za-z0-9_]+)+$/;
const MEMBER = /^[A-Za-z_][A-Za-z0-9_]{0,254}$/;
const INTERFACE = /^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)+$/;
const BUS_NAME = /^(:[A-Za-z0-9_.-]+|[A-Za-z_-][A-Za-z0-9_-]*(\.[A-Za-z_-][A-Za-z0-9_-]*)+)$/;

/** The bytes of a message. Throws when it is not a valid one; the bus would end the connection for it. */
export function encode(message: Message): Buffer {
  check('path', message.path, OBJECT_PATH);
  check('member', message.member, MEMBER);
  check('interface', message.interface, INTERFACE);
  check('error name', message.errorName, INTERFACE);
  check('destination', message.destination, BUS_NAME);
  const { type, flags = 0, serial } = message;
  const body = marshal(message.signature ?? '', message.body);
  const fields = FIELDS.flatMap((field, code) => {
    const value = field === null ? undefined : message[field[0]];
    return field === null || value === undefined || value === '' ? [] : [[code, variant(field[1], value)]];
  });
  const header = marshal('yyyyuua(yv)', [LITTLE_ENDIAN, type, flags, VERSION, body.length, serial, fields]);
  const bytes = Buffer.alloc(Math.ceil(header.length / 8) * 8 + body.length);
  if (bytes.length > MAX_MESSAGE_BYTES)
    throw new Error(`a message of ${bytes.length} bytes is longer than D-Bus allows`);
  header.copy(bytes);
  body.copy(bytes, bytes.length - body.length);
  return bytes;
}

/** How long the message is that these bytes begin, or null when they are too few to tell. Throws when it is none. */
export function messageLength(bytes: Buffer): number | null {
  if (bytes.length < FIXED_HEADER_BYTES) return null;
  const endian = bytes[0];
  if (endian !== LITTLE_ENDIAN && endian !== BIG_ENDIAN) throw new Error('what the bus sent is not a D-Bus message');
  const read = (at: number): number => (endian === LITTLE_ENDIAN ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  const length = FIXED_HEADER_BYTES + Math.ceil(read(12) / 8) * 8 + read(4);
  if (length > MAX_MESSAGE_BYTES) throw new Error(`a message of ${length} bytes is longer than D-Bus allows`);
  return length;
}

/** Reads one whole message. Throws when its content is not valid. */
export function decode(bytes: Buffer): Message {
  const endian = bytes[0] ?? 0;
  const reader = new DBusBuffer(bytes, 0, endian, null, { ayBuffer: true });
  const fields: Record<string, unknown> = {};
  reader.pos = FIELDS_POSITION;
  const [entries] = toPlainBody('a(yv)', reader.read('a(yv)'));
  // By its signature it is an array of pairs.
  for (const [code, value] of entries as readonly (readonly [number, unknown])[]) {
    const name = FIELDS[code]?.[0];
    if (name !== undefined) fields[name] = value;
  }
  reader.align(3);
  const signature = typeof fields['signature'] === 'string' ? fields['signature'] : '';
  return {
    // The types of the fields are those the bus checked before it passed the message on.
    ...(fields as Partial<Message>),
    type: bytes[1] ?? 0,
    flags: bytes[2] ?? 0,
    serial: endian === LITTLE_ENDIAN ? bytes.readUInt32LE(8) : bytes.readUInt32BE(8),
    body: signature === '' ? [] : toPlainBody(signature, reader.read(signature)),
  };
}

function check(what: string, value: string | undefined, pattern: RegExp): void {
  if (value !== undefined && !pattern.test(value)) throw new Error(`"${value}" is no valid ${what}`);
}
