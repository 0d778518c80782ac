import { chmodSync, constants, existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { UpdatePart } from '../../core/update-process';

const { O_RDONLY, O_NONBLOCK, O_NOCTTY } = constants;
const EXIT_MAX_BYTES = 256;

export interface ProcessFiles {
  readonly folder: string;
  /** What it prints. */
  readonly log: string;
  /** How it ended: `$EXIT_CODE $EXIT_STATUS $SERVICE_RESULT` of systemd.exec(5). */
  readonly exit: string;
  /** What the unit runs besides Hermes. */
  readonly afterwards: string;
  readonly wayBack: string;
}

export function filesOf(folder: string, id: string, part: UpdatePart): ProcessFiles {
  const own = join(folder, id);
  return {
    folder: own,
    log: join(own, `${part}.log`),
    exit: join(own, `${part}.exit`),
    afterwards: join(own, 'afterwards.sh'),
    wayBack: join(own, 'way-back.sh'),
  };
}

export interface Tail {
  readonly text: string;
  /** Epoch milliseconds. */
  readonly writtenAt: number;
}

/** The last `maxBytes` of a file, in whole characters; null where there is none that can be read. */
export async function readTail(path: string, maxBytes: number): Promise<Tail | null> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
    const found = await handle.stat();
    if (!found.isFile()) return null;
    const from = Math.max(0, found.size - maxBytes);
    const bytes = Buffer.alloc(found.size - from);
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, from);
    return { text: wholeCharacters(bytes.subarray(0, bytesRead), from > 0), writtenAt: found.mtimeMs };
  } catch {
    return null;
  } finally {
    await handle?.close().catch(() => undefined);
  }
}

function wholeCharacters(bytes: Buffer, isCut: boolean): string {
  // A character of UTF-8 has three further bytes at most.
  let begin = 0;
  while (isCut && begin < 3 && ((bytes[begin] ?? 0) & 0xc0) === 0x80) begin += 1;
  // `stream`: a character that is only half written comes with the next look.
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(begin), { stream: true });
}

/** Null while it has not ended; `exitCode` is null where a signal ended it. */
export async function readExit(path: string): Promise<{ readonly exitCode: number | null } | null> {
  const tail = await readTail(path, EXIT_MAX_BYTES);
  if (tail === null) return null;
  const [code, status] = tail.text.trim().split(' ');
  return { exitCode: code === 'exited' && /^\d+$/.test(status ?? '') ? Number(status) : null };
}

/** Throws what the file system says. Not mkdir's `recursive`: on /proc and autofs, Node tries for ever. */
export function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  if (!existsSync(dirname(folder))) makeFolder(dirname(folder));
  mkdirSync(folder, { mode: 0o700 });
  chmodSync(folder, 0o700);
}

/** Throws what the file system says. A shell that reads the one before reads it to its end. */
export function writeScript(path: string, text: string): void {
  writeFileSync(`${path}.tmp`, text, { mode: 0o600 });
  renameSync(`${path}.tmp`, path);
}
