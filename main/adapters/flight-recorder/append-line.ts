import {
  closeSync,
  constants,
  existsSync,
  fchmodSync,
  fstatSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

export const FILE_NAME = 'flight.jsonl';
export const OLD_FILE_NAME = 'flight.1.jsonl';

const { O_RDWR, O_APPEND, O_CREAT, O_NONBLOCK, O_NOCTTY } = constants;
const NEWLINE = 0x0a;

/**
 * Appends a line to the file in one write, so that a process that is killed leaves all of it or a beginning; the
 * beginning that another one left is ended first. A file that would grow over `maxBytes` becomes the old one. Throws what
 * the file system says.
 */
export function appendLine(folder: string, line: string, maxBytes: number): void {
  makeFolder(folder);
  const path = join(folder, FILE_NAME);
  let file: OpenFile | null = openFile(path);
  try {
    const bytes = Buffer.from(line);
    if (file.size > 0 && file.size + bytes.length > maxBytes) {
      const { fd, size } = file;
      file = null;
      closeSync(fd);
      beginAnew(path, join(folder, OLD_FILE_NAME), size <= 2 * maxBytes);
      file = openFile(path);
    }
    const whole = endsInNewline(file) ? bytes : Buffer.concat([Buffer.of(NEWLINE), bytes]);
    const written = writeSync(file.fd, whole);
    // The disk is about full: it says so to the rest. What it has taken is a torn line, which the next append ends.
    if (written < whole.length) writeSync(file.fd, whole, written);
  } finally {
    if (file !== null) closeSync(file.fd);
  }
}

interface OpenFile {
  readonly fd: number;
  readonly size: number;
}

function openFile(path: string): OpenFile {
  // A named pipe in the way must not make the app wait for a reader.
  const fd = openSync(path, O_RDWR | O_APPEND | O_CREAT | O_NONBLOCK | O_NOCTTY, 0o600);
  try {
    const found = fstatSync(fd);
    if (!found.isFile()) throw new Error('it is no regular file');
    if ((found.mode & 0o077) !== 0) makePrivate(fd);
    return { fd, size: found.size };
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

function makePrivate(fd: number): void {
  try {
    fchmodSync(fd, 0o600);
  } catch {
    // Somebody else's, or a file system without modes.
  }
}

function beginAnew(path: string, oldPath: string, mayGoOn: boolean): void {
  try {
    renameSync(path, oldPath);
  } catch (error) {
    // It goes on in the file it has, but not for ever.
    if (!mayGoOn) throw error;
  }
}

function endsInNewline({ fd, size }: OpenFile): boolean {
  if (size === 0) return true;
  const last = Buffer.alloc(1);
  return readSync(fd, last, 0, 1, size - 1) === 0 || last[0] === NEWLINE;
}

/** Not mkdir's `recursive`: where a file system answers ENOENT to every mkdir (/proc, autofs), Node tries for ever. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  if (!existsSync(dirname(folder))) makeFolder(dirname(folder));
  mkdirSync(folder, { mode: 0o700 });
}
