import { join } from 'node:path';
import { epochOf, parseLogHead } from '../../../core/log-head';
import {
  isFiltering,
  type LogEntry,
  type LogExtent,
  type LogFilter,
  type LogOpening,
  type LogPage,
  type LogProblem,
  type LogText,
  MOST_COPIED_BYTES,
  MOST_ROWS,
} from '../../../core/log-view';
import { errorMessage } from '../../../core/result';
import { FolderWatches } from '../folder-watches';
import { walkTo } from '../path-walk';
import type { EntryPlace } from './entry-list';
import { FileZones } from './file-zones';
import type { LogFileHandle } from './log-file-handle';
import { LogFiles } from './log-files';
import { LogIndex } from './log-index';
import { blockFilter } from './match-block';
import { readEntry, readHead, readRows, readText } from './read-entries';

export interface ArchiveReaderOptions {
  readonly folder: string;
  /** `agent.log` */
  readonly name: string;
  readonly filter: LogFilter;
  readonly changed: (extent: LogExtent) => void;
}

/** What opening and filtering are answered with, where there is so much. */
const OPENING_ROWS = 200;
/** With fewer rows than that it is waited so long for more; with none, so long for one. */
const OPENING_MS = 60;
const OPENING_EMPTY_MS = 150;
const BETWEEN_CHANGES_MS = 100;
/** Only where the kernel has no watch left. */
const POLL_MS = 5000;
/** A file that was deleted takes up its room on the disk while it is shown. */
const MOST_DELETED_BYTES = 64 * 1024 * 1024;
/** Each is an open file of the whole app's, be it small. */
const MOST_DELETED_FILES = 16;
const MOST_WATCH_ROUNDS = 4;
/** How many entries without a time are passed over, to find one that has one. */
const MOST_TIMELESS = 256;

/** A log that somebody looks at: finds its entries bit by bit, answers in between, and follows. Runs in its own thread. */
export class ArchiveReader {
  readonly #options: ArchiveReaderOptions;
  readonly #index = new LogIndex();
  readonly #zones = new FileZones();
  readonly #watches = new FolderWatches(() => this.#mustLookSoon());
  /** Oldest first; the last is the newest. */
  #files: readonly LogFileHandle[] = [];
  #revision = 1;
  #serial = 0;
  #problem: LogProblem | null = null;
  #growing: LogFileHandle[] = [];
  #mustLook = true;
  #isLooking = false;
  #isWorking = false;
  #hasLooked = false;
  /** Whether the last step failed: what is known is all there is, until one succeeds. */
  #hasFailed = false;
  #toldAt = 0;
  #tellTimer: NodeJS.Timeout | null = null;
  #pollTimer: NodeJS.Timeout | null = null;
  #told: LogExtent | null = null;
  #changedFrom = Number.MAX_SAFE_INTEGER;
  /** What waits for more to be known: asked after each step, dropped when it says that it was answered. */
  #waiting: (() => boolean)[] = [];
  #closed = false;

  constructor(options: ArchiveReaderOptions) {
    this.#options = options;
    this.#index.entries.filterBy(filterOf(options.filter));
    this.#wake();
  }

  opened(): Promise<LogOpening> {
    return this.#opening();
  }

  filter(filter: LogFilter): Promise<LogOpening> {
    this.#revision += 1;
    this.#index.entries.filterBy(filterOf(filter));
    this.#wake();
    return this.#opening();
  }

  read(revision: number, from: number, count: number): LogPage {
    if (revision !== this.#revision) return { revision: this.#revision, from, rows: [] };
    const { firstRow, endRow } = this.#index.entries;
    const first = Math.max(from, firstRow);
    const end = Math.min(from + Math.min(count, MOST_ROWS), endRow);
    return { revision, from: first, rows: [...readRows([...this.#places(first, end)])] };
  }

  unfold(entry: number): LogEntry {
    const place = this.#index.entries.place(entry);
    return place === null ? { lines: [], isWhole: true } : readEntry(place);
  }

  text(revision: number, from: number, end: number): LogText {
    if (revision !== this.#revision) return { text: '', entries: 0, isWhole: false };
    // The page may ask for any rows; those there are count.
    const { firstRow, endRow } = this.#index.entries;
    const [first, last] = [Math.max(from, firstRow), Math.min(end, endRow)];
    const read = readText(this.#places(first, last), MOST_COPIED_BYTES);
    return { ...read, isWhole: read.entries >= last - first };
  }

  /** Waits as long as an older entry may be it. */
  find(at: number): Promise<number | null> {
    return this.#when(() => {
      const { firstRow, endRow } = this.#index.entries;
      if (firstRow === endRow) return this.#isAllKnown ? { answer: null } : null;
      const oldest = this.#timeFrom(firstRow, at);
      if (!this.#isAllKnown && (oldest === null || oldest >= at)) return null;
      return { answer: this.#firstAtOrAfter(at) };
    });
  }

  close(): void {
    this.#closed = true;
    this.#watches.close();
    if (this.#tellTimer !== null) clearTimeout(this.#tellTimer);
    if (this.#pollTimer !== null) clearTimeout(this.#pollTimer);
    for (const file of this.#files) file.close();
    this.#files = [];
  }

  get #isAllKnown(): boolean {
    return this.#hasLooked && (this.#hasFailed || (this.#index.isComplete && this.#index.entries.isMatched));
  }

  #extent(): LogExtent {
    const { entries } = this.#index;
    this.#serial += 1;
    return {
      serial: this.#serial,
      revision: this.#revision,
      first: entries.firstRow,
      end: entries.endRow,
      entries: entries.end - entries.first,
      isComplete: this.#isAllKnown,
      changedFrom: Math.min(this.#changedFrom, entries.endRow),
      problem: this.#problem,
    };
  }

  #opening(): Promise<LogOpening> {
    const revision = this.#revision;
    const began = performance.now();
    return this.#when(() => {
      const { firstRow, endRow } = this.#index.entries;
      const patience = endRow > firstRow ? OPENING_MS : OPENING_EMPTY_MS;
      const isEnough = endRow - firstRow >= OPENING_ROWS || performance.now() - began >= patience;
      // Another filter came meanwhile: whoever asked for this one does not wait any more.
      const isOver = revision !== this.#revision;
      if (!isOver && !this.#isAllKnown && !(this.#hasLooked && isEnough)) return null;
      const extent = this.#extent();
      this.#told = extent;
      this.#changedFrom = Number.MAX_SAFE_INTEGER;
      return { answer: { extent, page: this.read(this.#revision, endRow - OPENING_ROWS, OPENING_ROWS) } };
    });
  }

  #when<T>(attempt: () => { readonly answer: T } | null): Promise<T> {
    return new Promise((resolve) => {
      this.#waiting.push(() => {
        const result = attempt();
        if (result !== null) resolve(result.answer);
        return result !== null;
      });
      this.#wake();
    });
  }

  /** One by one: of a million rows only some may be wanted. */
  *#places(from: number, end: number): Generator<EntryPlace> {
    for (let row = from; row < end; row += 1) {
      const place = this.#index.entries.placeOfRow(row);
      if (place !== null) yield place;
    }
  }

  #firstAtOrAfter(at: number): number {
    const { firstRow, endRow } = this.#index.entries;
    let low = firstRow;
    let high = endRow;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const time = this.#timeFrom(middle, at);
      if (time !== null && time < at) low = middle + 1;
      else high = middle;
    }
    return Math.min(low, endRow - 1);
  }

  /** When a row was written, or the next after it that says so. */
  #timeFrom(row: number, near: number): number | null {
    const end = Math.min(row + MOST_TIMELESS, this.#index.entries.endRow);
    for (let at = row; at < end; at += 1) {
      const place = this.#index.entries.placeOfRow(at);
      const head = place === null ? null : parseLogHead(readHead(place));
      const time = head === null || place === null ? null : epochOf(head.time, near, this.#zones.of(place.block.file));
      if (time !== null) return time;
    }
    return null;
  }

  #mustLookSoon(): void {
    this.#mustLook = true;
    this.#wake();
  }

  #wake(): void {
    if (this.#isWorking || this.#closed) return;
    this.#isWorking = true;
    setImmediate(() => this.#work());
  }

  /** One step; what is asked in between is answered in between. */
  #work(): void {
    this.#isWorking = false;
    if (this.#closed) return;
    let hasMore = false;
    try {
      hasMore = this.#step();
      this.#hasFailed = false;
    } catch (error) {
      // A broken disk, a network drive that went. It is tried again when something changes; nobody waits for that.
      this.#hasFailed = true;
      this.#problem = { kind: 'unreadable', detail: errorMessage(error) };
    }
    this.#waiting = this.#waiting.filter((isAnswered) => !isAnswered());
    this.#tell();
    if (hasMore) this.#wake();
  }

  #step(): boolean {
    const { entries } = this.#index;
    const growing = this.#growing[0];
    if (this.#mustLook && !this.#isLooking) {
      this.#mustLook = false;
      this.#isLooking = true;
      void this.#look().finally(() => {
        this.#isLooking = false;
        this.#wake();
      });
    }
    if (growing !== undefined) this.#grow(growing);
    else if (!entries.isMatched) entries.matchNext();
    else if (!this.#index.isComplete) this.#index.stepBack();
    return this.#growing.length > 0 || !entries.isMatched || !this.#index.isComplete || this.#canLook;
  }

  get #canLook(): boolean {
    return this.#mustLook && !this.#isLooking;
  }

  async #look(): Promise<void> {
    try {
      let folder = await this.#watch();
      for (let round = 1; folder.added && round < MOST_WATCH_ROUNDS; round += 1) folder = await this.#watch();
      if (this.#closed) return;
      if (this.#watches.limit !== null) this.#pollTimer ??= setTimeout(() => this.#poll(), POLL_MS);
      this.#problem = folder.problem;
      if (folder.path !== null) this.#lookIn(folder.path);
    } catch (error) {
      this.#problem = { kind: 'unreadable', detail: errorMessage(error) };
    }
    this.#hasLooked = true;
  }

  #poll(): void {
    this.#pollTimer = null;
    this.#mustLookSoon();
  }

  async #watch(): Promise<{ path: string | null; problem: LogProblem | null; added: boolean }> {
    const { folder, name } = this.#options;
    const { points, end } = await walkTo(folder);
    const path = end.kind === 'folder' ? end.realPath : null;
    const problem = problemAt(end, join(folder, name));
    return {
      path,
      problem,
      added: await this.#watches.sync(path === null ? points : [...points, { folder: path, name }]),
    };
  }

  /** Whether files were truncated, grew, or came. */
  #lookIn(folder: string): void {
    const onDisk = new LogFiles(folder, this.#options.name);
    if (this.#files.length === 0 || this.#files.some((file) => file.wasRewritten())) {
      this.#begin(onDisk);
      return;
    }
    const found = onDisk.openNew(this.#files);
    this.#problem = found.problem;
    // Of those that were there, all is read before what is in the new ones: it was written before.
    this.#growing = [...this.#files, ...found.files];
    this.#files = this.#growing;
    this.#dropDeleted();
  }

  #begin(onDisk: LogFiles): void {
    const hadFiles = this.#files.length > 0;
    for (const file of this.#files) file.close();
    this.#index.clear();
    if (hadFiles) this.#revision += 1;
    const { files, problem } = onDisk.openAll();
    this.#files = files;
    this.#problem = problem;
    this.#growing = [];
    for (const file of files) file.keep(file.size());
    this.#index.begin(files);
  }

  #grow(file: LogFileHandle): void {
    const isDone = file.size() <= file.known;
    if (!isDone && this.#index.tailFile !== file) this.#index.goOnWith(file, file.known);
    const before = this.#index.entries.endRow;
    if (isDone || !this.#index.grow()) this.#growing = this.#growing.slice(1);
    // The last may have got more lines.
    if (!isDone) this.#changedFrom = Math.min(this.#changedFrom, before - 1);
  }

  #dropDeleted(): void {
    let bytes = 0;
    let count = 0;
    for (const file of [...this.#files].reverse()) {
      if (file === this.#files.at(-1) || !file.isDeleted()) continue;
      bytes += file.size();
      count += 1;
      if (bytes <= MOST_DELETED_BYTES && count <= MOST_DELETED_FILES) continue;
      this.#index.drop(file);
      this.#files = this.#files.filter((one) => one !== file);
      this.#growing = this.#growing.filter((one) => one !== file);
      file.close();
    }
  }

  #tell(): void {
    if (!this.#hasLooked || this.#closed) return;
    const extent = this.#extent();
    if (this.#told !== null && isSame(this.#told, extent) && extent.changedFrom >= extent.end) return;
    // Whoever waits for the whole of it does not wait for a pause, too.
    if (extent.isComplete && this.#told?.isComplete === false) this.#toldAt = 0;
    else if (this.#tellTimer !== null) return;
    const wait = this.#toldAt + BETWEEN_CHANGES_MS - performance.now();
    if (wait > 0) {
      this.#tellTimer = setTimeout(() => {
        this.#tellTimer = null;
        this.#tell();
      }, wait);
      return;
    }
    if (this.#tellTimer !== null) clearTimeout(this.#tellTimer);
    this.#tellTimer = null;
    this.#toldAt = performance.now();
    this.#told = extent;
    this.#changedFrom = Number.MAX_SAFE_INTEGER;
    this.#options.changed(extent);
  }
}

function filterOf(filter: LogFilter) {
  return isFiltering(filter) ? blockFilter(filter) : null;
}

function problemAt(end: Awaited<ReturnType<typeof walkTo>>['end'], path: string): LogProblem | null {
  switch (end.kind) {
    case 'folder':
      return null;
    case 'missing':
      return { kind: 'missing', detail: path };
    case 'blocked':
      return { kind: end.code === 'EACCES' ? 'no-permission' : 'unreadable', detail: `${end.path} (${end.code})` };
  }
}

function isSame(one: LogExtent, other: LogExtent): boolean {
  return (
    one.revision === other.revision &&
    one.first === other.first &&
    one.end === other.end &&
    one.entries === other.entries &&
    one.isComplete === other.isComplete &&
    one.problem?.kind === other.problem?.kind
  );
}
