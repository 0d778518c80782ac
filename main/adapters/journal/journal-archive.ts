import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { JournalArchive, LogReader, LogReaderListener } from '../../app/ports/log-archive';
import { t } from '../../core/i18n';
import type { LogFilter } from '../../core/log-view';
import { errorMessage, failure, type Result, success } from '../../core/result';
import { withDeadline } from '../with-deadline';
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
/** A moment is looked for in the whole past, which a drive may take its time for. */
const FIND_MS = 60_000;
const BETWEEN_CHANGES_MS = 100;
const COMPLAINT_MAX_LENGTH = 1000;
/** A line of journalctl's that is longer than this is passed over. */
const LINE_MAX_CHARACTERS = 4 * 1024 * 1024;

const FIELDS = 'MESSAGE,PRIORITY,_PID,_SYSTEMD_USER_UNIT,_SYSTEMD_CGROUP,SYSLOG_IDENTIFIER';

/**
 * The journal of a unit by two journalctl, one after the other. The one that prints the past ends with it, which is the only
 * sign that there is no more of it, or none at all. The one that follows goes on behind it, and lives as long as the view.
 */
export function createJournalArchive({ environment, uid }: JournalArchiveOptions): JournalArchive {
  return {
    openUnit(unit, filter, listener) {
      const format = ['--output=json', '--all', '--quiet', '--no-pager', `--output-fields=${FIELDS}`];
      // Nothing of ours: an AppImage's LD_LIBRARY_PATH would give it our libraries.
      const env = { PATH: environment['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C.UTF-8' };
      const start = (range: readonly string[]) =>
        spawn('journalctl', [...format, ...range, ...unitMatches(unit, uid)], {
          env,
          stdio: ['ignore', 'pipe', 'pipe'],
        });
      return new JournalReader(start, unit, filter, listener);
    },
  };
}

type StartJournalctl = (range: readonly string[]) => Child;
type Child = ChildProcessByStdio<null, Readable, Readable>;

class JournalReader implements LogReader {
  readonly #start: StartJournalctl;
  readonly #rows: JournalRows;
  readonly #listener: LogReaderListener;
  #child: Child | null = null;
  #torn: string[] = [];
  #tornLength = 0;
  #complaint = '';
  #waiting: (() => void)[] = [];
  #tellTimer: NodeJS.Timeout | null = null;
  #closed = false;

  constructor(start: StartJournalctl, unit: string, filter: LogFilter, listener: LogReaderListener) {
    this.#start = start;
    this.#rows = new JournalRows(unit, filter);
    this.#listener = listener;
    this.#run([`--lines=${MOST_PAST}`], (failed) => (failed === null ? this.#follow() : this.#end(failed)));
  }

  async opened() {
    await withDeadline(this.#past(), OPENING_MS, () => undefined);
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

  /** Waits for the whole past: journalctl prints the oldest first, and the moment may be in what is still to come. */
  async find(at: number): Promise<Result<number | null>> {
    const isThere = await withDeadline(
      this.#past().then(() => true),
      FIND_MS,
      () => false,
    );
    if (!isThere) return failure('timeout', t('logs.late', { seconds: FIND_MS / 1000 }));
    return this.#answer(() => this.#rows.find(at));
  }

  async text(revision: number, from: number, end: number) {
    return this.#answer(() => this.#rows.text(revision, from, end));
  }

  close(): void {
    this.#closed = true;
    if (this.#tellTimer !== null) clearTimeout(this.#tellTimer);
    this.#child?.kill('SIGKILL');
    this.#child?.stdout.destroy();
    this.#child?.stderr.destroy();
    this.#goOn();
  }

  #follow(): void {
    this.#goOn();
    // Where there was nothing, what has come since is new, too.
    const { cursor } = this.#rows;
    const range = cursor === null ? [`--lines=${MOST_PAST}`] : [`--after-cursor=${cursor}`, '--no-tail'];
    this.#run(['--follow', ...range], (failed) => {
      this.close();
      this.#listener.ended(t('logs.journalctl', { why: failed ?? t('logs.journalctl.ended') }));
    });
  }

  /** `over`: with what it failed with, or null. */
  #run(range: readonly string[], over: (failed: string | null) => void): void {
    [this.#torn, this.#tornLength, this.#complaint] = [[], 0, ''];
    let isOver = false;
    const end = (failed: string | null) => {
      if (isOver || this.#closed) return;
      isOver = true;
      over(failed);
    };
    try {
      const child = this.#start(range);
      this.#child = child;
      child.stdout.setEncoding('utf8').on('data', (text: string) => this.#take(text));
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        if (this.#complaint.length < COMPLAINT_MAX_LENGTH) this.#complaint += text;
      });
      child.on('error', (error) => end(error.message));
      child.on('close', (code, signal) =>
        end(code === 0 ? null : this.#complaint.trim() || (signal ?? `status ${code}`)),
      );
    } catch (error) {
      end(errorMessage(error));
    }
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
    this.#tell();
  }

  #end(reason: string): void {
    this.#rows.problem = { kind: 'no-journal', detail: reason };
    this.#goOn();
  }

  #past(): Promise<void> {
    if (this.#closed || this.#rows.isComplete) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #goOn(): void {
    this.#rows.isComplete = true;
    for (const resolve of this.#waiting.splice(0)) resolve();
    this.#tell();
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
