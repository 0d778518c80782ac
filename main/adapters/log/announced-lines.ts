import type { LogFile } from '../../core/log-finding';

/** How many lines are remembered. What stands in several files is written to all of them at once. */
const MOST_LINES = 16_384;

interface Line {
  announced: number;
  /** How often it was met in each file. */
  readonly met: Record<LogFile, number>;
}

/**
 * Which lines were announced already, so that one that stands in several files, or comes back with a copy of a file, is
 * announced once. A line that stands twice in one file is two.
 */
export class AnnouncedLines {
  readonly #lines = new Map<number, Line>();

  /** Whether it is news. */
  add(file: LogFile, line: string): boolean {
    const key = hash(line);
    const known = this.#lines.get(key) ?? { announced: 0, met: { agent: 0, gateway: 0, errors: 0 } };
    // To the end of the map's order: what was met longest ago goes first.
    this.#lines.delete(key);
    this.#lines.set(key, known);
    if (this.#lines.size > MOST_LINES) this.#forgetOldest();
    known.met[file] += 1;
    if (known.met[file] <= known.announced) return false;
    known.announced = known.met[file];
    return true;
  }

  /** Another file stands under the name, which may be a copy of the former. */
  begin(file: LogFile): void {
    for (const line of this.#lines.values()) line.met[file] = 0;
  }

  #forgetOldest(): void {
    const [oldest] = this.#lines.keys();
    if (oldest !== undefined) this.#lines.delete(oldest);
  }
}

/** 53 bits of a string (cyrb53): a table of 16 384 has two alike once in 67 million times. */
function hash(text: string): number {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    high = Math.imul(high ^ code, 2654435761);
    low = Math.imul(low ^ code, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return 4294967296 * (2097151 & low) + (high >>> 0);
}
