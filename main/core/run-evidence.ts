import { lastGood } from './home-facts';
import type { JournalEntry } from './journal-entry';
import type { LogFact } from './log-finding';
import { isUnderWay } from './restart-run';
import type { Gateway } from './state';
import type { UnitFacts, UnitPolicy } from './unit-facts';
import { unitStatus } from './unit-status';
import type { Asker } from './verdict';

/** What is known of one run of a gateway: gathered while it lives, complete some instants after it ended. */
export interface RunEvidence {
  readonly unit: string;
  readonly invocationId: string;
  /** 0 when no main process was ever seen. */
  readonly pid: number;
  readonly startedAt: number | null;
  readonly policy: UnitPolicy;
  /** How systemd says its main process ended; null while it lives. */
  readonly end: RunEnd | null;
  /** When the run before it ended; what systemd tells of an end until then is not this run's. */
  readonly formerEnd: number;
  /** Whether systemd was taking it down (`stop-sigterm` and the like) when the main process ended. */
  readonly wasBeingStopped: boolean;
  /** Whether systemd was answering its WatchdogSec=. */
  readonly metWatchdog: boolean;
  /** The stop or restart job that was on the unit when the main process ended. */
  readonly job: SeenJob | null;
  /**
   * The job that began it, which has not ended it: systemd turns a restart into a start once the unit is down, under the
   * same id, and it stands until the start is complete. Null where none was seen.
   */
  readonly startJob: number | null;
  /** Whether the gateway got as far as `running`. */
  readonly hasRun: boolean;
  /** What the gateway last said of itself in its state file. */
  readonly claim: GatewayClaim | null;
  /** Another process that gateway.pid named when the run ended. */
  readonly successor: number | null;
  /** Who asked for a graceful restart, if anybody did through us. */
  readonly gracefulBy: Asker;
  readonly log: readonly LogFact[];
  readonly journal: readonly JournalEntry[];
  /** False where it was pieced together afterwards. */
  readonly wasWatched: boolean;
}

export interface RunEnd {
  readonly at: number;
  readonly result: string;
  /** siginfo's: 1 exited, 2 killed, 3 dumped; 0: there never was a main process. */
  readonly code: number;
  readonly status: number;
}

export interface SeenJob {
  /** `stop`, `restart`; null when it was gone before systemd could be asked. */
  readonly type: string | null;
  readonly by: Asker;
}

export interface GatewayClaim {
  readonly gatewayState: string | null;
  readonly exitReason: string | null;
  readonly restartRequested: boolean;
}

/**
 * A run that is seen for the first time. `before` is the one that was seen before it: systemd goes on telling of its
 * main process until there is a new one.
 */
export function beginRun(facts: UnitFacts, before: RunEvidence | null, gateway: Gateway | null): RunEvidence {
  const begun: RunEvidence = {
    unit: facts.unit,
    invocationId: facts.invocationId,
    pid: 0,
    startedAt: null,
    policy: facts.policy,
    end: null,
    formerEnd: before?.end?.at ?? 0,
    wasBeingStopped: false,
    metWatchdog: false,
    job: null,
    startJob: startJobIn(facts),
    hasRun: false,
    claim: null,
    successor: null,
    gracefulBy: 'another-program',
    log: [],
    journal: [],
    // One that is over at first sight ended without us.
    wasWatched: before !== null || facts.mainPid !== 0,
  };
  return observeRun(begun, facts, gateway);
}

/**
 * What systemd's next facts of the same run add. `gateway` is the state's, from which we know whether we asked; null
 * before there is one. systemd may still find out a better Result= after the process is gone: the last one counts.
 */
export function observeRun(run: RunEvidence, facts: UnitFacts, gateway: Gateway | null): RunEvidence {
  const isGone = facts.mainPid === 0 && facts.execMainCode !== 0;
  const tellsOfIt = isGone && (facts.execMainExitedAt ?? 0) > run.formerEnd;
  const before = run.end;
  if (!tellsOfIt) {
    if (before !== null) return run;
    const observed = alive(run, facts, gateway);
    return neverRan(observed, facts) ? { ...observed, end: endWithoutProcess(facts) } : observed;
  }
  return {
    ...run,
    startedAt: facts.execMainStartedAt ?? run.startedAt,
    // Once it is gone, a job that comes has not ended it.
    job: before === null ? (jobOf(run, facts) ?? run.job) : run.job,
    wasBeingStopped: run.wasBeingStopped,
    end: {
      at: facts.execMainExitedAt ?? facts.stateChangedAt ?? 0,
      // `reset-failed` and the next start set it back to success.
      result: facts.result === 'success' && before !== null ? before.result : facts.result,
      code: facts.execMainCode,
      status: facts.execMainStatus,
    },
  };
}

/** What the first facts of the next run add: a job that is still there made that run, too, whatever it was called. */
export function followedBy(run: RunEvidence, next: UnitFacts): RunEvidence {
  const { job } = run;
  return job?.type === null && next.job !== null ? { ...run, job: { ...job, type: 'restart' } } : run;
}

/** Something failed before there was a main process: ExecStartPre=, or what systemd needs to make one. */
function neverRan(run: RunEvidence, facts: UnitFacts): boolean {
  if (run.pid !== 0 || facts.mainPid !== 0 || facts.result === 'success' || facts.result === 'exec-condition') {
    return false;
  }
  return facts.activeState === 'failed' || unitStatus(facts).kind === 'auto-restart';
}

function endWithoutProcess({ stateChangedAt, result }: UnitFacts): RunEnd {
  return { at: stateChangedAt ?? 0, result, code: 0, status: 0 };
}

function alive(run: RunEvidence, facts: UnitFacts, gateway: Gateway | null): RunEvidence {
  const hasProcess = facts.mainPid !== 0;
  return {
    ...run,
    pid: hasProcess ? facts.mainPid : run.pid,
    startedAt: hasProcess ? (facts.execMainStartedAt ?? run.startedAt) : run.startedAt,
    policy: facts.policy,
    wasBeingStopped: run.wasBeingStopped || isBeingStopped(facts),
    metWatchdog: run.metWatchdog || facts.subState === 'stop-watchdog',
    job: jobOf(run, facts),
    gracefulBy: isAskedByUs(run, gateway) ? 'us' : run.gracefulBy,
  };
}

/** Of the first facts of a run. */
function startJobIn(facts: UnitFacts): number | null {
  const { job } = facts;
  return job === null || job.type === 'stop' || isGoingDown(facts) ? null : job.id;
}

/** Who asked a living run to end. systemd may have no news between our asking and the end. */
export function observeAsker(run: RunEvidence, gateway: Gateway): RunEvidence {
  return isAskedByUs(run, gateway) ? { ...run, gracefulBy: 'us' } : run;
}

/** Our restart goes on into the next run, which it has not asked for anything. */
function isAskedByUs({ invocationId }: RunEvidence, gateway: Gateway | null): boolean {
  const restart = gateway?.restart ?? null;
  if (!isUnderWay(restart) || restart.from.invocationId !== invocationId) return false;
  return restart.mode !== 'now' && restart.phase.kind !== 'waiting-for-idle';
}

/** Its job, if it is one that takes the unit down. */
function jobOf({ startJob }: RunEvidence, facts: UnitFacts): SeenJob | null {
  if (facts.job === null || facts.job.id === startJob) return null;
  // A unit that is stopped and then started is restarted. (Asked for late, the type of a restart job is `start`, too.)
  const type = facts.job.type === 'start' && isBeingStopped(facts) ? 'restart' : facts.job.type;
  const takesDown = type === null ? isGoingDown(facts) : STOPPING_JOBS.has(type);
  return takesDown ? { type, by: facts.job.isOurs ? 'us' : 'another-program' } : null;
}

function isBeingStopped({ subState }: UnitFacts): boolean {
  return subState === 'stop' || subState.startsWith('stop-sig');
}

function isGoingDown({ activeState }: UnitFacts): boolean {
  return activeState === 'deactivating';
}

const STOPPING_JOBS: ReadonlySet<string> = new Set(['stop', 'restart', 'try-restart', 'reload-or-restart']);

const HAS_RUN: ReadonlySet<string> = new Set(['running', 'degraded', 'draining']);

/** What the gateway's own files add, as they stood when the run ended or at last. */
export function observeFiles(run: RunEvidence, gateway: Gateway): RunEvidence {
  const record = gateway.home === null ? null : lastGood(gateway.home.stateFile);
  const isOurs = record !== null && record.pid !== null && record.pid === run.pid;
  const pidFile = gateway.home === null ? null : lastGood(gateway.home.pidFile);
  const isSuccessor = gateway.process !== null && gateway.process.pid !== run.pid && pidFile !== null;
  return {
    ...run,
    hasRun: run.hasRun || (isOurs && HAS_RUN.has(record.gatewayState ?? '')),
    claim: isOurs
      ? {
          gatewayState: record.gatewayState,
          exitReason: record.exitReason,
          restartRequested: record.restartRequested,
        }
      : run.claim,
    successor: isSuccessor ? (gateway.process?.pid ?? null) : run.successor,
  };
}

/**
 * The lines that this run wrote: between its start and its end by systemd's clock, which is the machine's, as the log's
 * is. What a next run writes comes after the end, however soon.
 */
export function withLog(run: RunEvidence, facts: readonly LogFact[]): RunEvidence {
  // Without a main process it had nobody to write.
  if (run.startedAt === null && run.end?.code === 0) return run;
  const from = (run.startedAt ?? 0) - 1;
  const to = run.end?.at ?? Number.POSITIVE_INFINITY;
  const log = facts.filter(({ at }) => at !== null && at >= from && at <= to);
  return { ...run, log, hasRun: run.hasRun || log.some(({ finding }) => finding.kind === 'running') };
}

/**
 * What its processes wrote into the journal. Not what clears up after it (ExecStopPost=): in a broken install that fails, too,
 * and has the last word. The main process' own last lines may come after its end.
 */
export function spokenIn({ pid, end, journal }: RunEvidence): readonly JournalEntry[] {
  const endedAt = end?.at ?? Number.POSITIVE_INFINITY;
  const spoken = journal.filter(({ from }) => from === 'process');
  return spoken.filter((entry) => entry.at <= endedAt || entry.pid === null || entry.pid === pid);
}

/** Before its main process there may be others (ExecStartPre=), whose lines are of the run, too. */
const BEFORE_MAIN_MS = 120_000;

/** From when on the journal has all of a run, in epoch milliseconds; null where its start is not known. */
export function journalSince({ startedAt }: RunEvidence): number | null {
  return startedAt === null ? null : startedAt - BEFORE_MAIN_MS;
}
