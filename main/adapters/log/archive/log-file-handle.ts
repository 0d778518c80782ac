import { type BigIntStats, closeSync, constants, fstatSync, openSync, readSync, statSync } from 'node:fs';
import type { LogProblem } from '../../../core/log-view';
import { errorMessage } from '../../../core/result';
import { errorCode } from '../open-file';

const { O_RDONLY, O_NONBLOCK, O_NOCTTY } = constants;

/** How many of the last bytes are compared, to tell a file that grew from one that was written anew. */
const TAIL_BYTES = 64;

export type OpenedLog =
  | { readonly kind: 'file'; readonly file: LogFileHandle }
  | { readonly kind: 'absent' }
  | { readonly kind: 'problem'; readonly problem: LogProblem };

/**
 * A file of a log, known by its inode: it stays the same when it is renamed, and can be read after it was deleted.
 * Reads are synchronous: they happen in a thread of their own.
 */
export class LogFileHandle {
  readonly identity: string;
  readonly #descriptor: number;
  /** Up to where its entries are known, or are about to be. */
  known = 0;
  #tail = Buffer.alloc(0);

  constructor(descriptor: number, identity: string) {
    this.#descriptor = descriptor;
    this.identity = identity;
  }

  size(): number {
    return Number(fstatSync(this.#descriptor).size);
  }

  /** `writtenAt`: epoch milliseconds of the last write. */
  facts(): { readonly size: number; readonly writtenAt: number } {
    const { size, mtimeMs } = fstatSync(this.#descriptor);
    return { size, writtenAt: mtimeMs };
  }

  isDeleted(): boolean {
    return fstatSync(this.#descriptor).nlink === 0;
  }

  /** As many bytes as there are, `length` at most. */
  read(into: Buffer, at: number, length: number): number {
    let done = 0;
    while (done < length) {
      const count = readSync(this.#descriptor, into, done, length - done, at + done);
      if (count === 0) break;
      done += count;
    }
    return done;
  }

  /** From now on the bytes before `end` have to stay as they are. */
  keep(end: number): void {
    this.known = end;
    const tail = Buffer.alloc(Math.min(TAIL_BYTES, end));
    this.#tail = tail.subarray(0, this.read(tail, end - tail.length, tail.length));
  }

  /** Whether it was truncated, or written anew. */
  wasRewritten(): boolean {
    if (this.size() < this.known) return true;
    const tail = Buffer.alloc(this.#tail.length);
    return this.read(tail, this.known - tail.length, tail.length) !== tail.length || !tail.equals(this.#tail);
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

/** Which file stands at a path now; null when none can be seen. */
export function identityOfPath(path: string): string | null {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found === undefined ? null : identityOf(found);
}

/** Only a regular file is opened: to open a named pipe waits for a writer, and to open a device may do something to it. */
export function openLog(path: string): OpenedLog {
  let descriptor: number | null = null;
  try {
    if (!statSync(path).isFile()) return notAFile(path);
    // It may have become a pipe since: O_NONBLOCK.
    descriptor = openSync(path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
    const opened = fstatSync(descriptor, { bigint: true });
    if (opened.isFile()) return { kind: 'file', file: new LogFileHandle(descriptor, identityOf(opened)) };
    closeSync(descriptor);
    return notAFile(path);
  } catch (error) {
    if (descriptor !== null) closeSync(descriptor);
    return problemOf(path, error);
  }
}

function notAFile(path: string): OpenedLog {
  return { kind: 'problem', problem: { kind: 'not-a-file', detail: path } };
}

function problemOf(path: string, error: unknown): OpenedLog {
  const code = errorCode(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'absent' };
  if (code === 'EACCES') return { kind: 'problem', problem: { kind: 'no-permission', detail: path } };
  return { kind: 'problem', problem: { kind: 'unreadable', detail: errorMessage(error) } };
}

function identityOf({ dev, ino, birthtimeNs }: BigIntStats): string {
  return `${dev}:${ino}:${birthtimeNs}`;
}
