import { accessSync, chmodSync, constants, existsSync, lstatSync, mkdirSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
// Not electron-log/main: it registers IPC channels of its own. This entry writes the same files.
import electronLog from 'electron-log/node';
import type { Logger } from '../../app/ports/logger';
import { errorMessage } from '../../core/result';
import type { LogLevel } from '../../core/settings';
import { formatLine } from './format-line';

export interface LoggerOptions {
  /** Absolute; made if it is not there. */
  readonly folder: string;
  readonly level: LogLevel;
  /** What stderr gets, which is the journal for an app started by the desktop. */
  readonly consoleLevel?: LogLevel;
  readonly maxBytes?: number;
}

export interface AppLogger extends Logger {
  setLevel(level: LogLevel): void;
  /** The path of the log; null when it cannot be written and only stderr is left. */
  readonly file: string | null;
}

const FILE_NAME = 'hermes-tray.log';
const MAX_BYTES = 1024 ** 2;
/** hermes-tray.log.1, the latest, to .3. */
const OLD_FILES = 3;

let loggers = 0;

/** The app's own log: a file that rotates by size, and stderr. It never throws. */
export function createLogger(options: LoggerOptions): AppLogger {
  const path = join(options.folder, FILE_NAME);
  loggers += 1;
  const log = electronLog.create({ logId: `hermes-tray-${loggers}` });
  const { file, console: stderr, ipc, remote } = log.transports;
  if (ipc) ipc.level = false;
  if (remote) remote.level = false;
  stderr.level = options.consoleLevel ?? 'warn';
  stderr.transforms = [({ message }) => [lineOf(message)]];
  stderr.writeFn = ({ message }) => writeStderr(String(message.data[0]));
  file.resolvePathFn = () => path;
  file.maxSize = options.maxBytes ?? MAX_BYTES;
  file.archiveLogFn = () => rotate(path);
  file.writeOptions = { flag: 'a', mode: 0o600, encoding: 'utf8' };
  // The file transport takes the line itself from its last transform; the type knows only lists.
  file.transforms = [({ message }) => lineOf(message) as unknown as unknown[]];
  // A file that fails later (a full disk): electron-log tells its default logger, for each line again.
  electronLog.transports.console.transforms = [({ data }) => data];
  electronLog.transports.console.writeFn = onWriteFailure(options.folder);

  const problem = prepare(options.folder, path);
  file.level = problem === null ? options.level : false;
  const logger: AppLogger = {
    error: (message, detail) => log.error(message, ...detailList(detail)),
    warn: (message, detail) => log.warn(message, ...detailList(detail)),
    info: (message, detail) => log.info(message, ...detailList(detail)),
    debug: (message, detail) => log.debug(message, ...detailList(detail)),
    setLevel(level) {
      if (problem === null) file.level = level;
    },
    file: problem === null ? path : null,
  };
  if (problem !== null) logger.warn(`${path} cannot be written (${problem}); only stderr gets the log`);
  return logger;
}

/** Makes the folder and checks the file; why it cannot be written, or null. */
function prepare(folder: string, path: string): string | null {
  try {
    makeFolder(folder);
    accessSync(folder, constants.W_OK | constants.X_OK);
    const existing = lstatSync(path, { throwIfNoEntry: false });
    // To write to a named pipe without a reader waits for ever.
    if (existing !== undefined && !existing.isFile()) return 'it is no regular file';
    if (existing !== undefined) {
      accessSync(path, constants.W_OK);
      chmodSync(path, 0o600);
    }
    return null;
  } catch (error) {
    return errorMessage(error);
  }
}

/** Not mkdir's `recursive`: where a file system answers ENOENT to every mkdir (/proc, autofs), Node tries for ever. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  if (!existsSync(dirname(folder))) makeFolder(dirname(folder));
  mkdirSync(folder, { mode: 0o700 });
}

function rotate(path: string): void {
  for (let age = OLD_FILES; age >= 1; age -= 1) {
    const from = age === 1 ? path : `${path}.${age - 1}`;
    try {
      renameSync(from, `${path}.${age}`);
    } catch {
      // Not there yet, or not ours to move: the log goes on in the file it has.
    }
  }
}

function lineOf(message: { readonly date: Date; readonly level: string; readonly data: readonly unknown[] }): string {
  const [text, detail] = message.data;
  return formatLine(message.date, message.level, String(text), detail);
}

function detailList(detail: unknown): readonly unknown[] {
  return detail === undefined ? [] : [detail];
}

/** Says each failure once, and makes a folder that was deleted again, for the next line. */
function onWriteFailure(folder: string): (options: { message: { data: unknown[] } }) => void {
  const told = new Set<string>();
  return ({ message }) => {
    const text = message.data.map(String).join(' ');
    if (!told.has(text)) writeStderr(text);
    told.add(text);
    try {
      makeFolder(folder);
    } catch {
      // Said already.
    }
  };
}

function writeStderr(line: string): void {
  try {
    process.stderr.write(`${line}\n`);
  } catch {
    // Whoever started the app has closed it (EPIPE): there is nobody to tell.
  }
}
