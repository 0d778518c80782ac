import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import type { LogArchive, LogReader, LogReaderListener } from '../../../app/ports/log-archive';
import type { Logger } from '../../../app/ports/logger';
import { t } from '../../../core/i18n';
import {
  logEntrySchema,
  logExtentSchema,
  logOpeningSchema,
  logPageSchema,
  logTextSchema,
} from '../../../core/log-view';
import { errorMessage, failure, type Result, success } from '../../../core/result';
import { withDeadline } from '../../with-deadline';
import { followLogList, listLogs } from './log-list';
import type { NumberedRequest, ReaderRequest, ReaderStart } from './protocol';

/** What is used of a Worker. */
export interface ReaderThread {
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'error', listener: (error: unknown) => void): unknown;
  on(event: 'exit', listener: () => void): unknown;
  postMessage(message: NumberedRequest): void;
  terminate(): Promise<unknown>;
}

export interface LogArchiveOptions {
  readonly startThread: (start: ReaderStart) => ReaderThread;
  readonly logger: Logger;
}

/** For a drive that does not answer. To find a moment a whole log may have to be looked through first. */
const ANSWER_MS = 10_000;
const FIND_MS = 60_000;

/**
 * Each open log has a thread: to look through 100 MB takes a tenth of a second of computing, which the main thread must not
 * spend. It ends with the view, and its memory with it.
 */
export function createLogArchive({ startThread, logger }: LogArchiveOptions): LogArchive {
  return {
    open: (home, file, filter, listener) =>
      openReader(() => startThread({ folder: `${home}/logs`, name: `${file}.log`, filter }), listener, logger),
    list: (home) => listLogs(`${home}/logs`),
    followList: (home, listener) => followLogList(`${home}/logs`, listener),
  };
}

/** `file`: what electron-vite made of reader-thread.ts. */
export function startReaderThread(file: string, start: ReaderStart): ReaderThread {
  return new Worker(file, { workerData: start, name: 'log' });
}

const messageSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('answer'), id: z.int(), value: z.unknown() }),
  z.object({ kind: z.literal('failure'), id: z.int(), message: z.string() }),
  z.object({ kind: z.literal('changed'), extent: logExtentSchema }),
]);

type Settle = (result: Result<unknown>) => void;

function openReader(start: () => ReaderThread, listener: LogReaderListener, logger: Logger): LogReader {
  const pending = new Map<number, Settle>();
  let asked = 0;
  let thread: ReaderThread | null = null;
  /** What is answered once there is no thread. */
  let gone = failure('closed', t('logs.closed'));

  function begin(): void {
    const started = start();
    thread = started;
    started.on('message', receive);
    started.on('error', (error) => {
      if (thread === started) end(errorMessage(error));
    });
    started.on('exit', () => {
      if (thread === started) end('it ended');
    });
  }

  function receive(message: unknown): void {
    if (thread === null) return;
    const parsed = messageSchema.safeParse(message);
    if (!parsed.success) {
      logger.error(`the thread of a log said what nobody understands: ${parsed.error.message}`);
      return;
    }
    const { data } = parsed;
    if (data.kind === 'changed') {
      listener.changed(data.extent);
      return;
    }
    const settle = pending.get(data.id);
    pending.delete(data.id);
    settle?.(data.kind === 'answer' ? success(data.value) : failure('unreadable', data.message));
  }

  function end(reason: string | null): void {
    const wasOpen = thread !== null;
    void thread?.terminate();
    thread = null;
    if (reason !== null) {
      logger.error(`the thread of a log failed: ${reason}`);
      gone = failure('unreadable', t('logs.thread', { why: reason }));
    }
    for (const settle of pending.values()) settle(gone);
    pending.clear();
    if (reason !== null && wasOpen) listener.ended(gone.message);
  }

  async function ask<T>(schema: z.ZodType<T>, request: ReaderRequest, within = ANSWER_MS): Promise<Result<T>> {
    const asking = thread;
    if (asking === null) return gone;
    asked += 1;
    const id = asked;
    const answer = new Promise<Result<unknown>>((resolve) => {
      pending.set(id, resolve);
      asking.postMessage({ id, request });
    });
    const answered = await withDeadline(answer, within, () => {
      pending.delete(id);
      return failure('timeout', t('logs.late', { seconds: within / 1000 }));
    });
    if (!answered.ok) return answered;
    const parsed = schema.safeParse(answered.value);
    return parsed.success ? success(parsed.data) : failure('internal', parsed.error.message);
  }

  try {
    begin();
  } catch (error) {
    end(errorMessage(error));
  }
  return {
    opened: () => ask(logOpeningSchema, { kind: 'opened' }),
    filter: (filter) => ask(logOpeningSchema, { kind: 'filter', filter }),
    read: (revision, from, count) => ask(logPageSchema, { kind: 'read', revision, from, count }),
    unfold: (entry) => ask(logEntrySchema, { kind: 'unfold', entry }),
    find: (at) => ask(z.nullable(z.int()), { kind: 'find', at }, FIND_MS),
    text: (revision, from, end) => ask(logTextSchema, { kind: 'text', revision, from, end }),
    close: () => end(null),
  };
}
