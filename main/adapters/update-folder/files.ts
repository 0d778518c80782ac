import {
  chmodSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';

const { O_RDONLY, O_NONBLOCK, O_NOCTTY } = constants;

/** At once or not at all, and on the disk before it returns. Throws what the file system says. */
export function writeWhole(path: string, text: string): void {
  const draft = `${path}.tmp`;
  makeFolder(dirname(path));
  try {
    const fd = openSync(draft, 'w', 0o600);
    try {
      writeFileSync(fd, text);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

/** Not mkdir's `recursive`: where a file system answers ENOENT to every mkdir (/proc, autofs), Node tries for ever. */
export function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  if (!existsSync(dirname(folder))) makeFolder(dirname(folder));
  mkdirSync(folder, { mode: 0o700 });
  // Whatever the umask says.
  chmodSync(folder, 0o700);
}

/** The last `maxBytes` of a regular file, null where there is none; throws what the file system says. */
export async function readEnd(path: string, maxBytes: number): Promise<{ bytes: Buffer; isWhole: boolean } | null> {
  let handle: FileHandle | undefined;
  try {
    // A named pipe in its place must not make the app wait for a writer.
    handle = await open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
    const found = await handle.stat();
    if (!found.isFile()) throw new Error('it is no regular file');
    const from = Math.max(0, found.size - maxBytes);
    const bytes = Buffer.alloc(found.size - from);
    let filled = 0;
    while (filled < bytes.length) {
      const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, from + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return { bytes: bytes.subarray(0, filled), isWhole: from === 0 };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  } finally {
    await handle?.close().catch(() => undefined);
  }
}

export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
