import { constants, type FileHandle, open } from 'node:fs/promises';

const { O_RDONLY, O_NONBLOCK, O_NOCTTY } = constants;
const MAX_BYTES = 64 * 1024;

export interface SmallFile {
  readonly text: string;
  /** Epoch milliseconds. */
  readonly writtenAt: number;
}

/** The beginning of a regular file; null where there is none that can be read. */
export async function readSmallFile(path: string): Promise<SmallFile | null> {
  let handle: FileHandle | undefined;
  try {
    // To open a named pipe would wait for its writer.
    handle = await open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
    const found = await handle.stat();
    if (!found.isFile()) return null;
    const bytes = Buffer.alloc(Math.min(found.size, MAX_BYTES));
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0);
    return { text: bytes.toString('utf8', 0, bytesRead), writtenAt: found.mtimeMs };
  } catch {
    return null;
  } finally {
    await handle?.close().catch(() => undefined);
  }
}
