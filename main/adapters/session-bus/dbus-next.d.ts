// dbus-next 0.10.2 has types for its front door only. Its codec is sound and has no state; its connection is neither
// (see codec.ts), so the codec is all that is taken. package.json pins the version exactly.

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

declare module 'dbus-next/lib/message.js' {
  const message: {
    /** Takes the body in the marshaller's own shape (values.ts). Returns the bytes, and file descriptors, of which we have none. */
    marshall(message: object): [Buffer, unknown[]];
  };
  export default message;
}
