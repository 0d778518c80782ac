import { join } from 'node:path';
import type { Logger } from '../../app/ports/logger';
import { errorMessage } from '../../core/result';
import { FactReader, type FactReaderOptions, type LogPast } from './fact-reader';
import { LineScanner } from './line-scanner';
import { pastOf } from './log-past';
import { identityAt, type OpenFile, openFile } from './open-file';
import { NO_TAIL, type ReadBuffers, type ReadLog, readOn } from './read-on';

interface OpenLog extends ReadLog {
  readonly identity: string;
  readonly facts: FactReader;
  /** Whether another file stood in its place when that changed last. */
  isOut: boolean;
}

/** How much of what was written before is looked through. */
const PAST_BYTES = 4 * 1024 * 1024;
/** By how much the time of a file may lag behind the clock. */
const CLOCK_STEP_MS = 1000;
/** How many rotations are noticed when they happen at once; Hermes keeps three old files. */
const MOST_ROTATIONS = 9;

/**
 * One log, under its name: the file that stands there, and those that stood there and may still be written to. A writer
 * that rotates closes the old file before it makes the new one, so that a look at the name, and then a read of the old
 * file to its end, misses nothing. Hermes 0.11 goes on writing to a file that somebody else has rotated.
 */
export class LogFileFollower {
  readonly fileName: string;
  readonly #options: FactReaderOptions;
  readonly #logger: Logger;
  #path = '';
  #current: OpenLog | null = null;
  #formers: readonly OpenLog[] = [];
  /** Whether its past is behind us: it was read, or there was none when we began. */
  #hasBegun = false;
  /** Whether there was nothing at all when we began, and nothing has come yet: whatever stands there next is news. */
  #wasEmpty = false;
  #mayHaveGone = false;
  /** Whether another file has taken its place. */
  #hasChanged = false;
  #told: string | null = null;
  #hasToldCut = false;
  #closed = false;

  constructor(fileName: string, options: Omit<FactReaderOptions, 'cut'>, logger: Logger) {
    this.fileName = fileName;
    this.#options = { ...options, cut: () => this.#tellCut() };
    this.#logger = logger;
  }

  get isOpen(): boolean {
    return this.#current !== null;
  }

  get holdsEntry(): boolean {
    return this.#all().some(({ scanner }) => scanner.holdsEntry);
  }

  /** Looks which file stands under the name. `folder` is null while there is none. */
  async look(folder: string | null): Promise<void> {
    this.#mayHaveGone = true;
    if (folder === null) {
      if (!this.#hasBegun) this.#wasEmpty = true;
      this.#hasBegun = true;
      if (this.#current !== null) this.#formers = [...this.#formers, this.#current];
      this.#current = null;
      return;
    }
    this.#path = join(folder, this.fileName);
    if (this.#current === null) await this.#find();
    else await this.#followRotations(this.#current);
  }

  /** Reads on in all of them. */
  async read(buffers: ReadBuffers, afterChunk: () => boolean): Promise<void> {
    for (const log of this.#all()) {
      try {
        if (!(await readOn(log, buffers, afterChunk))) await this.#restart(log, buffers, afterChunk);
        log.facts.isPast = false;
      } catch (error) {
        // Deleted from under us on a network drive, a broken disk: whatever stands there next is opened anew.
        this.#tell(`it cannot be read (${errorMessage(error)})`);
        await this.#drop(log);
      }
      if (this.#closed) return;
    }
    if (this.#hasChanged) await this.#dropQuiet();
    if (this.#mayHaveGone) await this.#dropDeleted();
    this.#hasChanged = false;
    this.#mayHaveGone = false;
  }

  /** Nothing more is awaited of an entry that is held back. */
  endEntries(): void {
    for (const { scanner } of this.#all()) scanner.endEntry();
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const log of this.#all()) await this.#drop(log);
  }

  #all(): readonly OpenLog[] {
    return this.#current === null ? this.#formers : [...this.#formers, this.#current];
  }

  async #find(): Promise<void> {
    const opened = await openFile(this.#path);
    this.#tell(opened.kind === 'refused' ? opened.reason : null);
    // Its past is read once it may be.
    if (opened.kind === 'refused') return;
    if (this.#closed && opened.kind === 'file') await opened.handle.close();
    else if (!this.#hasBegun) await this.#begin(opened.kind === 'file' ? opened : null);
    else if (opened.kind === 'file') {
      if (this.#wasEmpty) await this.#followFormers(opened.identity);
      this.#wasEmpty = false;
      await this.#follow(opened);
    }
  }

  /** The first look: at the recent past, some of which may have been rotated away. */
  async #begin(opened: OpenFile | null): Promise<void> {
    this.#hasBegun = true;
    const size = opened?.size ?? 0;
    if (opened !== null) {
      this.#current = this.#open(opened, Math.max(0, size - PAST_BYTES), await pastOf(opened));
    }
    const before = await openFile(`${this.#path}.1`);
    if (before.kind !== 'file') {
      this.#wasEmpty = opened === null;
      return;
    }
    if (this.#closed || before.identity === opened?.identity) return before.handle.close();
    const isRecent = before.writtenAt + CLOCK_STEP_MS >= this.#options.since;
    const from = isRecent ? Math.max(0, before.size - Math.max(0, PAST_BYTES - size)) : before.size;
    // It stays open in any case: a gateway that did not notice the rotation writes there.
    this.#formers = [this.#open(before, from, await pastOf(before))];
  }

  /** Those that came, and were rotated away, before the first look that found one. */
  async #followFormers(present: string): Promise<void> {
    for (let age = MOST_ROTATIONS; age > 0; age -= 1) {
      const path = `${this.#path}.${age}`;
      const identity = await identityAt(path);
      // `present` may have moved on in between: it is followed as what it was.
      if (identity !== null && identity !== present) await this.#replace(path, identity);
    }
  }

  /**
   * Files move up (agent.log, agent.log.1, …) while they are looked at; who looks in the same direction meets each of
   * them. All that are in front of ours have come since. Where one has moved on before it is opened, an event follows.
   */
  async #followRotations(ours: OpenLog): Promise<void> {
    if ((await identityAt(this.#path)) === ours.identity) return;
    const met = new Map<string, string>();
    for (let age = 0; age <= MOST_ROTATIONS && !met.has(ours.identity); age += 1) {
      const path = age === 0 ? this.#path : `${this.#path}.${age}`;
      const identity = await identityAt(path);
      if (identity !== null) met.set(identity, path);
    }
    const all = [...met];
    const place = all.findIndex(([identity]) => identity === ours.identity);
    // It is gone, or was not renamed: what stands under the name is all that came.
    const news = place === -1 ? all.filter(([, path]) => path === this.#path) : all.slice(0, place);
    if (news.length === 0) this.#tell(null);
    for (const [identity, path] of news.reverse()) if (!(await this.#replace(path, identity))) return;
  }

  async #replace(path: string, identity: string): Promise<boolean> {
    const opened = await openFile(path);
    if (opened.kind === 'refused') this.#tell(opened.reason);
    if (opened.kind !== 'file') return false;
    if (this.#closed || opened.identity !== identity) {
      await opened.handle.close();
      return false;
    }
    await this.#follow(opened);
    return true;
  }

  /** From its first byte, in the place of the one before. */
  async #follow(opened: OpenFile): Promise<void> {
    this.#tell(null);
    this.#options.announced.begin(this.#options.file);
    const known = this.#formers.find(({ identity }) => identity === opened.identity);
    if (known !== undefined) await opened.handle.close();
    const formers = this.#current === null ? this.#formers : [...this.#formers, this.#current];
    this.#formers = formers.filter((log) => log !== known);
    // One that is known was moved away, and back.
    this.#current = known ?? this.#open(opened, 0, null);
    this.#hasChanged = true;
  }

  /** It was truncated. logrotate's copytruncate has copied it before that, with what we had not read yet. */
  async #restart(log: OpenLog, buffers: ReadBuffers, afterChunk: () => boolean): Promise<void> {
    const copy = log === this.#current ? await openFile(`${this.#path}.1`) : null;
    if (copy?.kind === 'file') {
      const isOther = !this.#all().some(({ identity }) => identity === copy.identity);
      // Only if it holds what we read last, in the same place.
      if (isOther) await readOn({ ...log, handle: copy.handle }, buffers, afterChunk);
      await copy.handle.close();
    }
    log.scanner.endEntry();
    log.scanner = new LineScanner(log.facts, false);
    log.offset = 0;
    log.tail = NO_TAIL;
    this.#options.announced.begin(this.#options.file);
    await readOn(log, buffers, afterChunk);
  }

  #open({ handle, identity }: OpenFile, offset: number, past: LogPast | null): OpenLog {
    const facts = new FactReader(this.#options, past);
    const scanner = new LineScanner(facts, offset > 0);
    // From the byte before, which ends a line or is in the midst of one.
    return {
      handle,
      identity,
      facts,
      scanner,
      offset: Math.max(0, offset - 1),
      tail: NO_TAIL,
      hasGrown: false,
      isOut: false,
    };
  }

  /** After a change of files, those that were out of place before it and have not grown since. */
  async #dropQuiet(): Promise<void> {
    for (const former of this.#formers) {
      if (former.isOut && !former.hasGrown) await this.#drop(former);
      former.isOut = true;
      former.hasGrown = false;
    }
  }

  /** A deleted file takes up its room on the disk until it is closed. */
  async #dropDeleted(): Promise<void> {
    for (const former of this.#formers) {
      const links = await former.handle.stat().then(
        ({ nlink }) => nlink,
        () => 0,
      );
      if (links === 0) await this.#drop(former);
    }
  }

  async #drop(log: OpenLog): Promise<void> {
    if (log === this.#current) this.#current = null;
    this.#formers = this.#formers.filter((one) => one !== log);
    log.scanner.endEntry();
    await log.handle.close().catch(() => undefined);
  }

  /** Why it is not read: once, until it is read again. */
  #tell(reason: string | null): void {
    if (reason !== null && reason !== this.#told) {
      this.#logger.warn(`The log ${this.#path} is not read: ${reason}. Make it a file that this user may read`);
    }
    this.#told = reason;
  }

  #tellCut(): void {
    if (this.#hasToldCut) return;
    this.#hasToldCut = true;
    this.#logger.warn(`The log ${this.#path} has a line of more than 64 kB; the rest of such lines is passed over`);
  }
}
