import type { Answers, RunCommand } from '../../main/core/answers';
import type { Command } from '../../main/core/commands';
import type { LogFile } from '../../main/core/log-finding';
import {
  EMPTY_EXTENT,
  type LogExtent,
  type LogFilter,
  type LogPage,
  type LogRow,
  type LogSource,
  type LogUpdate,
} from '../../main/core/log-view';
import { errorMessage, failure, type Result, success } from '../../main/core/result';

export type LogPhase =
  | { readonly kind: 'opening' }
  | { readonly kind: 'open' }
  /** It was open. */
  | { readonly kind: 'ended'; readonly message: string }
  | { readonly kind: 'failed'; readonly message: string };

export interface LogStoreParts {
  readonly runCommand: RunCommand;
  /** The pushes of the main process; the returned function ends them. */
  readonly listen: (listener: (update: LogUpdate) => void) => () => void;
  readonly unit: string;
  readonly source: LogSource;
  readonly filter: LogFilter;
}

/** How many rows are asked for at once. */
const PAGE_ROWS = 100;
/** How many pages are kept: those that were looked at last. */
const MOST_PAGES = 100;
const MOST_REQUESTS = 2;

interface Page {
  readonly from: number;
  readonly rows: readonly LogRow[];
  /** Whether rows of it have changed, or have come, since it was read. */
  isStale: boolean;
}

/** An open log as the page sees it: which rows there are, and those that were looked at lately. For useSyncExternalStore. */
export class LogStore {
  readonly #parts: LogStoreParts;
  readonly #listeners = new Set<() => void>();
  readonly #stopListening: () => void;
  #phase: LogPhase = { kind: 'opening' };
  #extent: LogExtent = EMPTY_EXTENT;
  #view: number | null = null;
  /** What was asked for last, be it while the log opens. */
  #wanted: LogFilter;
  /** Which logs there are beside it; null until that was told. */
  #files: readonly LogFile[] | null = null;
  /** Came before we knew what our view is called. */
  #early: LogUpdate[] = [];
  /** In the order in which they were looked at. */
  #pages = new Map<number, Page>();
  /** Row numbers that somebody would show, the latest last. */
  readonly #needs = new Set<number>();
  readonly #asked = new Set<number>();
  #isScheduled = false;
  #closed = false;

  constructor(parts: LogStoreParts) {
    this.#parts = parts;
    this.#wanted = parts.filter;
    this.#stopListening = parts.listen((update) => this.#update(update));
    void this.#open();
  }

  get source(): LogSource {
    return this.#parts.source;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly phase = (): LogPhase => this.#phase;

  readonly extent = (): LogExtent => this.#extent;

  readonly files = (): readonly LogFile[] | null => this.#files;

  row(number: number): LogRow | null {
    const page = this.#pages.get(pageOf(number));
    return page?.rows[number - page.from] ?? null;
  }

  /** Somebody would show this row: it is read, if it is not here. The returned function takes that back. */
  need(number: number): () => void {
    this.#needs.add(number);
    this.#schedule();
    return () => void this.#needs.delete(number);
  }

  /** Ends when the first answer is there. */
  async filter(filter: LogFilter): Promise<Result<null>> {
    this.#wanted = filter;
    // It is sent once the log is open.
    if (this.#view === null) return success(null);
    const answer = await this.#ask('filter-log', { kind: 'filter-log', view: this.#view, filter });
    if (!answer.ok) return answer;
    this.#take(answer.value.extent);
    this.#put(answer.value.page);
    return success(null);
  }

  unfold(entry: number): Promise<Result<Answers['unfold-log']>> {
    return this.#askView('unfold-log', (view) => ({ kind: 'unfold-log', view, entry }));
  }

  find(at: number): Promise<Result<Answers['find-in-log']>> {
    return this.#askView('find-in-log', (view) => ({ kind: 'find-in-log', view, at }));
  }

  copy(from: number, end: number): Promise<Result<Answers['copy-log']>> {
    const { revision } = this.#extent;
    return this.#askView('copy-log', (view) => ({ kind: 'copy-log', view, revision, from, end }));
  }

  close(): void {
    this.#closed = true;
    this.#stopListening();
    this.#listeners.clear();
    if (this.#view !== null) void this.#parts.runCommand({ kind: 'close-log', view: this.#view });
  }

  async #open(): Promise<void> {
    const { unit, source, filter } = this.#parts;
    const answer = await this.#ask('open-log', { kind: 'open-log', unit, source, filter });
    if (this.#closed) {
      if (answer.ok) void this.#parts.runCommand({ kind: 'close-log', view: answer.value.view });
      return;
    }
    if (!answer.ok) {
      this.#phase = { kind: 'failed', message: answer.message };
      this.#changed();
      return;
    }
    const { view, extent, page } = answer.value;
    this.#view = view;
    this.#phase = { kind: 'open' };
    this.#take(extent);
    this.#put(page);
    for (const update of this.#early.splice(0)) this.#update(update);
    if (this.#wanted !== filter) await this.filter(this.#wanted);
  }

  #update(update: LogUpdate): void {
    if (this.#phase.kind === 'opening') this.#early.push(update);
    if (update.view !== this.#view) return;
    switch (update.kind) {
      case 'changed':
        this.#take(update.extent);
        break;
      case 'ended':
        this.#view = null;
        this.#phase = { kind: 'ended', message: update.message };
        this.#changed();
        break;
      case 'files':
        this.#files = update.files;
        this.#changed();
        break;
    }
  }

  #take(extent: LogExtent): void {
    if (extent.serial <= this.#extent.serial) return;
    const before = this.#extent;
    this.#extent = extent;
    if (before.revision === extent.revision) this.#age(Math.min(extent.changedFrom, before.end));
    else this.#pages = new Map();
    this.#schedule();
    this.#changed();
  }

  /** Pages that have rows from this number on, or could have had older ones, are read again where they are shown. */
  #age(changedFrom: number): void {
    for (const page of this.#pages.values()) {
      if (page.from + page.rows.length > changedFrom || isShort(page)) page.isStale = true;
    }
  }

  #put(page: LogPage): void {
    if (page.revision !== this.#extent.revision) return;
    // It may reach over the edge of one.
    for (let from = page.from; from < page.from + page.rows.length; ) {
      const number = pageOf(from);
      const end = Math.min((number + 1) * PAGE_ROWS, page.from + page.rows.length);
      this.#pages.delete(number);
      this.#pages.set(number, { from, rows: page.rows.slice(from - page.from, end - page.from), isStale: false });
      from = end;
    }
    for (const oldest of this.#pages.keys()) {
      if (this.#pages.size <= MOST_PAGES) break;
      this.#pages.delete(oldest);
    }
    this.#changed();
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    // After all rows of this turn have said what they need.
    queueMicrotask(() => {
      this.#isScheduled = false;
      this.#readOn();
    });
  }

  #readOn(): void {
    if (this.#view === null || this.#closed) return;
    for (const number of [...this.#needs].reverse()) {
      if (this.#asked.size >= MOST_REQUESTS) return;
      const page = pageOf(number);
      const known = this.#pages.get(page);
      const isThere = known !== undefined && !known.isStale && known.rows[number - known.from] !== undefined;
      if (!isThere && !this.#asked.has(page) && this.#holds(number)) void this.#read(this.#view, page);
    }
  }

  #holds(number: number): boolean {
    return number >= this.#extent.first && number < this.#extent.end;
  }

  async #read(view: number, page: number): Promise<void> {
    this.#asked.add(page);
    const { revision, serial } = this.#extent;
    const answer = await this.#ask('read-log', {
      kind: 'read-log',
      view,
      revision,
      from: page * PAGE_ROWS,
      count: PAGE_ROWS,
    });
    this.#asked.delete(page);
    if (answer.ok && answer.value.rows.length > 0) {
      this.#put(answer.value);
      // What came while it was read may be missing in it.
      const put = this.#pages.get(page);
      if (put !== undefined && serial !== this.#extent.serial && isShort(put)) put.isStale = true;
      this.#schedule();
    } else if (revision !== this.#extent.revision) this.#schedule();
  }

  async #askView<K extends keyof Answers>(
    kind: K,
    command: (view: number) => Command & { readonly kind: K },
  ): Promise<Result<Answers[K]>> {
    return this.#view === null ? failure('closed', '') : this.#ask(kind, command(this.#view));
  }

  /** What a kind of command is answered with, core/answers says. */
  async #ask<K extends keyof Answers>(_kind: K, command: Command & { readonly kind: K }): Promise<Result<Answers[K]>> {
    try {
      return (await this.#parts.runCommand(command)) as Result<Answers[K]>;
    } catch (error) {
      return failure('internal', errorMessage(error));
    }
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}

function pageOf(number: number): number {
  return Math.floor(number / PAGE_ROWS);
}

/** Whether it ends, or begins, where the rows did when it was read. */
function isShort({ rows }: Page): boolean {
  return rows.length < PAGE_ROWS;
}
