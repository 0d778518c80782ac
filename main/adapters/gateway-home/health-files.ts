import { stat } from 'node:fs/promises';
import { parseHeartbeat } from '../../core/heartbeat';
import type { Heartbeat } from '../../core/home-facts';
import { readSmallFile } from './small-file';

export const STATE_FOLDER = 'state';
export const HEARTBEAT_FILE = 'gateway.heartbeat';
export const SOCKET_FILE = 'gateway.sock';
export const SOCKET_POINTER_FILE = 'gateway.sock.path';

const HEARTBEAT_MAX_BYTES = 65_536;
const POINTER_MAX_BYTES = 4096;

/** The heartbeat of a home; while it is torn, the one before. */
export class HeartbeatFile {
  #last: Heartbeat | null = null;

  async read(folder: string): Promise<Heartbeat | null> {
    const content = await readSmallFile(`${folder}/${STATE_FOLDER}/${HEARTBEAT_FILE}`, HEARTBEAT_MAX_BYTES);
    if (content.kind === 'absent') this.#last = null;
    // No retry: whoever tore it writes the rest, and that is a change of its own.
    const parsed = content.kind === 'content' ? parseHeartbeat(content.text, content.writtenAt) : null;
    if (parsed?.ok === true) this.#last = parsed.value;
    return this.#last;
  }

  forget(): void {
    this.#last = null;
  }
}

/**
 * The control socket of a home: there, or where a file points to because the home's path is too long for a socket's.
 * `homes` are names of the one folder, of which a short one is needed for the same reason.
 */
export async function findControlSocket(homes: readonly string[]): Promise<string | null> {
  const [home] = [...homes].sort((one, other) => Buffer.byteLength(one) - Buffer.byteLength(other));
  const own = `${home}/${SOCKET_FILE}`;
  if (await isOwnSocket(own)) return own;
  const pointer = await readSmallFile(`${home}/${SOCKET_POINTER_FILE}`, POINTER_MAX_BYTES);
  if (pointer.kind !== 'content') return null;
  const path = pointer.text.trim();
  return path.startsWith('/') && (await isOwnSocket(path)) ? path : null;
}

/** Ours, because it may be in a folder where anybody can put one, under a name that can be guessed. */
async function isOwnSocket(path: string): Promise<boolean> {
  try {
    const found = await stat(path);
    return found.isSocket() && found.uid === process.getuid?.();
  } catch {
    return false;
  }
}
