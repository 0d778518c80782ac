import { readFileSync } from 'node:fs';

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
