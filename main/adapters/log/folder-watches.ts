import { type FSWatcher, watch } from 'node:fs';
import { basename } from 'node:path';
import { errorCode, identityAt } from './open-file';
import type { WatchPoint } from './path-walk';

interface FolderWatch {
  readonly watcher: FSWatcher;
  /** inotify follows the inode: a folder that was made anew under the same path needs a new watch. */
  readonly identity: string;
  names: ReadonlySet<string>;
}

/** What happened in a folder. */
export interface FolderEvent {
  /** `rename`: a name came, went or changed. `write`: the file of that name was written to, or its rights changed. */
  readonly kind: 'rename' | 'write';
  /** Null for the folder itself. */
  readonly name: string | null;
}

/** So many inotify instances or watches are in use that the kernel gives no more. */
const LIMIT_CODES = ['ENOSPC', 'EMFILE', 'ENFILE'];

/** inotify watches on folders, kept equal to what is wanted. Only wanted names get through, and what logrotate makes of them. */
export class FolderWatches {
  readonly #onEvent: (event: FolderEvent) => void;
  readonly #watches = new Map<string, FolderWatch>();
  #closed = false;
  /** The error code, while the kernel refused a watch because of its limits. */
  limit: string | null = null;

  constructor(onEvent: (event: FolderEvent) => void) {
    this.#onEvent = onEvent;
  }

  /** Whether a watch was added: then something may have happened before it, and is to be looked at again. */
  async sync(points: readonly WatchPoint[]): Promise<boolean> {
    const wanted = new Map<string, Set<string>>();
    for (const { folder, name } of points) wanted.set(folder, (wanted.get(folder) ?? new Set()).add(name));
    for (const folder of this.#watches.keys()) if (!wanted.has(folder)) this.#drop(folder);
    this.limit = null;
    let added = false;
    for (const [folder, names] of wanted) {
      const identity = await identityAt(folder);
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
      // Anything but a limit is about the folder itself, and the walk that comes next will find it.
      const code = errorCode(error);
      if (LIMIT_CODES.includes(code)) this.limit = code;
      return false;
    }
  }

  #changed(folder: string, watcher: FSWatcher, event: string, filename: string | null): void {
    const current = this.#watches.get(folder);
    if (current?.watcher !== watcher) return;
    const kind = event === 'rename' ? 'rename' : 'write';
    // libuv calls an event on the folder itself by the folder's own name; after a deletion the watch is dead.
    const itself = filename === null || filename === basename(folder);
    if (itself && kind === 'rename') this.#lost(folder, watcher);
    else if (itself) this.#onEvent({ kind, name: null });
    else if (isWanted(current.names, filename)) this.#onEvent({ kind, name: filename });
  }

  #lost(folder: string, watcher: FSWatcher): void {
    if (this.#watches.get(folder)?.watcher === watcher) this.#drop(folder);
    this.#onEvent({ kind: 'rename', name: null });
  }

  #drop(folder: string): void {
    this.#watches.get(folder)?.watcher.close();
    this.#watches.delete(folder);
  }
}

/** `agent.log`, and `agent.log.1`. */
function isWanted(names: ReadonlySet<string>, filename: string): boolean {
  for (const name of names) if (filename === name || filename.startsWith(`${name}.`)) return true;
  return false;
}
