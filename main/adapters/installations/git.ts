import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Readable } from 'node:stream';
import { errorMessage } from '../../core/result';

export type GitOutput =
  | { readonly kind: 'output'; readonly text: string }
  /** git says no, by this status. `complaint`: what it said of that, as it said it; may be ''. */
  | { readonly kind: 'refused'; readonly status: number | null; readonly complaint: string }
  | { readonly kind: 'not-installed' }
  | { readonly kind: 'not-run'; readonly why: string }
  | { readonly kind: 'timeout'; readonly afterMs: number };

export interface GitOptions {
  /** git runs here, and takes no repository from above it. */
  readonly folder: string;
  readonly deadlineMs: number;
  /** Whether it may speak to a remote repository. Otherwise not even for objects that a partial clone lacks. */
  readonly network?: boolean;
}

export interface Git {
  run(args: readonly string[], options: GitOptions): Promise<GitOutput>;
}

const MAX_BYTES = 8 * 1024 ** 2;
const COMPLAINT_MAX_BYTES = 4096;

/**
 * Settings of the person that would start programs beside git, or let it go on after its end: a file system monitor, hooks,
 * a collection of garbage in the background.
 */
const SETTINGS = [
  'core.fsmonitor=false',
  'core.hooksPath=/dev/null',
  'core.quotePath=false',
  'gc.autoDetach=false',
  'maintenance.autoDetach=false',
  'advice.detachedHead=false',
  'fetch.recurseSubmodules=false',
].flatMap((setting) => ['-c', setting]);

export function createGit(environment: Readonly<Record<string, string | undefined>>): Git {
  const base = Object.entries(environment).filter(
    // Where we run from: an AppImage's libraries are not git's.
    ([name]) => !name.startsWith('GIT_') && name !== 'LD_LIBRARY_PATH' && name !== 'LD_PRELOAD',
  );

  return {
    run(args, { folder, deadlineMs, network = false }) {
      return runGit([...SETTINGS, '--no-pager', ...args], folder, deadlineMs, {
        ...Object.fromEntries(base),
        LC_ALL: 'C',
        GIT_OPTIONAL_LOCKS: '0',
        GIT_CEILING_DIRECTORIES: dirname(folder),
        // Nobody is asked for a password: not on a terminal, and not by a window that comes from nowhere.
        GIT_TERMINAL_PROMPT: '0',
        GIT_ASKPASS: '',
        SSH_ASKPASS_REQUIRE: 'never',
        // No transport has this name; git before 2.45 does not know the other variable.
        ...(network ? {} : { GIT_ALLOW_PROTOCOL: 'none', GIT_NO_LAZY_FETCH: '1' }),
      });
    },
  };
}

function runGit(
  args: readonly string[],
  folder: string,
  deadlineMs: number,
  env: Readonly<Record<string, string | undefined>>,
): Promise<GitOutput> {
  return new Promise((resolve) => {
    if (!existsSync(folder)) {
      // Node says the same of a folder that is not there as of a program.
      resolve({ kind: 'not-run', why: `${folder}: ENOENT` });
      return;
    }
    let child: ChildProcessByStdio<null, Readable, Readable>;
    try {
      // A group of its own: git's helpers (ssh, git-remote-https) end with it.
      child = spawn('git', args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    } catch (error) {
      resolve({ kind: 'not-run', why: errorMessage(error) });
      return;
    }
    const chunks: Buffer[] = [];
    const complaints: Buffer[] = [];
    let size = 0;
    let complained = 0;
    let ending: GitOutput | null = null;
    const timer = setTimeout(() => end({ kind: 'timeout', afterMs: deadlineMs }), deadlineMs);

    function end(output: GitOutput): void {
      if (ending !== null) return;
      ending = output;
      kill(child.pid);
      // Who left the group may hold them open.
      child.stdout.destroy();
      child.stderr.destroy();
    }

    function settle(output: GitOutput): void {
      clearTimeout(timer);
      resolve(output);
    }

    child.stdout.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size > MAX_BYTES) end({ kind: 'not-run', why: `more than ${MAX_BYTES} bytes of output` });
    });
    child.stderr.on('data', (chunk: Buffer) => {
      if (complained < COMPLAINT_MAX_BYTES) complaints.push(chunk);
      complained += chunk.length;
    });
    child.on('error', (error) => {
      const isMissing = 'code' in error && error.code === 'ENOENT';
      settle(isMissing ? { kind: 'not-installed' } : { kind: 'not-run', why: error.message });
    });
    child.on('close', (status) => {
      if (ending !== null) settle(ending);
      else if (status === 0) settle({ kind: 'output', text: Buffer.concat(chunks).toString('utf8') });
      else settle({ kind: 'refused', status, complaint: Buffer.concat(complaints).toString('utf8').trim() });
    });
  });
}

function kill(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has just ended by itself.
  }
}
