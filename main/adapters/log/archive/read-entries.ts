import { parseLogHead } from '../../../core/log-head';
import { type LogEntry, type LogRow, MOST_MESSAGE, MOST_UNFOLDED_BYTES } from '../../../core/log-view';
import { CARRIAGE_RETURN, LINE_FEED } from '../ascii';
import type { EntryPlace } from './entry-list';
import { MOST_ENTRY_BYTES } from './scan-entries';

/** Neighbours are read together up to here. */
const TOGETHER_BYTES = 1024 * 1024;

/** The rows of entries, in their order. */
export function readRows(places: readonly EntryPlace[]): readonly LogRow[] {
  const rows: LogRow[] = [];
  const buffer = Buffer.allocUnsafeSlow(TOGETHER_BYTES);
  for (let from = 0; from < places.length; ) {
    const to = lastNeighbour(places, from) + 1;
    const [first, last] = [places[from], places[to - 1]];
    if (first === undefined || last === undefined) break;
    const start = first.block.startOf(first.index);
    const length = Math.min(TOGETHER_BYTES, last.block.endOf(last.index) - start);
    const bytes = buffer.subarray(0, first.block.file.read(buffer, start, length));
    for (const place of places.slice(from, to)) {
      const at = place.block.startOf(place.index) - start;
      const size = place.block.endOf(place.index) - place.block.startOf(place.index);
      rows.push(rowOf(place, bytes.subarray(at, Math.min(at + size, at + MOST_ENTRY_BYTES)), size));
    }
    from = to;
  }
  return rows;
}

/** The epoch of its head is the caller's to find: this is the text of its first line, or what is needed of it. */
export function readHead({ block, index }: EntryPlace): string {
  const bytes = Buffer.alloc(Math.min(256, block.endOf(index) - block.startOf(index)));
  const length = block.file.read(bytes, block.startOf(index), bytes.length);
  return bytes.toString('utf8', 0, lineEndIn(bytes.subarray(0, length)));
}

export function readEntry({ block, index }: EntryPlace): LogEntry {
  const size = block.endOf(index) - block.startOf(index);
  const bytes = Buffer.alloc(Math.min(MOST_UNFOLDED_BYTES, size));
  const length = block.file.read(bytes, block.startOf(index), bytes.length);
  const isWhole = length === size;
  const lines = decode(bytes.subarray(0, length), isWhole).split('\n');
  if (lines.at(-1) === '') lines.pop();
  return { lines: lines.map((line) => line.replace(/\r$/, '')), isWhole };
}

/** As many entries as go into `most` bytes; the first at least in part. */
export function readText(places: Iterable<EntryPlace>, most: number): { text: string; entries: number } {
  const parts: string[] = [];
  let left = most;
  for (const { block, index } of places) {
    const size = block.endOf(index) - block.startOf(index);
    if (size > left && parts.length > 0) break;
    const bytes = Buffer.allocUnsafeSlow(Math.min(size, left));
    parts.push(decode(bytes.subarray(0, block.file.read(bytes, block.startOf(index), bytes.length)), size <= left));
    left -= size;
    if (left <= 0) break;
  }
  return { text: parts.join(''), entries: parts.length };
}

/** The last that directly follows from `from` on, so that all can be read at once. */
function lastNeighbour(places: readonly EntryPlace[], from: number): number {
  const first = places[from];
  let at = from;
  for (let next = places[at + 1]; first !== undefined && next !== undefined; next = places[at + 1]) {
    const before = places[at];
    if (next.block !== first.block || before === undefined || next.index !== before.index + 1) break;
    if (next.block.endOf(next.index) - first.block.startOf(first.index) > TOGETHER_BYTES) break;
    at += 1;
  }
  return at;
}

/** `bytes`: as much of the entry as counts; `size`: of all of it. */
function rowOf({ block, index }: EntryPlace, bytes: Buffer, size: number): LogRow {
  const lineEnd = lineEndIn(bytes);
  const isCut = lineEnd > MOST_MESSAGE;
  const line = decode(bytes.subarray(0, Math.min(lineEnd, MOST_MESSAGE)), !isCut);
  const head = parseLogHead(line);
  return {
    entry: block.firstEntry + index,
    time: head?.time.text ?? null,
    level: head?.level ?? null,
    session: head?.session ?? null,
    logger: head?.logger ?? null,
    message: head?.message ?? line,
    more: linesBehind(bytes),
    bytes: size,
    isCut,
  };
}

function lineEndIn(bytes: Buffer): number {
  const found = bytes.indexOf(LINE_FEED);
  const end = found === -1 ? bytes.length : found;
  return end > 0 && bytes[end - 1] === CARRIAGE_RETURN ? end - 1 : end;
}

function linesBehind(bytes: Buffer): number {
  let lines = 0;
  for (let at = bytes.indexOf(LINE_FEED) + 1; at > 0 && at < bytes.length; at = bytes.indexOf(LINE_FEED, at) + 1) {
    lines += 1;
  }
  return lines;
}

/** Bytes that are no UTF-8 become U+FFFD; of a character that is cut in two, nothing is left. */
function decode(bytes: Buffer, isWhole: boolean): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes, { stream: !isWhole });
}
