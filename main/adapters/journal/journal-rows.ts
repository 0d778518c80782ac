import { z } from 'zod';
import { localStamp } from '../../core/local-stamp';
import {
  isFiltering,
  type LogEntry,
  type LogExtent,
  type LogFilter,
  type LogLevel,
  type LogOpening,
  type LogPage,
  type LogProblem,
  type LogRow,
  type LogText,
  MOST_COPIED_BYTES,
  MOST_MESSAGE,
  MOST_ROWS,
  MOST_UNFOLDED_BYTES,
} from '../../core/log-view';
import { isCaseSensitive } from '../../core/smart-case';

interface Entry {
  readonly at: number;
  readonly level: LogLevel;
  readonly logger: string;
  readonly lines: readonly string[];
  /** All of it, as it is copied. */
  readonly text: string;
  /** Whether nothing of it was left out. */
  readonly isWhole: boolean;
}

/** With what comes while it is shown; then the oldest go. */
const MOST_KEPT = 20_000;
/** Of all texts, in characters: journald takes entries of any size. */
const MOST_KEPT_CHARACTERS = 32 * 1024 * 1024;
const OPENING_ROWS = 200;
const MOST_LINES = 1000;

/** As journald has them: text, the bytes of what is none, null for what is too large, or a list of these. */
const one = z.union([z.string(), z.array(z.number()), z.null()]);
const entrySchema = z.record(z.string(), z.union([one, z.array(one)]));

/** What Hermes prints for the journal: `WARNING gateway.run: …`. */
const PRINTED = /^(DEBUG|INFO|WARNING|ERROR|CRITICAL) ([^\s:[\]]+): /;

/** The entries of a unit's journal as rows, and those that match a filter: few enough to be kept as they are. */
export class JournalRows {
  readonly #unit: string;
  #entries: Entry[] = [];
  /** The number of the first that is kept. */
  #first = 0;
  #filter: LogFilter;
  /** Numbers of entries. */
  #matches: number[] = [];
  #firstMatch = 0;
  #revision = 1;
  #serial = 0;
  #characters = 0;
  isComplete = false;
  /** Where the last entry stands in the journal. */
  cursor: string | null = null;
  problem: LogProblem | null = null;

  constructor(unit: string, filter: LogFilter) {
    this.#unit = unit;
    this.#filter = filter;
  }

  /** A line of `journalctl --output=json`. What is none is passed over. */
  add(line: string): void {
    const fields = fieldsIn(line);
    const entry = fields === null ? null : entryOf(fields, this.#unit);
    if (fields === null || entry === null) return;
    this.cursor = fields('__CURSOR') || this.cursor;
    this.#entries.push(entry);
    this.#characters += entry.text.length;
    if (fits(entry, this.#filter)) this.#matches.push(this.#first + this.#entries.length - 1);
    while (this.#entries.length > MOST_KEPT || this.#characters > MOST_KEPT_CHARACTERS) this.#dropOldest();
  }

  #dropOldest(): void {
    this.#characters -= this.#entries.shift()?.text.length ?? 0;
    this.#first += 1;
    if ((this.#matches[0] ?? this.#first) >= this.#first) return;
    this.#matches.shift();
    this.#firstMatch += 1;
  }

  filterBy(filter: LogFilter): void {
    this.#filter = filter;
    this.#revision += 1;
    this.#firstMatch = 0;
    this.#matches = this.#entries.flatMap((entry, index) => (fits(entry, filter) ? [this.#first + index] : []));
  }

  extent(): LogExtent {
    const end = this.#firstMatch + this.#matches.length;
    this.#serial += 1;
    return {
      serial: this.#serial,
      revision: this.#revision,
      first: this.#firstMatch,
      end,
      entries: this.#entries.length,
      isComplete: this.isComplete,
      changedFrom: end,
      problem: this.problem,
    };
  }

  opening(): LogOpening {
    const extent = this.extent();
    return { extent, page: this.page(this.#revision, extent.end - OPENING_ROWS, OPENING_ROWS) };
  }

  page(revision: number, from: number, count: number): LogPage {
    const first = Math.max(from, this.#firstMatch);
    const numbers = this.#numbers(revision, first, from + Math.min(count, MOST_ROWS));
    return { revision: this.#revision, from: first, rows: numbers.flatMap((number) => this.#row(number) ?? []) };
  }

  entry(number: number): LogEntry {
    const entry = this.#entries[number - this.#first];
    return { lines: [...(entry?.lines ?? [])], isWhole: entry?.isWhole ?? true };
  }

  text(revision: number, from: number, end: number): LogText {
    const texts: string[] = [];
    let [isWhole, characters] = [true, 0];
    for (const number of this.#numbers(revision, from, end)) {
      const entry = this.#entries[number - this.#first];
      if (entry === undefined) continue;
      characters += entry.text.length;
      isWhole &&= entry.isWhole && characters <= MOST_COPIED_BYTES;
      if (characters > MOST_COPIED_BYTES) break;
      texts.push(entry.text);
    }
    return { text: texts.join(''), entries: texts.length, isWhole };
  }

  find(at: number): number | null {
    if (this.#matches.length === 0) return null;
    const found = this.#matches.findIndex((number) => (this.#entries[number - this.#first]?.at ?? 0) >= at);
    return this.#firstMatch + (found === -1 ? this.#matches.length - 1 : found);
  }

  #numbers(revision: number, from: number, end: number): readonly number[] {
    if (revision !== this.#revision) return [];
    return this.#matches.slice(Math.max(0, from - this.#firstMatch), Math.max(0, end - this.#firstMatch));
  }

  #row(number: number): LogRow | null {
    const entry = this.#entries[number - this.#first];
    if (entry === undefined) return null;
    const [message = ''] = entry.lines;
    return {
      entry: number,
      time: localStamp(entry.at),
      level: entry.level,
      session: null,
      logger: entry.logger,
      message: message.slice(0, MOST_MESSAGE),
      more: entry.lines.length - 1,
      bytes: entry.text.length,
      isCut: message.length > MOST_MESSAGE,
    };
  }
}

function fits(entry: Entry, filter: LogFilter): boolean {
  if (!isFiltering(filter)) return true;
  const { levels, text, session, logger } = filter;
  if (levels.length > 0 && !levels.includes(entry.level)) return false;
  if (session !== null || (logger !== null && entry.logger !== logger)) return false;
  return isCaseSensitive(text) ? entry.text.includes(text) : entry.text.toLowerCase().includes(text);
}

type Fields = (name: string) => string;

function fieldsIn(line: string): Fields | null {
  const parsed = entrySchema.safeParse(jsonIn(line));
  return parsed.success ? (name) => textOf(parsed.data[name]) : null;
}

function entryOf(field: Fields, unit: string): Entry | null {
  const at = Number(field('__REALTIME_TIMESTAMP')) / 1000;
  if (!Number.isFinite(at) || at === 0) return null;
  const whole = field('MESSAGE');
  const message = whole.slice(0, MOST_UNFOLDED_BYTES);
  const owner = field('_SYSTEMD_USER_UNIT') || field('_SYSTEMD_CGROUP');
  const [printed = '', level, logger] = PRINTED.exec(message) ?? [];
  const isPrinted = owner === unit && level !== undefined;
  const said = isPrinted ? message.slice(printed.length) : message;
  const who = isPrinted ? (logger ?? '') : field('SYSLOG_IDENTIFIER') || 'systemd';
  const lines = said.split('\n', MOST_LINES);
  return {
    at,
    isWhole: message.length === whole.length && (lines.length < MOST_LINES || said === lines.join('\n')),
    level: isPrinted ? toLevel(level) : levelOf(field('PRIORITY')),
    logger: who,
    lines,
    text: `${localStamp(at)} ${who}: ${message}\n`,
  };
}

/** syslog(3)'s numbers. */
function levelOf(priority: string): LogLevel {
  const number = priority === '' ? 6 : Number(priority);
  if (number <= 2) return 'CRITICAL';
  if (number === 3) return 'ERROR';
  if (number === 4) return 'WARNING';
  return number === 7 ? 'DEBUG' : 'INFO';
}

function toLevel(word: string | undefined): LogLevel {
  return word === 'DEBUG' || word === 'WARNING' || word === 'ERROR' || word === 'CRITICAL' ? word : 'INFO';
}

function textOf(value: z.infer<typeof entrySchema>[string] | undefined): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  const bytes = value.filter((byte) => typeof byte === 'number');
  if (bytes.length === value.length) return new TextDecoder('utf-8').decode(Uint8Array.from(bytes));
  return textOf(value.find((each) => each !== null && typeof each !== 'number'));
}

function jsonIn(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
