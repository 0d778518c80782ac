import { rmSync } from 'node:fs';
import net from 'node:net';

/** Stands between an adapter and the session bus, so that a test can cut or freeze the line without harming the bus. */
export interface BusProxy {
  /** As DBUS_SESSION_BUS_ADDRESS. */
  readonly address: string;
  /** How much went through, both ways. */
  readonly byteCount: number;
  /** Ends every connection and takes the socket away. */
  cut(): Promise<void>;
  /** Takes bytes and passes none on, in both directions, until `restore`; then they all arrive. */
  freeze(): void;
  restore(): Promise<void>;
  close(): Promise<void>;
}

export async function createBusProxy(path: string): Promise<BusProxy> {
  const bus = process.env['DBUS_SESSION_BUS_ADDRESS']?.replace(/^unix:path=/, '');
  if (!bus) throw new Error('no session bus: run this in `node test/desktop/session.mjs -- …`');
  const busPath = bus;
  const open = new Set<net.Socket>();
  let isFrozen = false;
  let byteCount = 0;
  let server: net.Server | null = null;

  function join(client: net.Socket): void {
    const upstream = net.connect(busPath);
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      open.add(from);
      from.on('data', (bytes) => {
        byteCount += bytes.length;
        to.write(bytes);
      });
      from.on('error', () => from.destroy());
      from.on('close', () => {
        open.delete(from);
        to.destroy();
      });
      if (isFrozen) from.pause();
    }
  }

  function listen(): Promise<void> {
    rmSync(path, { force: true });
    const listening = net.createServer(join);
    server = listening;
    return new Promise((resolve, reject) => {
      listening.on('error', reject);
      listening.listen(path, resolve);
    });
  }

  async function cut(): Promise<void> {
    const closing = server;
    server = null;
    for (const socket of open) socket.destroy();
    if (closing !== null) await new Promise((resolve) => closing.close(resolve));
    rmSync(path, { force: true });
  }

  await listen();
  return {
    address: `unix:path=${path}`,
    get byteCount() {
      return byteCount;
    },
    cut,
    freeze() {
      isFrozen = true;
      for (const socket of open) socket.pause();
    },
    async restore() {
      isFrozen = false;
      for (const socket of open) socket.resume();
      if (server === null) await listen();
    },
    close: cut,
  };
}
