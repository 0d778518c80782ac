// dbus-next 0.10.2 has types for its front door only. What reads messages is sound and has no state; its
// connection is neither (see codec.ts), so that is all that is taken. package.json pins the version exactly.

declare module 'dbus-next/lib/signature.js' {
  /** One complete type: `type` is its first character, `child` what a container holds. */
  export interface SignatureNode {
    readonly type: string;
    readonly child: readonly SignatureNode[];
  }
  const signature: { parseSignature(signature: string): readonly SignatureNode[] };
  export default signature;
}

declare module 'dbus-next/lib/dbus-buffer.js' {
  export default class DBusBuffer {
    constructor(buffer: Buffer, startPosition: number, endian: number, fileDescriptors: null, options: object);
    pos: number;
    align(power: number): void;
    read(signature: string): unknown[];
  }
}
