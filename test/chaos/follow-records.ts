import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { FlightRecord } from '../../main/core/flight-record';

/** Gives everything that the flight recorder of a folder has written so far, oldest first; reads only what is new. */
export function followRecords(folder: string): () => readonly FlightRecord[] {
  const records: FlightRecord[] = [];
  let inode = 0;
  let offset = 0;

  /** From where we were on; of a line only the whole, which one that was killed in the middle of it never wrote. */
  function take(name: string, isWanted: (ino: number) => boolean): void {
    let handle: number;
    try {
      handle = openSync(join(folder, name), 'r');
    } catch {
      return;
    }
    try {
      const { ino, size } = fstatSync(handle);
      if (!isWanted(ino)) return;
      if (ino !== inode) offset = 0;
      inode = ino;
      const bytes = Buffer.alloc(Math.max(0, size - offset));
      const text = bytes.subarray(0, readSync(handle, bytes, 0, bytes.length, offset));
      const end = text.lastIndexOf('\n') + 1;
      offset += end;
      const lines = text.toString('utf8', 0, end).split('\n');
      records.push(...lines.filter((line) => line.endsWith('}')).map((line) => JSON.parse(line) as FlightRecord));
    } finally {
      closeSync(handle);
    }
  }

  return () => {
    // The end of the one that was put away since, then the present one.
    if (inode !== 0) take('flight.1.jsonl', (ino) => ino === inode);
    take('flight.jsonl', () => true);
    return records;
  };
}
