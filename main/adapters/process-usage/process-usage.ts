import { readdir, readFile } from 'node:fs/promises';
import type { ProcessUsage } from '../../app/ports/process-usage';
import type { UsageFigures } from '../../core/usage';

/** The kernel tells user space of CPU time in ticks of USER_HZ, which is 100 wherever Linux runs. */
const NANOSECONDS_OF_TICK = 10_000_000;
/** A tree of processes that is larger is not a gateway's. */
const MOST_PROCESSES = 500;

/** proc_pid_stat(5), proc_pid_status(5), proc_tid_children(5) below `procFolder`. */
export function createProcessUsage(procFolder = '/proc'): ProcessUsage {
  async function read(pid: number): Promise<UsageFigures | null> {
    const main = await usageOf(pid);
    if (main === null) return null;
    let { memoryBytes, cpuNanoseconds, tasks } = main;
    const known = new Set([pid]);
    for (const parent of known) {
      if (known.size > MOST_PROCESSES) break;
      for (const child of await childrenOf(parent)) known.add(child);
    }
    known.delete(pid);
    for (const one of await Promise.all([...known].map(usageOf))) {
      // It ended meanwhile.
      if (one === null) continue;
      memoryBytes += one.memoryBytes;
      cpuNanoseconds += one.cpuNanoseconds;
      tasks += one.tasks;
    }
    return { memoryBytes, cpuNanoseconds, tasks };
  }

  async function usageOf(pid: number) {
    const [stat, status] = await Promise.all([text(`${pid}/stat`), text(`${pid}/status`)]);
    const ticks = ticksIn(stat);
    // Without memory it is a zombie.
    if (ticks === null || status === '') return null;
    return {
      memoryBytes: 1024 * numberIn(status, 'VmRSS'),
      cpuNanoseconds: ticks * NANOSECONDS_OF_TICK,
      tasks: numberIn(status, 'Threads'),
    };
  }

  /** Any thread may have started one. */
  async function childrenOf(pid: number): Promise<readonly number[]> {
    const threads = await readdir(`${procFolder}/${pid}/task`).catch(() => []);
    const lists = await Promise.all(threads.map((thread) => text(`${pid}/task/${thread}/children`)));
    return lists.flatMap((list) => list.split(' ').map(Number)).filter((child) => child > 0);
  }

  /** '' where it can't be read: the process has ended, or is somebody else's. */
  async function text(path: string): Promise<string> {
    return readFile(`${procFolder}/${path}`, 'utf8').catch(() => '');
  }

  return { read };
}

/** utime, stime, and those of children that have ended, so that the sum never falls. The name may hold blanks and brackets. */
function ticksIn(stat: string): number | null {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = fields.slice(11, 15).map(Number);
  return ticks.length === 4 && ticks.every(Number.isFinite) ? ticks.reduce((sum, one) => sum + one, 0) : null;
}

function numberIn(status: string, field: string): number {
  return Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);
}
