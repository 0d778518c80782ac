import { constants, type FileHandle, link, lstat, open, unlink } from 'node:fs/promises';
import { z } from 'zod';
import { t } from '../../core/i18n';

/** Says whose a request is: Hermes shows it, and we know ours by it. */
export const PRINCIPAL = 'hermes-tray';

/** What lies there. `foreign`: what it is, in words, beginning with "it". */
export type Found =
  | { readonly kind: 'none' }
  | { readonly kind: 'ours' }
  | { readonly kind: 'foreign'; readonly what: string };

const MAX_BYTES = 64 * 1024;
const { O_RDONLY, O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_NOCTTY } = constants;

const requestSchema = z.looseObject({ principal: z.string() });

/** Throws what the file system says where it cannot be seen. */
export async function findRequest(path: string): Promise<Found> {
  const entry = await entryAt(path);
  if (entry === null) return { kind: 'none' };
  // Ours is a file, always. What is none is not opened: a named pipe would answer to nobody.
  if (!entry.isFile())
    return { kind: 'foreign', what: entry.isSymbolicLink() ? t('drainRequest.link') : t('drainRequest.noFile') };
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
    const bytes = Buffer.alloc(MAX_BYTES);
    const { bytesRead } = await handle.read(bytes, 0, MAX_BYTES, 0);
    return whose(bytes.toString('utf8', 0, bytesRead));
  } catch (error) {
    switch (codeOf(error)) {
      case 'ENOENT':
        return { kind: 'none' };
      case 'EACCES':
      case 'EPERM':
        return { kind: 'foreign', what: t('drainRequest.unreadable') };
      case 'ELOOP':
        return { kind: 'foreign', what: t('drainRequest.link') };
      default:
        throw error;
    }
  } finally {
    await handle?.close().catch(() => undefined);
  }
}

function whose(text: string): Found {
  const parsed = requestSchema.safeParse(jsonIn(text));
  if (!parsed.success) return { kind: 'foreign', what: t('drainRequest.anonymous') };
  const { principal } = parsed.data;
  return principal === PRINCIPAL
    ? { kind: 'ours' }
    : { kind: 'foreign', what: t('drainRequest.of', { principal: principal.slice(0, 100) }) };
}

/**
 * Puts the text there as a whole, and never over what is there: then it throws EEXIST. A gateway reads the file every
 * second, and must not see the half of it.
 */
export async function createRequest(path: string, draft: string, text: string): Promise<void> {
  await removeFile(draft);
  await writeNew(draft, text);
  try {
    await link(draft, path);
  } catch (error) {
    // A file system without hard links (vfat, some network drives): then there is no whole without a chance to overwrite.
    if (!NO_LINKS.has(codeOf(error))) throw error;
    await writeNew(path, text);
  } finally {
    await removeFile(draft);
  }
}

const NO_LINKS: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

async function writeNew(path: string, text: string): Promise<void> {
  const handle = await open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } catch (error) {
    // A full disk. Half a request drains a gateway as well, and nobody would know it for ours.
    await removeFile(path).catch(() => undefined);
    throw error;
  } finally {
    await handle.close();
  }
}

/** Nothing to remove is fine. */
export async function removeFile(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}

async function entryAt(path: string): Promise<Awaited<ReturnType<typeof lstat>> | null> {
  try {
    return await lstat(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
