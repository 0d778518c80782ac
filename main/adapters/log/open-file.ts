import { constants, type FileHandle, open, stat } from 'node:fs/promises';

export interface OpenFile {
  readonly kind: 'file';
  readonly handle: FileHandle;
  readonly identity: string;
  readonly size: number;
  /** Epoch milliseconds of the last write. */
  readonly writtenAt: number;
}

/** `refused` says in words, beginning with "it", why the file is not read. */
export type Opened = OpenFile | { readonly kind: 'absent' } | { readonly kind: 'refused'; readonly reason: string };

const { O_RDONLY, O_NONBLOCK, O_NOCTTY } = constants;

/** Which file stands at a path now; null when none can be seen. The number of a deleted inode is handed out again. */
export async function identityAt(path: string): Promise<string | null> {
  try {
    return identityOf(await stat(path, { bigint: true }));
  } catch {
    return null;
  }
}

/** Only a regular file is opened: to open a named pipe waits for a writer, and to open a device may do something to it. */
export async function openFile(path: string): Promise<Opened> {
  let handle: FileHandle | undefined;
  try {
    const found = await stat(path);
    if (!found.isFile()) return { kind: 'refused', reason: `it is ${typeOf(found)}, not a file` };
    // It may have become a pipe since: O_NONBLOCK.
    handle = await open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
    const opened = await handle.stat({ bigint: true });
    if (!opened.isFile()) throw new Error('it was exchanged for something else');
    const file = { handle, identity: identityOf(opened), size: Number(opened.size) };
    return { kind: 'file', ...file, writtenAt: Number(opened.mtimeMs) };
  } catch (error) {
    await handle?.close().catch(() => undefined);
    return unreadable(error);
  }
}

/** The code of a system error, ENOENT and the like; empty for anything else. */
export function errorCode(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}

function identityOf({ dev, ino, birthtimeNs }: { dev: bigint; ino: bigint; birthtimeNs: bigint }): string {
  return `${dev}:${ino}:${birthtimeNs}`;
}

function typeOf(found: Awaited<ReturnType<typeof stat>>): string {
  if (found.isDirectory()) return 'a folder';
  if (found.isFIFO()) return 'a named pipe';
  if (found.isSocket()) return 'a socket';
  return 'a device';
}

function unreadable(error: unknown): Opened {
  const code = errorCode(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'absent' };
  if (code === 'EACCES') return { kind: 'refused', reason: 'it may not be read by this user (EACCES)' };
  if (code === 'ELOOP') return { kind: 'refused', reason: 'it is a symbolic link that leads to itself (ELOOP)' };
  return { kind: 'refused', reason: `it cannot be read (${error instanceof Error ? error.message : String(error)})` };
}
