import type { FileHandle } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type LineScanner, MOST_LINE_BYTES } from './line-scanner';

/** A file that is being read, and how far. */
export interface ReadLog {
  readonly handle: FileHandle;
  scanner: LineScanner;
  offset: number;
  /** The last bytes before `offset`: whether they still stand there tells a file that grew from one that was written anew. */
  tail: Buffer;
  hasGrown: boolean;
}

/** A scanner wants room before the bytes it is given. */
const ROOM = MOST_LINE_BYTES;
const SMALL_BYTES = 65_536;
const LARGE_BYTES = 524_288;
const TAIL_BYTES = 64;
/** How much is scanned before a look at the clock: in lines that all tell something, some milliseconds. */
const SLICE_BYTES = 32_768;
/** For so long at a time the event loop may be held up. */
const TURN_MS = 5;

export const NO_TAIL = Buffer.alloc(0);

/** What is read into. The large ones are there during a burst only. */
export class ReadBuffers {
  readonly small = Buffer.allocUnsafeSlow(ROOM + SMALL_BYTES);
  #large: readonly [Buffer, Buffer] | null = null;

  large(): readonly [Buffer, Buffer] {
    this.#large ??= [Buffer.allocUnsafeSlow(ROOM + LARGE_BYTES), Buffer.allocUnsafeSlow(ROOM + LARGE_BYTES)];
    return this.#large;
  }

  release(): void {
    this.#large = null;
  }
}

/**
 * Reads on to the end of the file. False, and nothing is read, when what was read last is not there any more: the file
 * was truncated, or written anew. `afterChunk` says whether to go on.
 */
export async function readOn(log: ReadLog, buffers: ReadBuffers, afterChunk: () => boolean): Promise<boolean> {
  const { small } = buffers;
  const known = log.tail.length;
  const { bytesRead } = await log.handle.read(small, ROOM - known, SMALL_BYTES + known, log.offset - known);
  if (bytesRead < known || !log.tail.equals(small.subarray(ROOM - known, ROOM))) return false;
  const fresh = bytesRead - known;
  if (fresh === 0) return true;
  log.offset += fresh;
  log.hasGrown = true;
  log.scanner.scan(small, ROOM, ROOM + fresh);
  keepTail(log, small, ROOM + fresh, known + fresh);
  if (afterChunk() && fresh === SMALL_BYTES) await readBurst(log, buffers, afterChunk);
  return true;
}

/** While one chunk is scanned, the thread pool reads the next. */
async function readBurst(log: ReadLog, buffers: ReadBuffers, afterChunk: () => boolean): Promise<void> {
  let [present, other] = buffers.large();
  let reading = log.handle.read(present, ROOM, LARGE_BYTES, log.offset);
  for (;;) {
    const { bytesRead } = await reading;
    if (bytesRead === 0) return;
    log.offset += bytesRead;
    reading = log.handle.read(other, ROOM, LARGE_BYTES, log.offset);
    const goesOn = await scanInTurns(log.scanner, present, bytesRead, afterChunk);
    keepTail(log, present, ROOM + bytesRead, bytesRead);
    if (!goesOn) {
      await reading;
      return;
    }
    [present, other] = [other, present];
  }
}

/** Nearly all lines are passed over, and a chunk takes a millisecond; a chunk of lines that tell something takes tens. */
async function scanInTurns(
  scanner: LineScanner,
  bytes: Buffer,
  count: number,
  afterTurn: () => boolean,
): Promise<boolean> {
  let turnBegan = performance.now();
  for (let from = 0; from < count; from += SLICE_BYTES) {
    scanner.scan(bytes, ROOM + from, ROOM + Math.min(count, from + SLICE_BYTES));
    if (performance.now() - turnBegan < TURN_MS) continue;
    if (!afterTurn()) return false;
    await nextTurn();
    turnBegan = performance.now();
  }
  return afterTurn();
}

function keepTail(log: ReadLog, bytes: Buffer, end: number, available: number): void {
  log.tail = Buffer.from(bytes.subarray(end - Math.min(TAIL_BYTES, available), end));
}
