import { lstat, readlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** A folder, and the name in it whose coming, going or change matters. */
export interface WatchPoint {
  readonly folder: string;
  readonly name: string;
}

const MOST_LINKS = 40;

/**
 * Where to watch to learn of a change at a path. inotify follows inodes, not paths: each symbolic link on the way, the first
 * name that is missing, the last name and its folder are watched in the folder that holds them.
 */
export async function watchPoints(path: string): Promise<readonly WatchPoint[]> {
  const points: WatchPoint[] = [];
  let names = namesOf(path);
  let current = '/';
  let links = 0;
  for (let name = names.shift(); name !== undefined; name = names.shift()) {
    if (name === '..') {
      current = dirname(current);
      continue;
    }
    const next = join(current, name);
    const kind = await kindOf(next);
    // The last two: the thing, and the folder that holds it, which may be moved away.
    if (kind !== 'folder' || names.length <= 1) points.push({ folder: current, name });
    if (kind === 'none') return points;
    if (kind !== 'link') {
      current = next;
      continue;
    }
    links += 1;
    if (links > MOST_LINKS) return points;
    const target = await readlink(next).catch(() => '');
    if (target.startsWith('/')) current = '/';
    names = [...namesOf(target), ...names];
  }
  return points;
}

async function kindOf(path: string): Promise<'folder' | 'link' | 'file' | 'none'> {
  try {
    const found = await lstat(path);
    return found.isSymbolicLink() ? 'link' : found.isDirectory() ? 'folder' : 'file';
  } catch {
    return 'none';
  }
}

function namesOf(path: string): string[] {
  return path.split('/').filter((name) => name !== '' && name !== '.');
}
