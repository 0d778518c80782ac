import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createControlSocket } from '../../../../main/adapters/control-socket/control-socket';
import { controlSocketContract } from '../../../contracts/control-socket.contract';
import { createFakeClock } from '../../../fakes/fake-clock';

/** Real sockets in a folder of their own. */
function createListeners() {
  const folder = mkdtempSync(join(tmpdir(), 'control-socket-'));
  const servers: net.Server[] = [];
  const connections = new Set<net.Socket>();
  let asked = 0;
  let told = () => {};
  return {
    folder,
    async listen(answer: (socket: net.Socket, request: string) => void): Promise<string> {
      const path = join(folder, `${servers.length}.sock`);
      const server = net.createServer((socket) => {
        connections.add(socket);
        socket.on('error', () => {});
        socket.once('data', (data) => {
          asked += 1;
          told();
          answer(socket, data.toString());
        });
      });
      servers.push(server);
      server.listen(path);
      await once(server, 'listening');
      return path;
    },
    /** Resolves when so many questions have come. */
    questions: (count: number) =>
      new Promise<void>((resolve) => {
        told = () => {
          if (asked >= count) resolve();
        };
        told();
      }),
    async close() {
      for (const one of connections) one.destroy();
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
      rmSync(folder, { recursive: true });
    },
  };
}

const line = (value: unknown) => `${JSON.stringify(value)}\n`;

controlSocketContract('the control socket', async () => {
  const clock = createFakeClock();
  const listeners = createListeners();
  return {
    socket: createControlSocket({ clock }),
    emptyPath: join(listeners.folder, 'nobody.sock'),
    answering: (pid) =>
      listeners.listen((socket, request) => {
        const { id } = JSON.parse(request) as { readonly id: number };
        socket.end(
          line(pid === null ? { ok: false, error: 'unknown verb' } : { ok: true, id, result: { answering_pid: pid } }),
        );
      }),
    talkingNonsense: () => listeners.listen((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
    hanging: () => listeners.listen(() => {}),
    async passDeadline() {
      await listeners.questions(2);
      clock.advance(2000);
    },
    close: listeners.close,
  };
});

describe('the control socket, beyond the contract', () => {
  const clock = createFakeClock();
  const socket = createControlSocket({ clock });
  let listeners: ReturnType<typeof createListeners>;
  beforeEach(() => {
    listeners = createListeners();
  });
  afterEach(() => listeners.close());

  it('puts an answer together that comes in pieces', async () => {
    const path = await listeners.listen((connection) => {
      const answer = line({ ok: true, id: 1, result: { pid: 815 } });
      connection.write(answer.slice(0, 9), () => connection.end(answer.slice(9)));
    });
    expect(await socket.ask(path)).toEqual({ ok: true, value: { pid: 815 } });
  });

  it.each([
    ['closes without a word', (connection: net.Socket) => void connection.end()],
    ['answers another question', (connection: net.Socket) => void connection.end(line({ ok: true, id: 2 }))],
    ['never stops talking', (connection: net.Socket) => void connection.end('x'.repeat(600 * 1024))],
  ])('says what is wrong with one that %s', async (_name, answer) => {
    expect(await socket.ask(await listeners.listen(answer))).toMatchObject({ ok: false, reason: 'garbage' });
  });

  it('says so of a file that is no socket, and of a path that is too long for one', async () => {
    const file = join(listeners.folder, 'file');
    writeFileSync(file, '');
    for (const path of [file, join(listeners.folder, 'x'.repeat(120))]) {
      expect(await socket.ask(path)).toMatchObject({ ok: false, reason: 'unreachable' });
    }
  });

  it('leaves no timer', () => {
    expect(clock.pending()).toBe(0);
  });
});
