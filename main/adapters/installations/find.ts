import { lstat, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FoundInstallation } from '../../app/ports/installations';
import type { InstallMethod } from '../../core/installation';
import { readSmallFile } from './small-file';

/** What Hermes' own stamp may name; what it names otherwise is looked for as if there were none. */
const STAMPED: readonly InstallMethod[] = ['git', 'pip', 'docker', 'nix', 'homebrew'];

export async function findInstallation(candidates: readonly string[]): Promise<FoundInstallation | null> {
  for (const checkout of candidates) {
    if (!checkout.startsWith('/') || !(await holdsHermes(checkout))) continue;
    return { checkout, method: await methodOf(checkout) };
  }
  return null;
}

async function holdsHermes(folder: string): Promise<boolean> {
  if (await isFolder(join(folder, 'hermes_cli'))) return true;
  const project = await readSmallFile(join(folder, 'pyproject.toml'));
  return project !== null && /^\s*name\s*=\s*["']hermes-agent["']/m.test(project.text);
}

/** As Hermes tells it: by its stamp, by where the code lies, by whether it is a checkout. */
async function methodOf(checkout: string): Promise<InstallMethod> {
  const stamp = (await readSmallFile(join(checkout, '.install_method')))?.text.trim().toLowerCase();
  const stamped = STAMPED.find((method) => method === stamp);
  if (stamped !== undefined) return stamped;
  const real = await realpath(checkout).catch(() => checkout);
  if (/^\/nix\/store\//.test(real)) return 'nix';
  if (/\/(Cellar|homebrew|\.linuxbrew)\//.test(`${real}/`)) return 'homebrew';
  // A folder, or the file of a worktree.
  if (await exists(join(checkout, '.git'))) return 'git';
  return /\/(site|dist)-packages(\/|$)/.test(real) ? 'pip' : 'unknown';
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch {
    return false;
  }
}
