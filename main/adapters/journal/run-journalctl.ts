import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { errorMessage } from '../../core/result';

export type Output =
  /** `isWhole`: it came to its end; otherwise there was more than is taken. */
  | { readonly kind: 'output'; readonly text: string; readonly isWhole: boolean }
  | { readonly kind: 'refused'; readonly status: string; readonly complaint: string }
  | { readonly kind: 'not-installed' }
  | { readonly kind: 'not-run'; readonly why: string }
  | { readonly kind: 'timeout' };

export interface RunOptions {
  readonly environment: Readonly<Record<string, string>>;
  readonly deadlineMs: number;
  readonly maxBytes: number;
}

const COMPLAINT_MAX_BYTES = 4096;

/** Runs journalctl and takes what it prints, up to a size and a time: then it is killed. */
export function runJournalctl(args: readonly string[], options: RunOptions): Promise<Output> {
  return new Promise((resolve) => {
    let child: ChildProcessByStdio<null, Readable, Readable>;
    try {
      child = spawn('journalctl', args, { env: options.environment, stdio: ['ignore', 'pipe', 'pipe'] });
    } catch (error) {
      // An argument that no program can be given, such as one with a zero byte.
      resolve({ kind: 'not-run', why: errorMessage(error) });
      return;
    }
    const chunks: Buffer[] = [];
    const complaints: Buffer[] = [];
    let size = 0;
    let complained = 0;
    let isCut = false;
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      end();
    }, options.deadlineMs);

    function end(): void {
      child.kill('SIGKILL');
      // A child of its own may hold them open.
      child.stdout.destroy();
      child.stderr.destroy();
    }

    function settle(output: Output): void {
      clearTimeout(timer);
      resolve(output);
    }

    child.stdout.on('data', (chunk: Buffer) => {
      if (isCut) return;
      chunks.push(chunk);
      size += chunk.length;
      if (size <= options.maxBytes) return;
      isCut = true;
      end();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      if (complained < COMPLAINT_MAX_BYTES) complaints.push(chunk);
      complained += chunk.length;
    });
    child.on('error', (error) => {
      const isMissing = 'code' in error && error.code === 'ENOENT';
      settle(isMissing ? { kind: 'not-installed' } : { kind: 'not-run', why: error.message });
    });
    child.on('close', (code, signal) => {
      if (isLate) settle({ kind: 'timeout' });
      else if (code === 0 || isCut) {
        settle({ kind: 'output', text: Buffer.concat(chunks).toString('utf8'), isWhole: !isCut });
      } else {
        const complaint = Buffer.concat(complaints).toString('utf8').trim();
        settle({ kind: 'refused', status: signal ?? `status ${code}`, complaint });
      }
    });
  });
}
