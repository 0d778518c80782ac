import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { JournalArchive, LogReader, LogReaderListener } from '../../app/ports/log-archive';
import { t } from '../../core/i18n';
import type { LogFilter } from '../../core/log-view';
import { errorMessage, failure, type Result, success } from '../../core/result';
import { JournalRows } from './journal-rows';
import { unitMatches } from './unit-matches';

export interface JournalArchiveOptions {
  /** Only PATH is used of it. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly uid: number;
}

/** As many entries as are shown of the past. */
const MOST_PAST = 5000;
/** What journalctl has printed by then is shown; more comes as it does. */
const OPENING_MS = 150;
/** It has printed its past when so long nothing has come. */
const QUIET_MS = 30;
const BETWEEN_CHANGES_MS = 100;
const COMPLAINT_MAX_LENGTH = 1000;
/** A line of journalctl's that is longer than this is passed over. */
const LINE_MAX_CHARACTERS = 4 * 1024 * 1024;

const FIELDS = 'MESSAGE,PRIORITY,_PID,_SYSTEMD_USER_UNIT,_SYSTEMD_CGROUP,SYSLOG_IDENTIFIER';

/** The journal of a unit by one `journalctl --follow`, which lives as long as the view. */
export function createJournalArchive({ environment, uid }: JournalArchiveOptions): JournalArchive {
  return {
    openUnit(unit, filter, listener) {
      const args = ['--output=json', '--all', '--quiet', '--no-pager', `--output-fields=${FIELDS}`];
      args.push(`--lines=${MOST_PAST}`, '--follow', ...unitMatches(unit, uid));
      // Nothing of ours: an AppImage's LD_LIBRARY_PATH would give it our libraries.
      const env = { PATH: environment['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C.UTF-8' };
      return new JournalReader(
        () => spawn('journalctl', args, { env, stdio: ['ignore', 'pipe', 'pipe'] }),
        unit,
        filter,
        listener,
      );
    },
  };
}

type Child = ChildProcessByStdio<null, Readable, Readable>;

class JournalReader implements LogReader {
  readonly #rows: JournalRows;
  readonly #listener: LogReaderListener;
  #child: Child | null = null;
  #torn: string[] = [];
  #tornLength = 0;
  #complaint = '';
  #isOver = false;
  #waiting: (() => void)[] = [];
  #quietTimer: NodeJS.Timeout | null = null;
  #tellTimer: NodeJS.Timeout | null = null;
  #closed = false;

  constructor(start: () => Child, unit: string, filter: LogFilter, listener: LogReaderListener) {
    this.#rows = new JournalRows(unit, filter);
    this.#listener = listener;
    try {
      this.#follow(start());
    } catch (error) {
      this.#end(errorMessage(error));
    }
  }

  async opened() {
    await this.#past();
    return this.#answer(() => this.#rows.opening());
  }

  async filter(filter: LogFilter) {
    return this.#answer(() => {
      this.#rows.filterBy(filter);
      return this.#rows.opening();
    });
  }

  async read(revision: number, from: number, count: number) {
    return this.#answer(() => this.#rows.page(revision, from, count));
  }

  async unfold(entry: number) {
    return this.#answer(() => this.#rows.entry(entry));
  }

  async find(at: number) {
    return this.#answer(() => this.#rows.find(at));
  }

  async text(revision: number, from: number, end: number) {
    return this.#answer(() => this.#rows.text(revision, from, end));
  }

  close(): void {
    this.#closed = true;
    for (const timer of [this.#quietTimer, this.#tellTimer]) if (timer !== null) clearTimeout(timer);
    this.#child?.kill('SIGKILL');
    this.#child?.stdout.destroy();
    this.#child?.stderr.destroy();
    this.#isOver = true;
    this.#goOn();
  }

  #follow(child: Child): void {
    this.#child = child;
    child.stdout.setEncoding('utf8').on('data', (text: string) => this.#take(text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (this.#complaint.length < COMPLAINT_MAX_LENGTH) this.#complaint += text;
    });
    child.on('error', (error) => this.#end(error.message));
    child.on('close', (code, signal) => this.#end(this.#complaint.trim() || (signal ?? `status ${code}`)));
    this.#awaitQuiet(OPENING_MS);
  }

  #take(text: string): void {
    const lines = text.split('\n');
    const torn = lines.pop() ?? '';
    for (const [index, line] of lines.entries()) {
      // What stands before the first end of line ends what was torn.
      if (index > 0) this.#rows.add(line);
      else if (this.#tornLength <= LINE_MAX_CHARACTERS) this.#rows.add([...this.#torn, line].join(''));
    }
    if (lines.length > 0) [this.#torn, this.#tornLength] = [[], 0];
    this.#tornLength += torn.length;
    if (this.#tornLength <= LINE_MAX_CHARACTERS) this.#torn.push(torn);
    else this.#torn = [];
    this.#awaitQuiet(QUIET_MS);
    this.#tell();
  }

  #end(reason: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#rows.problem = { kind: 'no-journal', detail: reason };
    this.#goOn();
    this.#tell();
  }

  /** Its past comes in one go. */
  #past(): Promise<void> {
    if (this.#isOver || this.#rows.isComplete) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #awaitQuiet(milliseconds: number): void {
    if (this.#rows.isComplete || this.#closed) return;
    if (this.#quietTimer !== null) clearTimeout(this.#quietTimer);
    this.#quietTimer = setTimeout(() => this.#goOn(), milliseconds);
  }

  #goOn(): void {
    this.#rows.isComplete = true;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  #tell(): void {
    if (this.#closed || this.#tellTimer !== null) return;
    this.#tellTimer = setTimeout(() => {
      this.#tellTimer = null;
      this.#listener.changed(this.#rows.extent());
    }, BETWEEN_CHANGES_MS);
  }

  #answer<T>(ask: () => T): Result<T> {
    return this.#closed ? failure('closed', t('logs.closed')) : success(ask());
  }
}
