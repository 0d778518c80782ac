import { constants, type FileHandle, open, stat } from 'node:fs/promises';
import { t } from '../../core/i18n';
import { errorMessage } from '../../core/result';

/** What was found at a path. `refused` says in words, beginning with "it", why the content was not read. */
export type FileContent =
  | { readonly kind: 'absent' }
  | { readonly kind: 'content'; readonly text: string; readonly writtenAt: number }
  | { readonly kind: 'refused'; readonly reason: string };

const { O_RDONLY, O_NONBLOCK, O_NOCTTY } = constants;

/**
 * Reads a file that ought to be small and may be anything. Only a regular file is opened: to open a named pipe waits
 * for a writer, and to open a device may do something to it.
 */
export async function readSmallFile(path: string, maxBytes: number): Promise<FileContent> {
  let handle: FileHandle | undefined;
  try {
    const found = await stat(path);
    if (!found.isFile()) return { kind: 'refused', reason: otherThanFile(found) };
    // It may have become a pipe since: O_NONBLOCK.
    handle = await open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
    const opened = await handle.stat();
    if (!opened.isFile()) return { kind: 'refused', reason: otherThanFile(opened) };
    if (opened.size > maxBytes) return tooLarge(opened.size, maxBytes);
    // One byte more than is allowed: it may be growing.
    const bytes = await readUpTo(handle, maxBytes + 1);
    if (bytes.length > maxBytes) return tooLarge(bytes.length, maxBytes);
    return { kind: 'content', text: decode(bytes), writtenAt: Math.round(opened.mtimeMs) };
  } catch (error) {
    return unreadable(error);
  } finally {
    await handle?.close().catch(() => undefined);
  }
}

/** The first bytes of a file below /proc, whose size is always 0; null when it cannot be read. */
export async function readProcFile(path: string, maxBytes: number): Promise<string | null> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, O_RDONLY);
    return decode(await readUpTo(handle, maxBytes));
  } catch {
    return null;
  } finally {
    await handle?.close().catch(() => undefined);
  }
}

/** The code of a system error, ENOENT and the like; empty for anything else. */
export function errorCode(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}

async function readUpTo(handle: FileHandle, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let total = 0;
  while (total < maxBytes) {
    const chunk = new Uint8Array(Math.min(65_536, maxBytes - total));
    const { bytesRead } = await handle.read(chunk, 0, chunk.length, null);
    if (bytesRead === 0) break;
    chunks.push(chunk.subarray(0, bytesRead));
    total += bytesRead;
  }
  return Buffer.concat(chunks);
}

// Not fatal: a wrong byte becomes U+FFFD, and a byte order mark is dropped.
function decode(bytes: Uint8Array): string {
  return new TextDecoder('utf-8').decode(bytes);
}

function otherThanFile(found: Awaited<ReturnType<typeof stat>>): string {
  if (found.isDirectory()) return t('file.folder');
  if (found.isFIFO()) return t('file.pipe');
  if (found.isSocket()) return t('file.socket');
  return t('file.device');
}

function tooLarge(bytes: number, maxBytes: number): FileContent {
  return {
    kind: 'refused',
    reason: t('file.tooLarge', { size: megabytes(bytes), most: megabytes(maxBytes) }),
  };
}

function megabytes(bytes: number): string {
  return (bytes / 1024 ** 2).toFixed(1);
}

function unreadable(error: unknown): FileContent {
  const code = errorCode(error);
  // ENOTDIR: the folder is none; the folder's own problem says so.
  if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'absent' };
  if (code === 'EACCES') return { kind: 'refused', reason: t('file.denied') };
  if (code === 'ELOOP') return { kind: 'refused', reason: t('file.loop') };
  return { kind: 'refused', reason: t('file.unreadable', { why: errorMessage(error) }) };
}
