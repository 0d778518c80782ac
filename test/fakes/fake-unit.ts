import type { Clock } from '../../main/app/ports/clock';
import { failure, type Result, success } from '../../main/core/result';
import type { UnitFacts } from '../../main/core/unit-facts';
import {
  createStartLimit,
  type FakeExit,
  type FakeUnitFile,
  HERMES_UNIT,
  isCleanExit,
  isRevived,
  ofFile,
} from './fake-unit-file';

export interface FakeUnit {
  readonly facts: UnitFacts;
  readonly exists: boolean;
  define(file: Partial<FakeUnitFile>): void;
  remove(): void;
  change(facts: Partial<UnitFacts>): void;
  run(verb: 'start' | 'stop' | 'restart', isOurs: boolean): Promise<Result<null>>;
  end(exit: FakeExit): void;
  /** A signal to the main process, which takes it as its file says. */
  signal(signal: number): Result<null>;
  failNextJob(result: string): void;
  resetFailed(): void;
  close(): void;
}

const SIGKILL = 9;
const SIGTERM = 15;
let lastPid = 4_000;
let lastRun = 0;
let lastJob = 100;

/** `announce` is called after every state the unit stands in, for however short a time. */
export function createFakeUnit(unit: string, clock: Clock, announce: () => void): FakeUnit {
  let file: FakeUnitFile | null = null;
  let facts = factsOf(unit, null);
  const limit = createStartLimit(clock);
  let nextJobResult: string | null = null;
  /** Ends the job that waits, of which there is one at most. */
  let endJob: ((result: string) => void) | null = null;
  let cancelTimer = () => {};

  function set(change: Partial<UnitFacts>): void {
    const moved = 'activeState' in change || 'subState' in change;
    facts = { ...facts, ...(moved ? { stateChangedAt: clock.now() } : {}), ...change };
    announce();
  }

  function later(milliseconds: number, action: () => void): void {
    cancelTimer();
    cancelTimer = clock.after(milliseconds, action);
  }

  function isRunning(): boolean {
    return facts.mainPid !== 0;
  }

  // ── jobs ────────────────────────────────────────────────────────────────────────────────────────────────────────

  function run(verb: 'start' | 'stop' | 'restart', isOurs: boolean): Promise<Result<null>> {
    const refusal = refusalOf(verb);
    if (refusal !== null) return Promise.resolve(refusal);
    endJob?.('canceled');
    return new Promise((resolve) => {
      const job = { id: ++lastJob, type: verb, isOurs };
      endJob = (result) => {
        endJob = null;
        set({ job: null });
        resolve(
          result === 'done' ? success(null) : failure(`job-${result}`, `systemd could not ${verb} ${unit}: ${result}`),
        );
      };
      set({ job });
      if (nextJobResult !== null) {
        const result = nextJobResult;
        nextJobResult = null;
        endJob(result);
      } else if (verb === 'stop') stop(() => endJob?.('done'));
      else if (verb === 'start') startByJob();
      else if (isRunning()) stop(startNow);
      else startNow();
    });
  }

  function refusalOf(verb: string): Result<null> | null {
    const error = (name: string, text: string) =>
      failure(`org.freedesktop.systemd1.${name}`, `systemd refused to ${verb} ${unit}: ${text}`);
    if (isRunning() || (verb === 'stop' && file !== null)) return null;
    if (file === null) return error('NoSuchUnit', `Unit ${unit} not found.`);
    if (file.loadState === 'masked') return error('UnitMasked', `Unit ${unit} is masked.`);
    if (file.loadState === 'bad-setting') return error('BadUnitSetting', `Unit ${unit} has a bad unit file setting.`);
    return null;
  }

  function startByJob(): void {
    if (isRunning()) endJob?.('done');
    // A start waits out RestartSec=; only a restart does not.
    else if (facts.subState !== 'auto-restart') startNow();
  }

  function startNow(): void {
    cancelTimer();
    facts = { ...facts, nRestarts: 0 };
    start();
  }

  // ── the process ─────────────────────────────────────────────────────────────────────────────────────────────────

  function start(): void {
    if (file === null) return;
    if (!limit.allows(file)) {
      set({
        activeState: 'failed',
        subState: 'failed',
        result: facts.result === 'success' ? 'start-limit-hit' : facts.result,
      });
      endJob?.('failed');
      return;
    }
    if (file.failsToStart) {
      set({ activeState: 'failed', subState: 'failed', result: 'exit-code' });
      endJob?.('failed');
      return;
    }
    const now = clock.now();
    const run = { mainPid: ++lastPid, invocationId: (++lastRun).toString(16).padStart(32, '0') };
    const unended = { result: 'success', execMainCode: 0, execMainStatus: 0, execMainExitedAt: null };
    set({ ...run, ...unended, activeState: 'active', subState: 'running', execMainStartedAt: now });
    endJob?.('done');
    if (file.exitsAtOnce !== null) end({ code: 1, status: file.exitsAtOnce });
  }

  function stop(then: () => void): void {
    if (!isRunning()) {
      cancelTimer();
      if (facts.activeState !== 'failed') set({ activeState: 'inactive', subState: 'dead' });
      then();
      return;
    }
    set({ activeState: 'deactivating', subState: 'stop-sigterm' });
    const stopsInMs = file?.stopsInMs ?? 0;
    if (stopsInMs === 0) ended();
    else later(stopsInMs, ended);
    function ended(): void {
      set({ ...exited({ code: 2, status: SIGTERM }), activeState: 'inactive', subState: 'dead', result: 'success' });
      then();
    }
  }

  function end(exit: FakeExit): void {
    if (!isRunning()) return;
    cancelTimer();
    const isClean = isCleanExit(exit, file);
    const result = isClean ? 'success' : exit.code === 1 ? 'exit-code' : 'signal';
    const rest = isClean
      ? ({ activeState: 'inactive', subState: 'dead' } as const)
      : { activeState: 'failed', subState: 'failed' };
    set({ ...exited(exit), ...rest, result });
    if (endJob !== null || file === null) {
      endJob?.(isClean ? 'done' : 'failed');
      return;
    }
    if (!isRevived(exit, file, isClean)) return;
    set({ activeState: 'activating', subState: 'auto-restart' });
    later(file.restartDelayMs, () => {
      facts = { ...facts, nRestarts: facts.nRestarts + 1 };
      start();
    });
  }

  function signal(number: number): Result<null> {
    if (!isRunning()) {
      const [name, text] =
        file === null ? ['NoSuchUnit', `Unit ${unit} not loaded.`] : ['NoSuchProcess', 'No main process to kill'];
      return failure(`org.freedesktop.systemd1.${name}`, `systemd refused to signal ${unit}: ${text}`);
    }
    const reaction = number === SIGKILL ? undefined : file?.onSignal[number];
    if (reaction === undefined) end({ code: 2, status: number });
    else if (reaction !== 'ignores') {
      const exit = { code: 1, status: reaction.exitsWith };
      if (reaction.inMs === 0) end(exit);
      else later(reaction.inMs, () => end(exit));
    }
    return success(null);
  }

  function exited({ code, status }: { readonly code: number; readonly status: number }): Partial<UnitFacts> {
    return { mainPid: 0, execMainCode: code, execMainStatus: status, execMainExitedAt: clock.now() };
  }

  return {
    get facts() {
      return facts;
    },
    get exists() {
      return facts.loadState !== 'not-found' || facts.activeState !== 'inactive';
    },
    define(change) {
      file = { ...(file ?? HERMES_UNIT), ...change };
      facts = { ...facts, ...ofFile(unit, file) };
    },
    remove() {
      file = null;
      facts = { ...facts, ...ofFile(unit, null) };
      if (isRunning()) return;
      cancelTimer();
      facts = { ...facts, activeState: 'inactive', subState: 'dead' };
    },
    change: set,
    run,
    end,
    signal,
    failNextJob(result) {
      nextJobResult = result;
    },
    resetFailed() {
      limit.reset();
      if (facts.activeState === 'failed') set({ activeState: 'inactive', subState: 'dead', result: 'success' });
    },
    close: () => cancelTimer(),
  };
}

function factsOf(unit: string, file: FakeUnitFile | null): UnitFacts {
  return {
    ...ofFile(unit, file),
    unit,
    activeState: 'inactive',
    subState: 'dead',
    needDaemonReload: false,
    mainPid: 0,
    invocationId: '',
    nRestarts: 0,
    result: 'success',
    execMainCode: 0,
    execMainStatus: 0,
    execMainStartedAt: null,
    execMainExitedAt: null,
    stateChangedAt: null,
    job: null,
  };
}
