import net from 'node:net';
import type { Clock } from '../../app/ports/clock';
import type { ControlSocket, SocketAnswer } from '../../app/ports/control-socket';
import { errorMessage, failure, type Result } from '../../core/result';
import { parseAnswer, STATUS_REQUEST } from './answer';

/** Hermes' own, on both ends. */
const DEADLINE_MS = 2000;
/** sun_path, without its last NUL. A longer one is cut off by libuv, and may be another's socket then. */
const PATH_MAX_BYTES = 107;
/** Hermes sends no more than this. */
const ANSWER_MAX_BYTES = 512 * 1024;
const LINE_END = 0x0a;

export function createControlSocket({ clock }: { readonly clock: Clock }): ControlSocket {
  return {
    async ask(path) {
      if (Buffer.byteLength(path) > PATH_MAX_BYTES) {
        const why = `its path is longer than the ${PATH_MAX_BYTES} bytes of a socket's`;
        return failure('unreachable', `The control socket ${path} cannot be reached: ${why}`);
      }
      return new Promise((resolve) => ask(path, clock, resolve));
    },
  };
}

function ask(path: string, clock: Clock, resolve: (result: Result<SocketAnswer>) => void): void {
  const socket = net.connect({ path });
  const chunks: Buffer[] = [];
  let received = 0;

  const cancelDeadline = clock.after(DEADLINE_MS, () => {
    settle(failure('timeout', `The control socket ${path} has not answered within ${DEADLINE_MS / 1000} s`));
  });

  // A promise settles once; whatever the socket still has to say after that is nobody's concern.
  function settle(result: Result<SocketAnswer>): void {
    cancelDeadline();
    socket.destroy();
    resolve(result);
  }

  function answered(): void {
    settle(parseAnswer(path, Buffer.concat(chunks).toString('utf8')));
  }

  socket.on('connect', () => socket.write(STATUS_REQUEST));
  socket.on('data', (chunk: Buffer) => {
    received += chunk.length;
    if (received > ANSWER_MAX_BYTES) {
      settle(failure('garbage', `What answers at the control socket ${path} is no gateway: it said more than 512 KB`));
      return;
    }
    chunks.push(chunk);
    if (chunk.includes(LINE_END)) answered();
  });
  socket.on('end', answered);
  socket.on('error', (error) => {
    settle(failure('unreachable', `The control socket ${path} cannot be reached: ${errorMessage(error)}`));
  });
}
