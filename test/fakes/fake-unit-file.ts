import type { Clock } from '../../main/app/ports/clock';

/** What a unit's file says, and how its program behaves. */
export interface FakeUnitFile {
  readonly description: string;
  readonly execStart: readonly string[];
  readonly environment: readonly string[];
  readonly restart: 'no' | 'on-failure' | 'always';
  readonly restartDelayMs: number;
  readonly timeoutStopMs: number | null;
  readonly timeoutStartMs: number | null;
  readonly reloadsBySigusr1: boolean;
  /** `loaded`, or why systemd does not take it. */
  readonly loadState: 'loaded' | 'masked' | 'bad-setting';
  /** Something before the program fails, so that it never runs. */
  readonly failsToStart: boolean;
  /** How long the program takes to end after SIGTERM. */
  readonly stopsInMs: number;
  /** The status with which the program exits as soon as it has started; null when it runs on. */
  readonly exitsAtOnce: number | null;
  readonly restartForceExitStatus: readonly number[];
  readonly restartPreventExitStatus: readonly number[];
  readonly successExitStatus: readonly number[];
  /** 0 for no limit. */
  readonly startLimitIntervalMs: number;
  readonly startLimitBurst: number;
  readonly oomPolicy: string;
  /** What the program does on a signal, by its number; one that is not here ends it. */
  readonly onSignal: Readonly<Record<number, 'ignores' | { readonly exitsWith: number; readonly inMs: number }>>;
}

export interface FakeExit {
  readonly code: number;
  readonly status: number;
}

/** As Hermes 0.21 writes it. */
export const HERMES_UNIT: FakeUnitFile = {
  description: 'Hermes Agent Gateway - Messaging Platform Integration',
  execStart: ['/venv/bin/python', '-m', 'hermes_cli.main', 'gateway', 'run'],
  environment: [],
  restart: 'always',
  restartDelayMs: 5_000,
  timeoutStopMs: 60_000,
  timeoutStartMs: 90_000,
  reloadsBySigusr1: true,
  loadState: 'loaded',
  failsToStart: false,
  stopsInMs: 0,
  exitsAtOnce: null,
  restartForceExitStatus: [75],
  restartPreventExitStatus: [78],
  successExitStatus: [75],
  startLimitIntervalMs: 0,
  startLimitBurst: 5,
  oomPolicy: 'stop',
  onSignal: { 10: { exitsWith: 75, inMs: 0 } },
};

/** systemd takes these for a clean end: SIGHUP, SIGINT, SIGPIPE, SIGTERM. */
const CLEAN_SIGNALS = [1, 2, 13, 15];

/** The facts that come from the file. */
export function ofFile(unit: string, file: FakeUnitFile | null) {
  return {
    description: file?.description ?? unit,
    loadState: file?.loadState ?? 'not-found',
    loadError:
      file === null
        ? `Unit ${unit} not found.`
        : file.loadState === 'loaded'
          ? ''
          : `Unit ${unit} is ${file.loadState}.`,
    unitFileState: file === null ? '' : file.loadState === 'masked' ? 'masked' : 'enabled',
    fragmentPath: file === null ? '' : `/home/ada/.config/systemd/user/${unit}`,
    policy: {
      execStart: file?.execStart ?? [],
      environment: file?.environment ?? [],
      restart: file?.restart ?? 'no',
      restartDelayMs: file?.restartDelayMs ?? 100,
      nextRestartDelayMs: null,
      timeoutStopMs: file === null ? 90_000 : file.timeoutStopMs,
      timeoutStartMs: file === null ? 90_000 : file.timeoutStartMs,
      reloadsBySigusr1: file?.reloadsBySigusr1 ?? false,
      restartForceExitStatus: file?.restartForceExitStatus ?? [],
      restartForceSignals: [],
      restartPreventExitStatus: file?.restartPreventExitStatus ?? [],
      restartPreventSignals: [],
      successExitStatus: file?.successExitStatus ?? [],
      successSignals: [],
      startLimitIntervalMs: file?.startLimitIntervalMs ?? 10_000,
      startLimitBurst: file?.startLimitBurst ?? 5,
      oomPolicy: file?.oomPolicy ?? 'stop',
      transient: false,
    },
  };
}

export function isCleanExit({ code, status }: FakeExit, file: FakeUnitFile | null): boolean {
  if (code !== 1) return CLEAN_SIGNALS.includes(status);
  return status === 0 || (file?.successExitStatus ?? []).includes(status);
}

/** systemd's own order (service_shall_restart): what prevents, what forces, then Restart=. */
export function isRevived({ code, status }: FakeExit, file: FakeUnitFile, isClean: boolean): boolean {
  if (code === 1 && file.restartPreventExitStatus.includes(status)) return false;
  if (code === 1 && file.restartForceExitStatus.includes(status)) return true;
  return file.restart === 'always' || (file.restart === 'on-failure' && !isClean);
}

/** systemd's own way to count (ratelimit.c): the interval begins anew with the first start after it. */
export function createStartLimit(clock: Clock) {
  let since = 0;
  let starts = 0;
  return {
    allows({ startLimitIntervalMs, startLimitBurst }: FakeUnitFile): boolean {
      if (startLimitIntervalMs === 0 || startLimitBurst === 0) return true;
      if (starts === 0 || clock.now() - since > startLimitIntervalMs) {
        since = clock.now();
        starts = 0;
      }
      if (starts >= startLimitBurst) return false;
      starts += 1;
      return true;
    },
    reset(): void {
      starts = 0;
    },
  };
}
