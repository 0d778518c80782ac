import type { SignatureNode } from 'dbus-next/lib/signature.js';

/** The type of an array's elements. */
export function onlyChild(node: SignatureNode): SignatureNode {
  const [child] = node.child;
  if (child === undefined) throw new Error('an array without a type');
  return child;
}

/** The types of a dictionary's keys and values. */
export function pairOf(node: SignatureNode): readonly [SignatureNode, SignatureNode] {
  const [key, value] = node.child;
  if (key === undefined || value === undefined) throw new Error('a dictionary without a type');
  return [key, value];
}
