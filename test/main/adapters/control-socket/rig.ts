import { once } from 'node:events';
import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createControlSocket } from '../../../../main/adapters/control-socket/control-socket';
import type { ControlSocketRig, Listener } from '../../../contracts/control-socket.contract';
import { createFakeClock } from '../../../fakes/fake-clock';

export interface SocketsRig extends ControlSocketRig {
  readonly folder: string;
  /** Something that listens: told of each connection's first line, it does with the connection what it likes. */
  serve(path: string, onLine: (line: string, socket: Socket) => void): Promise<void>;
}

/** Real unix sockets in a temp folder. */
export async function createSocketsRig(): Promise<SocketsRig> {
  const folder = mkdtempSync(join(tmpdir(), 'sockets-'));
  const clock = createFakeClock();
  const servers: Server[] = [];
  const connections = new Set<Socket>();
  const held = new Map<
    string,
    { readonly answer: string; readonly sockets: Socket[]; readonly asked: Promise<void> }
  >();
  let paths = 0;

  async function serve(path: string, onLine: (line: string, socket: Socket) => void): Promise<void> {
    const server = createServer((socket) => {
      connections.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => connections.delete(socket));
      let received = '';
      socket.on('data', (chunk) => {
        const wasWhole = received.includes('\n');
        received += chunk;
        if (!wasWhole && received.includes('\n')) onLine(received.slice(0, received.indexOf('\n')), socket);
      });
    });
    servers.push(server);
    server.listen(path);
    await once(server, 'listening');
  }

  async function put(listener: Listener): Promise<string> {
    const path = join(folder, `${++paths}.sock`);
    switch (listener.kind) {
      case 'gateway':
        await serve(path, (_line, socket) => socket.end(statusAnswer(listener.pid)));
        break;
      case 'other-protocol':
        await serve(path, (_line, socket) =>
          socket.end('{"ok":false,"error":"unknown verb: status","supported_verbs":["identify"]}\n'),
        );
        break;
      case 'frozen-gateway': {
        const sockets: Socket[] = [];
        let tell = () => {};
        const asked = new Promise<void>((resolve) => {
          tell = resolve;
        });
        held.set(path, { answer: statusAnswer(listener.pid), sockets, asked });
        await serve(path, (_line, socket) => {
          sockets.push(socket);
          tell();
        });
        break;
      }
      case 'stranger':
        await serve(path, (_line, socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
        break;
      case 'dead':
        // As a killed gateway leaves it: under its own name the server would take the file away.
        await serve(`${path}.before`, () => {});
        renameSync(`${path}.before`, path);
        await closed(servers.pop());
        break;
      case 'missing':
        break;
    }
    return path;
  }

  return {
    folder,
    clock,
    controlSocket: createControlSocket({ clock }),
    serve,
    put,
    whenAsked: async (path) => held.get(path)?.asked,
    thaw(path) {
      const frozen = held.get(path);
      if (frozen !== undefined) for (const socket of frozen.sockets) socket.end(frozen.answer);
    },
    async dispose() {
      for (const socket of connections) socket.destroy();
      for (const server of servers) await closed(server);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** As 0.21 answers `status`: its state file, and who answers. */
export function statusAnswer(pid: number, more: object = {}): string {
  const result = { pid, kind: 'hermes-gateway', gateway_state: 'running', answering_pid: pid, answered_at: 1, ...more };
  return `${JSON.stringify({ ok: true, protocol: 1, id: 1, result })}\n`;
}

function closed(server: Server | undefined): Promise<unknown> {
  return new Promise((resolve) => (server === undefined ? resolve(null) : server.close(resolve)));
}
