import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** What a file manager can show of a path: the path itself, else the nearest folder above it. */
export type NearestPath = { readonly kind: 'itself' } | { readonly kind: 'folder'; readonly folder: string };

/** `/` at the latest; a folder that may not be entered counts as not there. */
export async function nearestPath(path: string): Promise<NearestPath> {
  if ((await existing(path)) !== null) return { kind: 'itself' };
  for (let folder = dirname(path); folder !== '/'; folder = dirname(folder)) {
    if ((await existing(folder)) === 'folder') return { kind: 'folder', folder };
  }
  return { kind: 'folder', folder: '/' };
}

async function existing(path: string): Promise<'file' | 'folder' | null> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file';
  } catch {
    return null;
  }
}
