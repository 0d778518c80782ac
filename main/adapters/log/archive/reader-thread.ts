import { parentPort, workerData } from 'node:worker_threads';
import { serveReader } from './serve-reader';

// The entry point of a log's thread (electron.vite.config.ts). It ends when the main thread ends it.

if (parentPort === null) throw new Error('a log is read in a thread of its own, not by itself');
serveReader(parentPort, workerData);
