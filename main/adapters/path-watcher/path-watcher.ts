import { type FSWatcher, watch } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Logger } from '../../app/ports/logger';
import type { PathWatcher } from '../../app/ports/path-watcher';
import { errorMessage } from '../../core/result';
import { watchPoints } from './watch-points';

interface FolderWatch {
  readonly watcher: FSWatcher;
  /** A folder that was made anew under the same path needs a new watch. */
  readonly identity: string;
  names: ReadonlySet<string>;
}

export function createPathWatcher({ logger }: { readonly logger: Logger }): PathWatcher {
  return { watch: (paths, changed) => watchPaths(paths, changed, logger) };
}

function watchPaths(paths: readonly string[], changed: () => void, logger: Logger): () => void {
  const watches = new Map<string, FolderWatch>();
  let isClosed = false;
  let isLooking = false;
  let isWantedAgain = false;
  const refused = new Set<string>();

  /** Moves the watches to where they belong now. What happened before a new one stood is a change, too. */
  async function look(): Promise<void> {
    isWantedAgain = true;
    if (isLooking) return;
    isLooking = true;
    while (isWantedAgain && !isClosed) {
      isWantedAgain = false;
      if (!(await sync()) || isClosed) continue;
      isWantedAgain = true;
      changed();
    }
    isLooking = false;
  }

  /** Whether more is watched than before. */
  async function sync(): Promise<boolean> {
    const wanted = new Map<string, Set<string>>();
    for (const points of await Promise.all(paths.map(watchPoints))) {
      for (const { folder, name } of points) wanted.set(folder, (wanted.get(folder) ?? new Set()).add(name));
    }
    for (const folder of [...watches.keys()]) if (!wanted.has(folder)) drop(folder);
    let isAdded = false;
    for (const [folder, names] of wanted) {
      const identity = await identityOf(folder);
      const existing = watches.get(folder);
      if (existing !== undefined && existing.identity === identity) {
        // A name that was not wanted before may have been told, and not heard.
        if ([...names].some((name) => !existing.names.has(name))) isAdded = true;
        existing.names = names;
        continue;
      }
      drop(folder);
      if (identity !== null && !isClosed && add(folder, identity, names)) isAdded = true;
    }
    return isAdded;
  }

  function add(folder: string, identity: string, names: ReadonlySet<string>): boolean {
    try {
      const watcher = watch(folder, (event, filename) => happened(folder, watcher, event, filename));
      watcher.on('error', () => lost(folder, watcher));
      watches.set(folder, { watcher, identity, names });
      return true;
    } catch (error) {
      // A folder that may not be read, or a kernel that gives no more watches: what changes there is not seen.
      if (!refused.has(folder)) logger.warn(`${folder} cannot be watched: ${errorMessage(error)}`);
      refused.add(folder);
      return false;
    }
  }

  function happened(folder: string, watcher: FSWatcher, event: string, filename: string | null): void {
    const current = watches.get(folder);
    if (current?.watcher !== watcher) return;
    // libuv calls an event on the folder itself by the folder's own name; after a deletion the watch is dead.
    const isItself = filename === null || filename === basename(folder);
    if (isItself && event === 'rename') lost(folder, watcher);
    else if (filename !== null && current.names.has(filename)) tell();
  }

  function lost(folder: string, watcher: FSWatcher): void {
    if (watches.get(folder)?.watcher === watcher) drop(folder);
    tell();
  }

  function tell(): void {
    if (isClosed) return;
    void look();
    changed();
  }

  function drop(folder: string): void {
    watches.get(folder)?.watcher.close();
    watches.delete(folder);
  }

  void look();
  return () => {
    isClosed = true;
    for (const folder of [...watches.keys()]) drop(folder);
  };
}

async function identityOf(folder: string): Promise<string | null> {
  try {
    const { dev, ino, birthtimeNs } = await stat(folder, { bigint: true });
    // File systems hand the number of a deleted inode out again.
    return `${dev}:${ino}:${birthtimeNs}`;
  } catch {
    return null;
  }
}
