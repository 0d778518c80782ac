import { constants, lstat, open, readlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errorCode } from './open-file';

/** A folder, and a name in it whose coming, going or change matters. */
export interface WatchPoint {
  readonly folder: string;
  readonly name: string;
}

export interface PathWalk {
  /** Where to watch in order to learn that the walk would end otherwise. */
  readonly points: readonly WatchPoint[];
  readonly end:
    | { readonly kind: 'folder'; readonly realPath: string }
    | { readonly kind: 'missing' }
    | { readonly kind: 'blocked'; readonly path: string; readonly code: string };
}

const MOST_LINKS = 40;
/** `<root>/profiles/<name>/logs`: names so near to the end are watched even when all is well. */
const WATCHED_NAMES = 4;

/**
 * Goes down to a folder name by name, to find out where it ends and why. inotify follows inodes, not paths: each symbolic
 * link on the way and the first missing name have to be watched in the folder that holds them. (As in the gateway-home
 * adapter, which this one may not import.)
 */
export async function walkTo(path: string): Promise<PathWalk> {
  const points: WatchPoint[] = [];
  const all = names(path);
  let steps = all.map((name, index) => ({ name, watched: index >= all.length - WATCHED_NAMES }));
  let current = '/';
  let links = 0;
  for (let step = steps.shift(); step !== undefined; step = steps.shift()) {
    if (step.name === '..') {
      current = dirname(current);
      continue;
    }
    const next = join(current, step.name);
    const point = { folder: current, name: step.name };
    try {
      const found = await lstat(next);
      if (step.watched || !found.isDirectory()) points.push(point);
      if (found.isSymbolicLink()) {
        links += 1;
        if (links > MOST_LINKS) return { points, end: { kind: 'blocked', path: next, code: 'ELOOP' } };
        const target = await readlink(next);
        if (target.startsWith('/')) current = '/';
        steps = [...names(target).map((name) => ({ name, watched: false })), ...steps];
        continue;
      }
      if (!found.isDirectory()) return { points, end: { kind: 'blocked', path: next, code: 'ENOTDIR' } };
    } catch (error) {
      const code = errorCode(error);
      points.push(point);
      if (code === 'ENOENT') return { points, end: { kind: 'missing' } };
      // EACCES is about the folder that holds the name: a chmod of it shows in its own parent.
      return { points: [...points, pointOf(current)], end: { kind: 'blocked', path: current, code } };
    }
    current = next;
  }
  const code = await readingProblem(current);
  if (code === null) return { points, end: { kind: 'folder', realPath: current } };
  return { points: [...points, pointOf(current)], end: { kind: 'blocked', path: current, code } };
}

/** Both rights are needed: to list (inotify asks for it) and to open what is inside. */
async function readingProblem(folder: string): Promise<string | null> {
  try {
    const handle = await open(folder, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NONBLOCK);
    await handle.close();
    await lstat(`${folder}/.`);
    return null;
  } catch (error) {
    return errorCode(error);
  }
}

function pointOf(path: string): WatchPoint {
  return { folder: dirname(path), name: names(path).at(-1) ?? '' };
}

function names(path: string): string[] {
  return path.split('/').filter((name) => name !== '' && name !== '.');
}
