import dbus from 'dbus-next';

/** A D-Bus client for tests, on dbus-next itself: what the app's own adapter does is what is tested. */
export interface TestBus {
  /** Our unique name. */
  readonly name: string;
  /** Plain values, variants opened. Rejects with dbus-next's DBusError (`type` is the error's name), or at the deadline. */
  call(call: TestCall): Promise<readonly unknown[]>;
  /** Delivers what a match rule lets through, until the bus is closed. */
  addMatch(rule: string): Promise<void>;
  onSignal(listener: (signal: TestSignal) => void): () => void;
  /** Answers calls to us; undefined for those that it does not know. */
  serve(answer: (call: dbus.Message) => { signature: string; body: unknown[] } | undefined): void;
  emit(path: string, interfaceName: string, member: string, signature?: string, body?: unknown[]): void;
  requestName(name: string): Promise<void>;
  releaseName(name: string): Promise<void>;
  close(): void;
}

export interface TestCall {
  readonly destination: string;
  readonly path: string;
  readonly interface: string;
  readonly member: string;
  readonly signature?: string;
  readonly body?: readonly unknown[];
}

export interface TestSignal {
  readonly sender: string;
  readonly path: string;
  readonly interface: string;
  readonly member: string;
  readonly body: readonly unknown[];
  /** Epoch milliseconds with their fraction, when it was received. */
  readonly at: number;
}

const CALL_DEADLINE_MS = 5000;
const NO_REPLY_NEEDED = 1;

export async function connectTestBus(): Promise<TestBus> {
  const bus = dbus.sessionBus();
  await new Promise<void>((resolve, reject) => {
    bus.on('connect', resolve);
    bus.on('error', reject);
  });
  const listeners = new Set<(signal: TestSignal) => void>();
  bus.on('message', (message) => {
    if (message.type !== dbus.MessageType.SIGNAL) return;
    const { sender, path, member, body } = message;
    const signal = { sender, path, interface: message.interface, member, body: body.map(opened), at: epochNow() };
    for (const listener of listeners) listener(signal);
  });

  async function call(wanted: TestCall): Promise<readonly unknown[]> {
    const { signature = '', body = [], ...header } = wanted;
    const reply = await withDeadline(
      `${wanted.member} of ${wanted.destination}`,
      CALL_DEADLINE_MS,
      bus.call(new dbus.Message({ ...header, signature, body: [...body] })),
    );
    return (reply?.body ?? []).map(opened);
  }

  function ask(member: string, signature: string, body: unknown[]): Promise<readonly unknown[]> {
    const header = { destination: 'org.freedesktop.DBus', path: '/org/freedesktop/DBus' };
    return call({ ...header, interface: 'org.freedesktop.DBus', member, signature, body });
  }

  return {
    // dbus-next sets it when it is connected; its types leave it out.
    name: (bus as unknown as { name: string }).name,
    call,
    async addMatch(rule) {
      await ask('AddMatch', 's', [rule]);
    },
    onSignal(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    serve(answer) {
      bus.addMethodHandler((message: dbus.Message) => {
        const reply = answer(message);
        if (reply === undefined) return false;
        if (message.flags !== NO_REPLY_NEEDED) {
          bus.send(dbus.Message.newMethodReturn(message, reply.signature, reply.body));
        }
        return true;
      });
    },
    emit(path, interfaceName, member, signature = '', body = []) {
      bus.send(dbus.Message.newSignal(path, interfaceName, member, signature, body));
    },
    async requestName(name) {
      const DO_NOT_QUEUE = 4;
      const PRIMARY_OWNER = 1;
      const [answer] = await ask('RequestName', 'su', [name, DO_NOT_QUEUE]);
      if (answer !== PRIMARY_OWNER) throw new Error(`${name} is somebody else's`);
    },
    async releaseName(name) {
      await ask('ReleaseName', 's', [name]);
    },
    close() {
      bus.removeAllListeners('error');
      bus.on('error', () => {});
      bus.disconnect();
    },
  };
}

export async function withDeadline<T>(what: string, deadlineMs: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`waited ${deadlineMs} ms in vain for ${what}`)), deadlineMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

function opened(value: unknown): unknown {
  if (value instanceof dbus.Variant) return opened(value.value);
  if (Array.isArray(value)) return value.map(opened);
  if (value instanceof Uint8Array || typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, opened(one)]));
}

function epochNow(): number {
  return performance.timeOrigin + performance.now();
}
