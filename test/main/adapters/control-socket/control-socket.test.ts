import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { controlSocketContract } from '../../../contracts/control-socket.contract';
import { createSocketsRig, type SocketsRig, statusAnswer } from './rig';

controlSocketContract('unix sockets', createSocketsRig);

describe('the control socket', () => {
  let rig: SocketsRig;
  let path: string;
  beforeEach(async () => {
    rig = await createSocketsRig();
    path = join(rig.folder, 'gateway.sock');
  });
  afterEach(() => rig.dispose());

  const answerTo = async (onLine: (line: string, socket: Socket) => void) => {
    await rig.serve(path, onLine);
    return rig.controlSocket.ask(path);
  };

  it('asks for the status in one line of protocol 1, and hangs up', async () => {
    const lines: string[] = [];
    const sockets: Socket[] = [];
    const answer = await answerTo((line, socket) => {
      lines.push(line);
      sockets.push(socket);
      // Left open: it is for us to close.
      socket.write(statusAnswer(7));
    });
    expect(answer).toMatchObject({ ok: true });
    expect(lines.map((line) => JSON.parse(line))).toEqual([{ verb: 'status', id: 1, protocol: 1 }]);
    const [socket] = sockets;
    if (socket !== undefined && !socket.destroyed) await once(socket, 'close');
    expect(rig.clock.pending()).toBe(0);
  });

  it('takes an answer in pieces, of the size of a long state file', async () => {
    const text = statusAnswer(7, { platforms: 'x'.repeat(400_000) });
    const answer = await answerTo((_line, socket) => {
      socket.write(text.slice(0, 10));
      setImmediate(() => socket.write(text.slice(10)));
    });
    expect(answer).toEqual({ ok: true, value: { pid: 7 } });
  });

  it('believes the process that answers, not the file that it repeats', async () => {
    const answer = await answerTo((_line, socket) => socket.end(statusAnswer(7, { pid: 3 })));
    expect(answer).toEqual({ ok: true, value: { pid: 7 } });
  });

  it.each([
    ['closes without a word', (socket: Socket) => socket.end()],
    ['breaks off', (socket: Socket) => socket.end('{"ok":true,"id":1,"resu')],
    ['answers another question', (socket: Socket) => socket.end('{"ok":true,"id":2,"result":{"answering_pid":7}}\n')],
    ['names no process', (socket: Socket) => socket.end('{"ok":true,"id":1,"result":{}}\n')],
    ['names an impossible process', (socket: Socket) => socket.end(statusAnswer(-1))],
    ['answers a list', (socket: Socket) => socket.end('[]\n')],
    ['sends bytes that are no text', (socket: Socket) => socket.end(Buffer.from([0xff, 0xfe, 0x00, 0x0a]))],
    ['says more than 512 KB', (socket: Socket) => socket.write(Buffer.alloc(600_000, 'x'))],
  ])('calls it garbage when one %s', async (_what, speak) => {
    expect(await answerTo((_line, socket) => speak(socket))).toMatchObject({ ok: false, reason: 'garbage' });
    expect(rig.clock.pending()).toBe(0);
  });

  it('does not take the first 107 bytes of a long path for the path', async () => {
    const folder = join(rig.folder, 'd'.repeat(104 - Buffer.byteLength(rig.folder)));
    mkdirSync(folder);
    const cut = join(folder, 's');
    expect(Buffer.byteLength(cut)).toBe(107);
    await rig.serve(cut, (_line, socket) => socket.end(statusAnswer(7)));
    expect(await rig.controlSocket.ask(cut)).toEqual({ ok: true, value: { pid: 7 } });
    expect(await rig.controlSocket.ask(`${cut}ock`)).toMatchObject({
      ok: false,
      reason: 'unreachable',
      message: expect.stringContaining('107 bytes'),
    });
  });

  it('says why it cannot reach what is no socket', async () => {
    mkdirSync(path);
    expect(await rig.controlSocket.ask(path)).toMatchObject({ ok: false, reason: 'unreachable' });
  });
});
