/** Who a process is, by /proc. */
import { readdirSync, readFileSync } from 'node:fs';

export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks since boot: field 22 of /proc/<pid>/stat. */
  readonly startTime: number;
}

/** undefined when there is no such process; a zombie counts as gone (§8.2 #42126). */
export function startTimeOf(pid: number): number | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
  // The command name (field 2) may hold blanks and brackets: count from the last one.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if ((fields[0] === 'Z' || fields[0] === 'X') && !hasLivingThread(pid)) return undefined;
  const ticks = Number(fields[19]);
  return Number.isFinite(ticks) ? ticks : undefined;
}

/** The first thread of a killed process is a zombie while others still hold its files, a lock among them. */
function hasLivingThread(pid: number): boolean {
  try {
    return readdirSync(`/proc/${pid}/task`).length > 1;
  } catch {
    return false;
  }
}

export function ownIdentity(): ProcessIdentity {
  const startTime = startTimeOf(process.pid);
  if (startTime === undefined) throw new Error(`/proc/${process.pid}/stat cannot be read: /proc is not mounted?`);
  return { pid: process.pid, startTime };
}

export function isSameProcess(identity: ProcessIdentity): boolean {
  return startTimeOf(identity.pid) === identity.startTime;
}

/** Asked of this process' ancestors for the "Shutdown context" line. */
export function commandLineOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return '';
  }
}

/** The systemd unit this process runs in, by its cgroup; undefined outside a service. */
export function ownServiceUnit(): string | undefined {
  if (process.env['INVOCATION_ID'] === undefined) return undefined;
  const cgroups = readFileSync('/proc/self/cgroup', 'utf8').trim().split('\n');
  for (const line of cgroups) {
    const last = line.slice(line.lastIndexOf('/') + 1);
    if (last.endsWith('.service')) return last;
  }
  return undefined;
}
