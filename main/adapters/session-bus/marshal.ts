import signatures, { type SignatureNode } from 'dbus-next/lib/signature.js';
import { isVariant } from '../../core/dbus';
import { onlyChild, pairOf } from './signature-node';

// What we send, as bytes (https://dbus.freedesktop.org/doc/dbus-specification.html#message-protocol-marshaling).
// dbus-next reads what comes, but does not write this: its marshaller makes three objects of every byte of an array. The
// pixels of one tray icon cost 10 MB of garbage and a heap that never gave the room back.

/** The specification's limit on one array (2^26). */
const MAX_ARRAY_BYTES = 67_108_864;
const MAX_SIGNATURE_BYTES = 255;
const OBJECT_PATH = /^\/$|^(\/[A-Za-z0-9_]+)+$/;

const INTEGERS: Readonly<
  Record<string, { readonly bytes: 1 | 2 | 4 | 8; readonly min: bigint; readonly max: bigint }>
> = {
  y: { bytes: 1, min: 0n, max: 2n ** 8n - 1n },
  n: { bytes: 2, min: -(2n ** 15n), max: 2n ** 15n - 1n },
  q: { bytes: 2, min: 0n, max: 2n ** 16n - 1n },
  i: { bytes: 4, min: -(2n ** 31n), max: 2n ** 31n - 1n },
  u: { bytes: 4, min: 0n, max: 2n ** 32n - 1n },
  x: { bytes: 8, min: -(2n ** 63n), max: 2n ** 63n - 1n },
  t: { bytes: 8, min: 0n, max: 2n ** 64n - 1n },
};
/** Of the types that do not begin with a length or a number. */
const ALIGNED_TO_8 = new Set(['x', 't', 'd', '(', '{']);

/** A message body, little-endian. Throws when a value does not fit the signature. */
export function marshal(signature: string, body: readonly unknown[]): Buffer {
  const nodes = signatures.parseSignature(signature);
  if (nodes.length !== body.length) {
    throw new Error(`the signature "${signature}" has ${nodes.length} values, the body ${body.length}`);
  }
  const out = createBytes();
  for (const [index, node] of nodes.entries()) write(out, node, body[index]);
  return out.written();
}

function write(out: Bytes, node: SignatureNode, value: unknown): void {
  const integer = INTEGERS[node.type];
  if (integer !== undefined) {
    out.integer(integer.bytes, inRange(node.type, value, integer.min, integer.max));
    return;
  }
  switch (node.type) {
    case 'b':
      if (typeof value !== 'boolean') throw new Error(`a boolean is needed, not ${describe(value)}`);
      out.integer(4, value ? 1n : 0n);
      break;
    case 'd':
      if (typeof value !== 'number') throw new Error(`a number is needed, not ${describe(value)}`);
      out.double(value);
      break;
    case 'o':
      // The bus throws us out for an invalid path, and every other call with it.
      if (!OBJECT_PATH.test(text(value))) throw new Error(`${describe(value)} is no object path`);
      out.text(text(value));
      break;
    case 's':
      out.text(text(value));
      break;
    case 'g':
      writeSignature(out, text(value));
      break;
    case 'v':
      writeVariant(out, value);
      break;
    case '(':
      writeStructure(out, node, value);
      break;
    case 'a':
      writeArray(out, onlyChild(node), value);
      break;
    default:
      throw new Error(`values of type "${node.type}" are not sent`);
  }
}

function writeSignature(out: Bytes, signature: string): void {
  signatures.parseSignature(signature);
  if (signature.length > MAX_SIGNATURE_BYTES) throw new Error(`the signature "${signature}" is too long`);
  out.integer(1, BigInt(signature.length));
  out.raw(Buffer.from(`${signature}\0`, 'latin1'));
}

function writeVariant(out: Bytes, value: unknown): void {
  if (!isVariant(value)) throw new Error(`a variant is needed, not ${describe(value)}`);
  const [node, ...more] = signatures.parseSignature(value.signature);
  if (node === undefined || more.length > 0) throw new Error(`"${value.signature}" is not the type of one value`);
  writeSignature(out, value.signature);
  write(out, node, value.value);
}

function writeStructure(out: Bytes, { child }: SignatureNode, value: unknown): void {
  if (!Array.isArray(value)) throw new Error(`an array is needed for a structure, not ${describe(value)}`);
  if (value.length !== child.length) throw new Error(`a structure of ${child.length} has ${value.length}`);
  out.align(8);
  for (const [index, node] of child.entries()) write(out, node, value[index]);
}

function writeArray(out: Bytes, element: SignatureNode, value: unknown): void {
  const length = out.lengthToCome(ALIGNED_TO_8.has(element.type) ? 8 : 1);
  if (element.type === 'y' && value instanceof Uint8Array) {
    out.raw(value);
  } else if (element.type === '{') {
    if (typeof value !== 'object' || value === null) throw new Error(`an object is needed, not ${describe(value)}`);
    const [keyNode, valueNode] = pairOf(element);
    for (const [key, one] of Object.entries(value)) {
      out.align(8);
      // Objects have only strings for keys.
      write(out, keyNode, 'sog'.includes(keyNode.type) ? key : Number(key));
      write(out, valueNode, one);
    }
  } else {
    if (!Array.isArray(value)) throw new Error(`an array is needed, not ${describe(value)}`);
    for (const one of value) write(out, element, one);
  }
  length.set();
}

// ── bytes ─────────────────────────────────────────────────────────────────────────────────────────────────────────

interface Bytes {
  /** Fills with zeros up to a multiple of `boundary`. */
  align(boundary: number): void;
  /** Aligned by its own size; a negative one as its two's complement. */
  integer(bytes: 1 | 2 | 4 | 8, value: bigint): void;
  double(value: number): void;
  text(value: string): void;
  raw(bytes: Uint8Array): void;
  /** Leaves room for an array's length, whose elements begin at `boundary`; `set` fills it in. */
  lengthToCome(boundary: number): { set(): void };
  written(): Buffer;
}

function createBytes(): Bytes {
  // Zeros, so that what is skipped for alignment is filled.
  let buffer = Buffer.alloc(256);
  let length = 0;

  /** Where `bytes` more may be written. */
  function room(bytes: number): number {
    const at = length;
    length += bytes;
    if (length > buffer.length) {
      const larger = Buffer.alloc(Math.max(length, 2 * buffer.length));
      buffer.copy(larger, 0, 0, at);
      buffer = larger;
    }
    return at;
  }

  function align(boundary: number): void {
    room((boundary - (length % boundary)) % boundary);
  }

  function raw(bytes: Uint8Array): void {
    const at = room(bytes.length);
    buffer.set(bytes, at);
  }

  function integer(bytes: 1 | 2 | 4 | 8, value: bigint): void {
    align(bytes);
    const at = room(bytes);
    if (bytes === 8) buffer.writeBigUInt64LE(BigInt.asUintN(64, value), at);
    else buffer.writeUIntLE(Number(BigInt.asUintN(8 * bytes, value)), at, bytes);
  }

  return {
    align,
    integer,
    raw,
    double(value) {
      align(8);
      const at = room(8);
      buffer.writeDoubleLE(value, at);
    },
    text(value) {
      const bytes = Buffer.from(value);
      integer(4, BigInt(bytes.length));
      raw(bytes);
      room(1);
    },
    lengthToCome(boundary) {
      align(4);
      const at = room(4);
      align(boundary);
      const begin = length;
      return {
        set() {
          const size = length - begin;
          if (size > MAX_ARRAY_BYTES) throw new Error(`an array of ${size} bytes is longer than D-Bus allows`);
          buffer.writeUInt32LE(size, at);
        },
      };
    },
    written: () => buffer.subarray(0, length),
  };
}

// ── values ────────────────────────────────────────────────────────────────────────────────────────────────────────

function inRange(type: string, value: unknown, min: bigint, max: bigint): bigint {
  const isInteger = typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value));
  if (!isInteger) throw new Error(`an integer is needed for "${type}", not ${describe(value)}`);
  const integer = BigInt(value);
  if (integer < min || integer > max) throw new Error(`${value} does not fit the type "${type}"`);
  return integer;
}

function text(value: unknown): string {
  if (typeof value !== 'string') throw new Error(`text is needed, not ${describe(value)}`);
  if (value.includes('\0')) throw new Error(`${JSON.stringify(value)} has a null character`);
  return value;
}

function describe(value: unknown): string {
  return typeof value === 'string' ? `"${value}"` : value === null ? 'null' : typeof value;
}
