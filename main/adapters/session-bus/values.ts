import signatures, { type SignatureNode } from 'dbus-next/lib/signature.js';
import { isVariant } from '../../core/dbus';

/** D-Bus has no null: the largest unsigned 64-bit number is how systemd says "unset" or "infinity". */
const UNSET = 2n ** 64n - 1n;
const OBJECT_PATH = /^\/$|^(\/[A-Za-z0-9_]+)+$/;

/** A message body from the marshaller's shape to plain values, as ports/session-bus.ts describes them. */
export function toPlainBody(signature: string, raw: readonly unknown[]): readonly unknown[] {
  return signatures.parseSignature(signature).map((node, index) => toPlain(node, raw[index]));
}

/** A message body to the marshaller's shape. Throws when a value does not fit the signature, before anything is sent. */
export function toMarshalledBody(signature: string, body: readonly unknown[]): readonly unknown[] {
  const nodes = signatures.parseSignature(signature);
  if (nodes.length !== body.length) {
    throw new Error(`the signature "${signature}" has ${nodes.length} values, the body ${body.length}`);
  }
  return nodes.map((node, index) => toMarshalled(node, body[index]));
}

// The marshaller's shape, by its source (dbus-next/lib/dbus-buffer.js, marshall.js): a container is an array of its
// children, a dictionary an array of pairs, a variant read is [[type], [value]], a variant written is [signature, value].
type Pair = readonly [unknown, unknown];
type ReadVariant = readonly [readonly [SignatureNode], readonly [unknown]];

function toPlain(node: SignatureNode, raw: unknown): unknown {
  switch (node.type) {
    case 't':
      return raw === UNSET ? null : Number(raw);
    case 'x':
      return Number(raw);
    case 'v': {
      const [[inner], [value]] = raw as ReadVariant;
      return toPlain(inner, value);
    }
    case '(':
      return node.child.map((child, index) => toPlain(child, (raw as readonly unknown[])[index]));
    case 'a':
      return toPlainArray(onlyChild(node), raw);
    default:
      return raw;
  }
}

function toPlainArray(element: SignatureNode, raw: unknown): unknown {
  // A copy: the slice would keep the whole message in memory.
  if (element.type === 'y') return Uint8Array.from(raw as Buffer);
  if (element.type === '{') {
    const [keyNode, valueNode] = pairOf(element);
    return Object.fromEntries(
      (raw as readonly Pair[]).map(([key, value]) => [String(toPlain(keyNode, key)), toPlain(valueNode, value)]),
    );
  }
  return (raw as readonly unknown[]).map((value) => toPlain(element, value));
}

function toMarshalled(node: SignatureNode, value: unknown): unknown {
  switch (node.type) {
    case 'v': {
      if (!isVariant(value)) throw new Error(`a variant is needed, not ${describe(value)}`);
      return [value.signature, toMarshalledBody(value.signature, [value.value])[0]];
    }
    case '(': {
      if (!Array.isArray(value)) throw new Error(`an array is needed for a structure, not ${describe(value)}`);
      if (value.length !== node.child.length)
        throw new Error(`a structure of ${node.child.length} has ${value.length}`);
      return node.child.map((child, index) => toMarshalled(child, value[index]));
    }
    case 'a':
      return toMarshalledArray(onlyChild(node), value);
    case 'o':
      // The bus throws us out for an invalid path, and every other call with it.
      if (typeof value !== 'string' || !OBJECT_PATH.test(value))
        throw new Error(`${describe(value)} is no object path`);
      return value;
    default:
      if (value === null || value === undefined) throw new Error(`a value of type "${node.type}" is missing`);
      return value;
  }
}

function toMarshalledArray(element: SignatureNode, value: unknown): unknown {
  if (element.type === 'y' && value instanceof Uint8Array) return value;
  if (element.type === '{') {
    if (typeof value !== 'object' || value === null) throw new Error(`an object is needed, not ${describe(value)}`);
    const [keyNode, valueNode] = pairOf(element);
    return Object.entries(value).map(([key, one]) => [toKey(keyNode, key), toMarshalled(valueNode, one)]);
  }
  if (!Array.isArray(value)) throw new Error(`an array is needed, not ${describe(value)}`);
  return value.map((one) => toMarshalled(element, one));
}

/** Objects have only strings for keys. */
function toKey(node: SignatureNode, key: string): unknown {
  return 'sog'.includes(node.type) ? toMarshalled(node, key) : Number(key);
}

function onlyChild(node: SignatureNode): SignatureNode {
  const [child] = node.child;
  if (child === undefined) throw new Error('an array without a type');
  return child;
}

function pairOf(node: SignatureNode): readonly [SignatureNode, SignatureNode] {
  const [key, value] = node.child;
  if (key === undefined || value === undefined) throw new Error('a dictionary without a type');
  return [key, value];
}

function describe(value: unknown): string {
  return typeof value === 'string' ? `"${value}"` : value === null ? 'null' : typeof value;
}
