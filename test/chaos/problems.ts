import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

// What not every machine can do.

const ROOT = '/sys/fs/cgroup';

/** Why a unit of this user can't be given a limit of memory here; null where it can. */
export function outOfMemoryProblem(): string | null {
  try {
    const [own] = /^0::(.*)$/m.exec(readFileSync('/proc/self/cgroup', 'utf8'))?.slice(1) ?? [];
    const controllers = readFileSync(`${ROOT}${own ?? ''}/cgroup.controllers`, 'utf8').split(/\s+/);
    return controllers.includes('memory') ? null : 'the memory controller is not given to this session’s cgroup';
  } catch {
    return 'there is no cgroup v2 here, or it has no memory controller';
  }
}

let journal: string | null | undefined;

/** Why what is told by the journal alone can't be known here; null where it can. */
export function journalProblem(): string | null {
  if (journal === undefined) journal = hasJournal() ? null : 'this session has no journal: only root can start one';
  return journal;
}

/** systemd writes there, and this user may read it. */
function hasJournal(): boolean {
  try {
    const args = ['--quiet', '--lines=1', '--output=cat', `_UID=${process.getuid?.() ?? 0}`, '_COMM=systemd'];
    return execFileSync('journalctl', args, { stdio: ['ignore', 'pipe', 'ignore'] }).length > 0;
  } catch {
    return false;
  }
}
