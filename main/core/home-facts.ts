import type { GatewayRecord, PidRecord } from './gateway-record';
import { classifyUnitName } from './unit-name';

/** A file of the gateway's as it was last found. Torn and empty content is normal: it is being written. */
export type Reading<T> =
  | { readonly kind: 'absent' }
  | { readonly kind: 'read'; readonly value: T; readonly writtenAt: number }
  | {
      readonly kind: 'unreadable';
      readonly reason: string;
      readonly lastGood: { readonly value: T; readonly writtenAt: number } | null;
    };

/** What lies in a gateway's HERMES_HOME. */
export interface HomeFacts {
  readonly home: string;
  /** Null when the folder can be read; otherwise why not, for a person. */
  readonly problem: string | null;
  readonly pidFile: Reading<PidRecord>;
  readonly stateFile: Reading<GatewayRecord>;
  /** Epoch milliseconds of the latest starts (`gateway-starts.log`, 0.19 and later), oldest first; 40 at most. */
  readonly starts: readonly number[];
  /** `state/gateway.heartbeat` (0.19 and later, written every 30 s); null where there is none. */
  readonly heartbeat: Heartbeat | null;
  /** Where the control socket is (`gateway.sock`, 0.20 and later); null where there is none. */
  readonly controlSocket: string | null;
  /** What config.yaml says; what it does not say is null, and Hermes' default, which differs by version. */
  readonly config: HermesConfig;
}

export interface Heartbeat {
  readonly pid: number;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** The keys of config.yaml that decide what a restart does. Milliseconds. */
export interface HermesConfig {
  /** `agent.restart_drain_timeout` */
  readonly restartDrainTimeoutMs: number | null;
  /** `agent.restart_after_turn_timeout` (0.21 and later) */
  readonly restartAfterTurnTimeoutMs: number | null;
}

export const NO_CONFIG: HermesConfig = { restartDrainTimeoutMs: null, restartAfterTurnTimeoutMs: null };

/** A process as /proc shows it. */
export interface ProcessFacts {
  readonly pid: number;
  /** Field 22 of /proc/<pid>/stat: with the pid, the identity of a process. */
  readonly startTicks: number;
  /** One letter: R, S, D, Z, T, … */
  readonly state: string;
  readonly commandLine: readonly string[];
  /** The path of its control group, below the mount point. */
  readonly cgroup: string;
}

/** The value of a reading, be it the last good one. */
export function lastGood<T>(reading: Reading<T>): T | null {
  switch (reading.kind) {
    case 'absent':
      return null;
    case 'read':
      return reading.value;
    case 'unreadable':
      return reading.lastGood?.value ?? null;
  }
}

/** Whether a pid that some file named is that very process still, and not a zombie or a later process of the number. */
export function isSameProcess(process: ProcessFacts | null, named: PidRecord): boolean {
  if (process === null || process.pid !== named.pid || process.state === 'Z' || process.state === 'X') return false;
  return named.startTicks === null || named.startTicks === process.startTicks;
}

/**
 * Whether a command line is a Hermes gateway's: `… gateway run` or, on hosts without systemd, `… gateway restart`; before
 * the `gateway` command, `…/gateway/run.py`. Whole words only, or `less gateway.log run.txt` would be a gateway.
 */
export function isGatewayCommand(commandLine: readonly string[]): boolean {
  // A process that names itself anew has one argument, with blanks in it.
  const words = commandLine.join(' ').split(/\s+/);
  if (words.some((word) => word === 'gateway/run.py' || word.endsWith('/gateway/run.py'))) return true;
  const command = words.findIndex((word) => /^(.*\/)?(hermes-)?gateway$/.test(word));
  return command !== -1 && words.slice(command + 1).some((word) => word === 'run' || word === 'restart');
}

/** The other gateway unit that a process runs in: two units may share a home, by a sticky profile. */
export function otherGatewayUnit(process: ProcessFacts, unit: string): string | null {
  const units = process.cgroup
    .split('/')
    .filter((name) => ['default', 'profile'].includes(classifyUnitName(name).kind));
  return units.find((name) => name !== unit) ?? null;
}

/** Whether a process belongs to a unit, itself or as a child of its main process (a wrapper, say). */
export function isInUnit(process: ProcessFacts, unit: string, mainPid: number): boolean {
  if (process.pid === mainPid) return true;
  return process.cgroup.split('/').includes(unit);
}
