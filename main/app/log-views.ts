import type { Answers } from '../core/answers';
import { t } from '../core/i18n';
import type { LogCommand } from '../core/log-commands';
import type { LogFile } from '../core/log-finding';
import type { LogListing, LogUpdate } from '../core/log-view';
import { LOG_SOURCES } from '../core/log-view';
import { failure, type Result, success } from '../core/result';
import type { Desktop } from './ports/desktop';
import type { Journal } from './ports/journal';
import type { JournalArchive, LogArchive, LogReader, LogReaderListener } from './ports/log-archive';
import type { Store } from './store';

export interface LogViewsParts {
  readonly store: Store;
  readonly archive: LogArchive;
  readonly journal: Journal;
  readonly journalArchive: JournalArchive;
  readonly desktop: Pick<Desktop, 'copyText' | 'revealFile'>;
}

/** The log that the window shows: one at a time, as long as it is shown. */
export interface LogViews {
  run(command: LogCommand): Promise<Result<Answers[keyof Answers] | null>>;
  /** Tells a page what changes in the log that it opened; the returned function ends that, and closes the log. */
  serve(listener: (update: LogUpdate) => void): () => void;
}

interface OpenView {
  readonly view: number;
  readonly reader: LogReader;
  readonly stopListing: () => void;
}

export function createLogViews({ store, archive, journal, journalArchive, desktop }: LogViewsParts): LogViews {
  let page: ((update: LogUpdate) => void) | null = null;
  let open: OpenView | null = null;
  let opened = 0;

  function close(): void {
    open?.reader.close();
    open?.stopListing();
    open = null;
  }

  /** With the reader of a view, as long as that is the one that is open. */
  function withView<T>(view: number, ask: (reader: LogReader) => Promise<Result<T>>): Promise<Result<T>> {
    if (open?.view !== view) return Promise.resolve(failure('closed', t('logs.closed')));
    return ask(open.reader);
  }

  async function openLog(command: Extract<LogCommand, { kind: 'open-log' }>): Promise<Result<Answers['open-log']>> {
    close();
    opened += 1;
    const view = opened;
    const listener: LogReaderListener = {
      changed(extent) {
        if (open?.view === view) page?.({ kind: 'changed', view, extent });
      },
      ended(reason) {
        if (open?.view !== view) return;
        close();
        page?.({ kind: 'ended', view, message: reason });
      },
    };
    const { unit, source, filter } = command;
    const home = homeOf(unit);
    const reader =
      source === 'journal'
        ? journalArchive.openUnit(unit, filter, listener)
        : archive.open(home ?? '', source, filter, listener);
    const stopListing = home === null ? () => {} : archive.followList(home, (files) => listed(view, files));
    open = { view, reader, stopListing };
    const opening = await reader.opened();
    return opening.ok ? success({ view, ...opening.value }) : opening;
  }

  function listed(view: number, files: readonly LogFile[]): void {
    if (open?.view === view) page?.({ kind: 'files', view, files: [...files] });
  }

  async function list(unit: string): Promise<Result<readonly LogListing[]>> {
    const home = homeOf(unit);
    const [files, entries] = await Promise.all([
      home === null ? [] : archive.list(home),
      journal.read({ unit, since: null, limit: 1, mainPids: [] }),
    ]);
    const hasJournal = entries.ok && entries.value.length > 0;
    return success(
      LOG_SOURCES.map((source) => ({
        source,
        isThere: source === 'journal' ? hasJournal : files.some((file) => file === source),
      })),
    );
  }

  function copy({ view, revision, from, end }: Extract<LogCommand, { kind: 'copy-log' }>) {
    return withView(view, async (reader): Promise<Result<Answers['copy-log']>> => {
      const read = await reader.text(revision, from, end);
      if (!read.ok) return read;
      const copied = await desktop.copyText(read.value.text);
      return copied.ok ? success({ entries: read.value.entries, isWhole: read.value.isWhole }) : copied;
    });
  }

  function homeOf(unit: string): string | null {
    return store.state().gateways[unit]?.home?.home ?? null;
  }

  return {
    async run(command) {
      switch (command.kind) {
        case 'list-logs':
          return list(command.unit);
        case 'open-log':
          return openLog(command);
        case 'filter-log':
          return withView(command.view, (reader) => reader.filter(command.filter));
        case 'read-log':
          return withView(command.view, (reader) => reader.read(command.revision, command.from, command.count));
        case 'unfold-log':
          return withView(command.view, (reader) => reader.unfold(command.entry));
        case 'find-in-log':
          return withView(command.view, (reader) => reader.find(command.at));
        case 'copy-log':
          return copy(command);
        case 'close-log':
          if (open?.view === command.view) close();
          return success(null);
        case 'reveal-log':
          return desktop.revealFile(`${homeOf(command.unit) ?? ''}/logs/${command.source}.log`);
      }
    },
    serve(listener) {
      close();
      page = listener;
      return () => {
        if (page !== listener) return;
        page = null;
        close();
      };
    },
  };
}
