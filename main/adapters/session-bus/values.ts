import signatures, { type SignatureNode } from 'dbus-next/lib/signature.js';
import { onlyChild, pairOf } from './signature-node';

/** D-Bus has no null: the largest unsigned 64-bit number is how systemd says "unset" or "infinity". */
const UNSET = 2n ** 64n - 1n;

/** A message body from the shape that dbus-next reads to plain values, as ports/session-bus.ts describes them. */
export function toPlainBody(signature: string, raw: readonly unknown[]): readonly unknown[] {
  return signatures.parseSignature(signature).map((node, index) => toPlain(node, raw[index]));
}

// dbus-next's shape, by its source (dbus-next/lib/dbus-buffer.js): a container is an array of its children, a dictionary
// an array of pairs, a variant is [[type], [value]].
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
