import { errorMessage } from '../../../core/result';
import { ArchiveReader } from './archive-reader';
import type { NumberedRequest, ReaderMessage, ReaderRequest, ReaderStart } from './protocol';

/** Our end of the thread, as `worker_threads` gives it. */
export interface ReaderPort {
  on(event: 'message', listener: (message: NumberedRequest) => void): unknown;
  postMessage(message: ReaderMessage): void;
}

/** Answers what the main thread asks of a log, each as soon as it can be, and tells it what changes. */
export function serveReader(port: ReaderPort, start: ReaderStart): { close(): void } {
  const reader = new ArchiveReader({
    ...start,
    changed: (extent) => port.postMessage({ kind: 'changed', extent }),
  });

  port.on('message', ({ id, request }) => {
    // Within the promise, so that what it throws is a failure like any other.
    Promise.resolve()
      .then(() => answer(reader, request))
      .then(
        (value) => port.postMessage({ kind: 'answer', id, value }),
        (error: unknown) => port.postMessage({ kind: 'failure', id, message: errorMessage(error) }),
      );
  });
  return { close: () => reader.close() };
}

function answer(reader: ArchiveReader, request: ReaderRequest): unknown {
  switch (request.kind) {
    case 'opened':
      return reader.opened();
    case 'filter':
      return reader.filter(request.filter);
    case 'read':
      return reader.read(request.revision, request.from, request.count);
    case 'unfold':
      return reader.unfold(request.entry);
    case 'find':
      return reader.find(request.at);
    case 'text':
      return reader.text(request.revision, request.from, request.end);
  }
}
