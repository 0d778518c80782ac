import { type LogHead, parseLogHead, type ZoneOffset, zoneOffsetOf } from '../../core/log-head';
import type { LogPast } from './fact-reader';
import type { OpenFile } from './open-file';

/** Longer than any traceback that may follow the last first line of an entry. */
export const END_BYTES = 65_536;

/** What is to be known of a file before its first line is read. */
export async function pastOf({ handle, size, writtenAt }: OpenFile): Promise<LogPast> {
  const from = Math.max(0, size - END_BYTES);
  // Where it can't be read, who reads it next says so.
  const bytes = await handle.read(Buffer.alloc(size - from), 0, size - from, from).then(
    ({ buffer, bytesRead }) => buffer.subarray(0, bytesRead),
    () => Buffer.alloc(0),
  );
  return { writtenAt, zone: zoneOfEnd(bytes, writtenAt) };
}

/** The zone of a file that ends in these bytes: its last line was written when the file was. */
export function zoneOfEnd(end: Buffer, writtenAt: number): ZoneOffset {
  const last = lastHead(end.toString('utf8'));
  return last === null ? null : zoneOffsetOf(last.time, writtenAt, null);
}

function lastHead(text: string): LogHead | null {
  for (const line of text.split('\n').reverse()) {
    const head = parseLogHead(line);
    if (head !== null) return head;
  }
  return null;
}
