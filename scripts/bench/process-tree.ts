import { readdirSync, readFileSync } from 'node:fs';

/** A process and everything it started, itself first. */
export function processTree(root: number): readonly number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = read(`/proc/${name}/stat`);
    if (stat === null) continue;
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const collect = (pid: number): number[] => [pid, ...(children.get(pid) ?? []).flatMap(collect)];
  return collect(root);
}

/** Proportional set size in kB, and how many processes did not let us look (Chromium's sandbox forbids it). */
export function treePss(root: number): { readonly kilobytes: number; readonly seen: number; readonly hidden: number } {
  let kilobytes = 0;
  let seen = 0;
  let hidden = 0;
  for (const pid of processTree(root)) {
    const value = /^Pss:\s+(\d+) kB/m.exec(read(`/proc/${pid}/smaps_rollup`) ?? '')?.[1];
    if (value === undefined) hidden += 1;
    else {
      seen += 1;
      kilobytes += Number(value);
    }
  }
  return { kilobytes, seen, hidden };
}

/** All context switches of all threads so far, voluntary or not. */
export function contextSwitches(root: number): number {
  let sum = 0;
  for (const pid of processTree(root)) {
    let threads: string[] = [];
    try {
      threads = readdirSync(`/proc/${pid}/task`);
    } catch {
      // It has just ended.
    }
    for (const thread of threads) {
      const status = read(`/proc/${pid}/task/${thread}/status`) ?? '';
      for (const match of status.matchAll(/^(?:non)?voluntary_ctxt_switches:\s+(\d+)/gm)) sum += Number(match[1]);
    }
  }
  return sum;
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
