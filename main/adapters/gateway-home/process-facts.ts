import type { PidRecord } from '../../core/gateway-record';
import { isGatewayCommand, isSameProcess, type ProcessFacts } from '../../core/home-facts';
import { readProcFile } from './small-file';

const STAT_MAX_BYTES = 4096;
/** With everything a shell can put there; a larger one is not read. */
const ENVIRON_MAX_BYTES = 1024 * 1024;
const CGROUP_MAX_BYTES = 65_536;
const COMMAND_LINE_MAX_BYTES = 65_536;

/** A process as /proc shows it now; null when there is none of that number. */
export async function readProcess(pid: number, procFolder: string): Promise<ProcessFacts | null> {
  const folder = `${procFolder}/${pid}`;
  const stat = parseStat((await readProcFile(`${folder}/stat`, STAT_MAX_BYTES)) ?? '');
  if (stat === null) return null;
  const commandLine = parseCommandLine((await readProcFile(`${folder}/cmdline`, COMMAND_LINE_MAX_BYTES)) ?? '');
  const cgroups = await readProcFile(`${folder}/cgroup`, CGROUP_MAX_BYTES);
  // It ended between the two reads: without a group it would pass for a process outside the unit.
  if (cgroups === null) return null;
  const cgroup = parseCgroup(cgroups);
  return { pid, ...stat, commandLine, cgroup };
}

/** The process that a record names, if it lives and is a gateway; null also for a later process of the number. */
export async function livingGateway(named: PidRecord | null, procFolder: string): Promise<ProcessFacts | null> {
  if (named === null) return null;
  const found = await readProcess(named.pid, procFolder);
  return found !== null && isSameProcess(found, named) && isGatewayCommand(found.commandLine) ? found : null;
}

/** proc_pid_stat(5). The command name, in brackets, may hold blanks and brackets itself: fields count from the last one. */
export function parseStat(text: string): { readonly state: string; readonly startTicks: number } | null {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const state = fields[0] ?? '';
  const startTicks = Number(fields[19]);
  return /^[A-Za-z]$/.test(state) && Number.isSafeInteger(startTicks) ? { state, startTicks } : null;
}

/** Arguments end with a NUL each; a process that names itself anew leaves a tail of them. */
export function parseCommandLine(text: string): readonly string[] {
  const content = text.replace(/\0+$/, '');
  return content === '' ? [] : content.split('\0');
}

/**
 * cgroups(7): `id:controllers:path` lines. systemd's own tree is `0::` alone (v2), or `name=systemd` with or without a
 * `0::` beside it (v1, hybrid); the one it does not use says `/`.
 */
export function parseCgroup(text: string): string {
  const paths = text
    .split('\n')
    .map((line) => /^\d+:([^:]*):(.*)$/.exec(line))
    .flatMap((match) => (match?.[1] === '' || match?.[1] === 'name=systemd' ? [match[2] ?? ''] : []));
  return paths.find((path) => path !== '/' && path !== '') ?? paths[0] ?? '';
}

/** What decides about its home in a process' own environment; null when it names no home, or may not be read. */
export async function processEnvironment(procFolder: string, pid: number): Promise<readonly string[] | null> {
  if (pid === 0) return null;
  const content = await readProcFile(`${procFolder}/${pid}/environ`, ENVIRON_MAX_BYTES);
  const entries = content?.split('\0').filter((entry) => /^HERMES_(HOME|SUPERVISED_CHILD)=/.test(entry)) ?? [];
  return entries.some((entry) => entry.startsWith('HERMES_HOME=')) ? entries : null;
}
