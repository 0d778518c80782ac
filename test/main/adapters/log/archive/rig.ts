import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ArchiveReader } from '../../../../../main/adapters/log/archive/archive-reader';
import { type LogExtent, type LogFilter, type LogRow, MOST_ROWS, NO_FILTER } from '../../../../../main/core/log-view';

export interface ArchiveRig {
  readonly folder: string;
  readonly path: string;
  append(content: string | Uint8Array): void;
  /** As Python's RotatingFileHandler does it. */
  rotate(backups?: number): void;
  open(filter?: LogFilter): WatchedReader;
  dispose(): void;
}

export interface WatchedReader {
  readonly reader: ArchiveReader;
  /** The last that was told. */
  extent(): LogExtent | null;
  /** Ends once something that was told, or is now, holds. */
  until(holds: (rows: readonly LogRow[], extent: LogExtent) => boolean): Promise<readonly LogRow[]>;
  /** All rows that are known. */
  rows(): readonly LogRow[];
}

const NAME = 'agent.log';

export function createArchiveRig(): ArchiveRig {
  const root = mkdtempSync(join(tmpdir(), 'hermes-tray-archive-'));
  const folder = join(root, 'logs');
  const path = join(folder, NAME);
  const readers: ArchiveReader[] = [];
  return {
    folder,
    path,
    append(content) {
      mkdirSync(folder, { recursive: true });
      appendFileSync(path, content);
    },
    rotate(backups = 3) {
      rmSync(`${path}.${backups}`, { force: true });
      for (let age = backups - 1; age >= 0; age -= 1) {
        const from = age === 0 ? path : `${path}.${age}`;
        if (existsSync(from)) renameSync(from, `${path}.${age + 1}`);
      }
      writeFileSync(path, '');
    },
    open(filter = NO_FILTER) {
      let last: LogExtent | null = null;
      let wake = () => {};
      const reader = new ArchiveReader({
        folder,
        name: NAME,
        filter,
        changed(extent) {
          last = extent;
          wake();
        },
      });
      readers.push(reader);
      const rows = () => (last === null ? [] : allRows(reader, last));
      return {
        reader,
        extent: () => last,
        rows,
        async until(holds) {
          // What an answer has told is not told again.
          last = (await reader.opened()).extent;
          for (;;) {
            const found = rows();
            if (last !== null && holds(found, last)) return found;
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
          }
        },
      };
    },
    dispose() {
      for (const reader of readers) reader.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

export function allRows(reader: ArchiveReader, { revision, first, end }: LogExtent): readonly LogRow[] {
  const rows: LogRow[] = [];
  for (let from = first; from < end; from += MOST_ROWS) {
    rows.push(...reader.read(revision, from, Math.min(MOST_ROWS, end - from)).rows);
  }
  return rows;
}

const HEAD = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d([,.]\d*)? [A-Z]/;

/** The same the plain way: everything read at once, oldest first; each entry as its lines. */
export function naiveEntries(path: string): readonly (readonly string[])[] {
  const entries: string[][] = [];
  for (let age = 99; age >= 0; age -= 1) {
    const file = age === 0 ? path : `${path}.${age}`;
    if (!existsSync(file)) continue;
    const lines = readFileSync(file, 'utf8').split('\n');
    if (lines.at(-1) === '') lines.pop();
    for (const [index, line] of lines.entries()) {
      if (index === 0 || HEAD.test(line)) entries.push([line]);
      else entries.at(-1)?.push(line);
    }
  }
  return entries;
}
