import { type FSWatcher, watch } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { WatchPoint } from './path-walk';
import { errorCode } from './small-file';

interface FolderWatch {
  readonly watcher: FSWatcher;
  /** inotify follows the inode: a folder that was made anew under the same path needs a new watch. */
  readonly identity: string;
  names: ReadonlySet<string>;
}

/** So many inotify instances or watches are in use that the kernel gives no more. */
const LIMIT_CODES = ['ENOSPC', 'EMFILE', 'ENFILE'];

/** inotify watches on folders, kept equal to what is wanted. Only events that name a wanted file get through. */
export class FolderWatches {
  readonly #onChange: () => void;
  readonly #watches = new Map<string, FolderWatch>();
  #closed = false;
  /** The error code, while the kernel refused a watch because of its limits. */
  limit: string | null = null;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** Whether a watch was added: then something may have happened before it, and is to be looked at again. */
  async sync(points: readonly WatchPoint[]): Promise<boolean> {
    const wanted = new Map<string, Set<string>>();
    for (const { folder, name } of points) wanted.set(folder, (wanted.get(folder) ?? new Set()).add(name));
    for (const folder of this.#watches.keys()) if (!wanted.has(folder)) this.#drop(folder);
    this.limit = null;
    let added = false;
    for (const [folder, names] of wanted) {
      const identity = await identityOf(folder);
      const existing = this.#watches.get(folder);
      if (existing !== undefined && existing.identity === identity) existing.names = names;
      else {
        this.#drop(folder);
        if (identity !== null && this.#add(folder, identity, names)) added = true;
      }
    }
    return added;
  }

  close(): void {
    this.#closed = true;
    for (const folder of this.#watches.keys()) this.#drop(folder);
  }

  #add(folder: string, identity: string, names: ReadonlySet<string>): boolean {
    if (this.#closed) return false;
    try {
      const watcher = watch(folder, (event, filename) => this.#changed(folder, watcher, event, filename));
      watcher.on('error', () => this.#lost(folder, watcher));
      this.#watches.set(folder, { watcher, identity, names });
      return true;
    } catch (error) {
      // Anything but a limit is about the folder itself, and the walk that comes next will find and tell it.
      const code = errorCode(error);
      if (LIMIT_CODES.includes(code)) this.limit = code;
      return false;
    }
  }

  #changed(folder: string, watcher: FSWatcher, event: string, filename: string | null): void {
    const current = this.#watches.get(folder);
    if (current?.watcher !== watcher) return;
    // libuv calls an event on the folder itself by the folder's own name; after a deletion the watch is dead.
    const itself = filename === null || filename === basename(folder);
    if (itself && event === 'rename') this.#lost(folder, watcher);
    else if (itself || current.names.has(filename)) this.#onChange();
  }

  #lost(folder: string, watcher: FSWatcher): void {
    if (this.#watches.get(folder)?.watcher === watcher) this.#drop(folder);
    this.#onChange();
  }

  #drop(folder: string): void {
    this.#watches.get(folder)?.watcher.close();
    this.#watches.delete(folder);
  }
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
