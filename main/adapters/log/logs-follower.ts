import type { Clock } from '../../app/ports/clock';
import type { FollowedLogs, LogListener } from '../../app/ports/gateway-logs';
import type { Logger } from '../../app/ports/logger';
import type { LogFact, LogFile } from '../../core/log-finding';
import { AnnouncedLines } from './announced-lines';
import { type FolderEvent, FolderWatches } from './folder-watches';
import { LogFileFollower } from './log-file';
import { type PathWalk, walkTo } from './path-walk';
import { ReadBuffers } from './read-on';

/** In this order: what stands in several is announced as of the first. */
const FILE_NAMES: readonly (readonly [LogFile, string])[] = [
  ['agent', 'agent.log'],
  ['gateway', 'gateway.log'],
  ['errors', 'errors.log'],
];

/** Between two reads while the gateway writes line by line. */
const PAUSE_MS = 5;
/** An entry is complete when nothing of it has come for so long. */
const ENTRY_MS = 100;
const SETTLED_MS = 2000;
/** Only where the kernel has no watch left. */
const POLL_MS = 5000;
/** Each round adds the watches that the round before found wanting; more than three need somebody who moves folders. */
const MOST_WATCH_ROUNDS = 4;

export interface Surroundings {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Called when the limits of inotify are met. */
  readonly onWatchLimit: (code: string) => void;
}

/** One reader at a time; an event says what it is to look at next. */
export class LogsFollower implements FollowedLogs {
  readonly #surroundings: Surroundings;
  readonly #folder: string;
  readonly #listener: LogListener;
  readonly #files: readonly LogFileFollower[];
  readonly #watches = new FolderWatches((event) => this.#onEvent(event));
  readonly #buffers = new ReadBuffers();
  readonly #written = new Set<LogFileFollower>();
  readonly #waiting = new Set<{ readonly request: number; readonly done: () => void }>();
  #facts: LogFact[] = [];
  /** Whether folders and names are to be looked at, and not only files read. */
  #mustLook = true;
  #isReading = false;
  #hasReadPast = false;
  #requests = 0;
  #answered = 0;
  #cancelEntryEnd = () => {};
  #cancelPoll = () => {};
  #toldBlocked: string | null = null;
  #closed = false;

  constructor(surroundings: Surroundings, home: string, since: number | null, listener: LogListener) {
    this.#surroundings = surroundings;
    this.#folder = `${home}/logs`;
    this.#listener = listener;
    const { clock, logger } = surroundings;
    const announced = new AnnouncedLines();
    // The log has whole milliseconds.
    const from = Math.floor(since ?? clock.now());
    const found = (fact: LogFact) => void this.#facts.push(fact);
    this.#files = FILE_NAMES.map(
      ([file, name]) => new LogFileFollower(name, { file, announced, since: from, now: clock.now, found }, logger),
    );
    queueMicrotask(() => this.#wake());
  }

  settled(): Promise<void> {
    if (this.#closed) return Promise.resolve();
    this.#requests += 1;
    const request = this.#requests;
    return new Promise((resolve) => {
      const done = () => {
        cancel();
        this.#waiting.delete(waiter);
        resolve();
      };
      const waiter = { request, done };
      const cancel = this.#surroundings.clock.after(SETTLED_MS, done);
      this.#waiting.add(waiter);
      this.#wake();
    });
  }

  close(): void {
    this.#closed = true;
    this.#watches.close();
    this.#cancelEntryEnd();
    this.#cancelPoll();
    for (const { done } of [...this.#waiting]) done();
    if (!this.#isReading) this.#closeFiles();
  }

  #onEvent({ kind, name }: FolderEvent): void {
    const file = this.#files.find(({ fileName }) => name?.startsWith(fileName));
    if (kind === 'write' && file?.isOpen === true) this.#written.add(file);
    else this.#mustLook = true;
    this.#wake();
  }

  #wake(): void {
    if (this.#closed || this.#isReading) return;
    this.#isReading = true;
    this.#cancelEntryEnd();
    // It settles in any case: every failure is caught inside.
    void this.#run().then(() => {
      this.#isReading = false;
      if (this.#closed) this.#closeFiles();
      // Asked for since it last looked for work: whoever waited goes on before this does.
      else if (this.#hasWork()) this.#wake();
      else if (this.#files.some(({ holdsEntry }) => holdsEntry)) this.#awaitEntryEnd();
    });
  }

  async #run(): Promise<void> {
    try {
      while (this.#hasWork()) {
        await this.#readOnce();
        if (this.#hasWork() && this.#answered === this.#requests) await this.#pause();
      }
    } catch (error) {
      this.#surroundings.logger.error(
        `The logs in ${this.#folder} could not be read; trying again when they change`,
        error,
      );
    } finally {
      this.#buffers.release();
    }
  }

  #hasWork(): boolean {
    return !this.#closed && (this.#mustLook || this.#written.size > 0 || this.#answered < this.#requests);
  }

  async #readOnce(): Promise<void> {
    const request = this.#requests;
    const isAsked = request > this.#answered;
    const mustLook = this.#mustLook || isAsked;
    const files = mustLook ? this.#files : [...this.#written];
    this.#answered = request;
    this.#mustLook = false;
    this.#written.clear();
    if (mustLook) await this.#look();
    for (const file of files) await file.read(this.#buffers, () => this.#afterChunk());
    if (this.#closed) return;
    if (isAsked) for (const file of this.#files) file.endEntries();
    this.#announce();
    this.#hasReadPast = true;
    for (const waiter of [...this.#waiting]) if (waiter.request <= request) waiter.done();
  }

  async #look(): Promise<void> {
    let walk = await this.#watch();
    for (let round = 1; walk.added && round < MOST_WATCH_ROUNDS; round += 1) walk = await this.#watch();
    const { end } = walk;
    this.#tellBlocked(end.kind === 'blocked' ? `${end.path} (${end.code})` : null);
    for (const file of this.#files) await file.look(end.kind === 'folder' ? end.realPath : null);
    const { limit } = this.#watches;
    if (limit !== null && !this.#closed) this.#poll(limit);
  }

  async #watch(): Promise<PathWalk & { readonly added: boolean }> {
    const walk = await walkTo(this.#folder);
    const { end } = walk;
    const files = end.kind === 'folder' ? FILE_NAMES.map(([, name]) => ({ folder: end.realPath, name })) : [];
    return { ...walk, added: await this.#watches.sync([...walk.points, ...files]) };
  }

  #afterChunk(): boolean {
    // The past is put in order first: a line may stand in one file only.
    if (this.#hasReadPast && !this.#closed) this.#announce();
    return !this.#closed;
  }

  #announce(): void {
    if (this.#closed || this.#facts.length === 0) return;
    const facts = this.#facts;
    this.#facts = [];
    this.#listener.found(this.#hasReadPast ? facts : facts.toSorted((one, other) => (one.at ?? 0) - (other.at ?? 0)));
  }

  #awaitEntryEnd(): void {
    this.#cancelEntryEnd = this.#surroundings.clock.after(ENTRY_MS, () => {
      for (const file of this.#files) file.endEntries();
      this.#announce();
    });
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => void this.#surroundings.clock.after(PAUSE_MS, resolve));
  }

  #poll(limit: string): void {
    this.#surroundings.onWatchLimit(limit);
    this.#cancelPoll();
    this.#cancelPoll = this.#surroundings.clock.after(POLL_MS, () => {
      this.#mustLook = true;
      this.#wake();
    });
  }

  #tellBlocked(where: string | null): void {
    if (where !== null && where !== this.#toldBlocked) {
      this.#surroundings.logger.warn(
        `The logs in ${this.#folder} are not read: ${where} cannot be entered. Check its rights`,
      );
    }
    this.#toldBlocked = where;
  }

  #closeFiles(): void {
    for (const file of this.#files) void file.close();
  }
}
