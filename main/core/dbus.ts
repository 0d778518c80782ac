/** A D-Bus value that carries its own type. Readers of the bus get plain values; only what we send needs this. */
export interface Variant {
  readonly kind: 'dbus-variant';
  readonly signature: string;
  readonly value: unknown;
}

export function variant(signature: string, value: unknown): Variant {
  return { kind: 'dbus-variant', signature, value };
}

export function isVariant(value: unknown): value is Variant {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'dbus-variant';
}
