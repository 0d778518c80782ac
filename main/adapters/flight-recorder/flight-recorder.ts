import { constants, type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../app/ports/clock';
import type { FlightRecorder } from '../../app/ports/flight-recorder';
import type { Logger } from '../../app/ports/logger';
import type { FlightRecord } from '../../core/flight-record';
import { errorMessage } from '../../core/result';
import { appendLine, FILE_NAME, OLD_FILE_NAME } from './append-line';
import { lineOf, parseLine } from './lines';

export interface FlightRecorderOptions {
  /** Absolute; made if it is not there. */
  readonly folder: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Of one file; there are two. */
  readonly maxBytes?: number;
}

const MAX_BYTES = 1024 ** 2;
const LINE_MAX_BYTES = 64 * 1024;
const READ_DEADLINE_MS = 5_000;

/** The present one of the two. */
export function flightFile(folder: string): string {
  return join(folder, FILE_NAME);
}

/** flight.jsonl in the app's state folder, one entry a line, and flight.1.jsonl before it. */
export function createFlightRecorder(options: FlightRecorderOptions): FlightRecorder {
  const { folder, clock, logger, maxBytes = MAX_BYTES } = options;
  const path = flightFile(folder);
  let problem: string | null = null;

  /** A disk that is full says so to every entry. */
  function tell(what: string): void {
    if (problem !== what) logger.warn(what);
    problem = what;
  }

  async function readFile(name: string, seen: Set<string>): Promise<readonly FlightRecord[]> {
    try {
      const text = await lastOf(join(folder, name), 2 * maxBytes + LINE_MAX_BYTES, seen);
      return text.split('\n').flatMap((line) => parseLine(line) ?? []);
    } catch (error) {
      if (isAbsent(error)) return [];
      logger.warn(`${join(folder, name)} cannot be read, so what happened before is not known: ${errorMessage(error)}`);
      return [];
    }
  }

  async function readBoth(): Promise<readonly FlightRecord[]> {
    const seen = new Set<string>();
    // The present one first: should it become the old one just now, the old one is the same file.
    const present = await readFile(FILE_NAME, seen);
    return [...(await readFile(OLD_FILE_NAME, seen)), ...present];
  }

  return {
    append(event) {
      try {
        const line = lineOf(clock.now(), event);
        const size = Buffer.byteLength(line);
        if (size > LINE_MAX_BYTES) throw new Error(`an entry "${event.kind}" of ${size} bytes is too large`);
        appendLine(folder, line, maxBytes);
        problem = null;
      } catch (error) {
        tell(`${path} cannot be written, so what happens now will not be known later: ${errorMessage(error)}`);
      }
    },
    read() {
      return new Promise((resolve) => {
        const cancel = clock.after(READ_DEADLINE_MS, () => {
          logger.warn(`${path} cannot be read, so what happened before is not known: it does not answer`);
          resolve([]);
        });
        void readBoth().then((records) => {
          cancel();
          resolve(records);
        });
      });
    },
  };
}

/** The end of a file, from the first whole line on; '' for a file that is in `seen` already. */
async function lastOf(path: string, maxBytes: number, seen: Set<string>): Promise<string> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
    const found = await handle.stat();
    if (!found.isFile()) throw new Error('it is no regular file');
    const identity = `${found.dev} ${found.ino}`;
    if (seen.has(identity)) return '';
    seen.add(identity);
    const start = Math.max(0, found.size - maxBytes);
    const bytes = Buffer.alloc(found.size - start);
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, start);
    // Where it begins in the middle of a line, that one is torn, and left out as such.
    return new TextDecoder('utf-8').decode(bytes.subarray(0, bytesRead));
  } finally {
    await handle?.close().catch(() => undefined);
  }
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
