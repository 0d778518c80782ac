import { t } from './i18n';
import type { LogFinding } from './log-finding';
import { printable } from './log-text';
import { type RunEnd, type RunEvidence, spokenIn } from './run-evidence';
import { PLANNED_RESTART_STATUS } from './state';
import { exitText } from './status-text';
import type { Asker, Confidence, Verdict } from './verdict';

/** EX_CONFIG: the gateway's configuration is wrong, and a restart would not mend it (Hermes 0.19 and later). */
export const CONFIGURATION_STATUS = 78;

const NO_PROCESS = 0;
const EXITED = 1;
const KILLED = 2;
const DUMPED = 3;
const SIGKILL = 9;
const SIGTERM = 15;
/** ILL, TRAP, ABRT, BUS, FPE, SEGV, SYS: a process' own fault, mostly. */
const CRASH_SIGNALS: ReadonlySet<number> = new Set([4, 5, 6, 7, 8, 11, 31]);

export interface Judgement {
  readonly verdict: Verdict;
  readonly isExpected: boolean;
  readonly confidence: Confidence;
}

/** Whether the journal may know more of its end than systemd's facts and the log, or is the only one that speaks of it. */
export function needsJournal(run: RunEvidence): boolean {
  const { end, job } = run;
  if (end === null) return false;
  // The journal may say that it was for want of memory.
  const isUnexplainedKill = isSigkill(end) && end.result === 'signal' && job === null;
  return end.code === NO_PROCESS || isUnexplainedKill || judgeRun(run).confidence === 'guess';
}

/** Why a run ended: the first rule that holds. The order is the point, so it stands in one place. */
export function judgeRun(run: RunEvidence): Judgement {
  const { end } = run;
  if (end === null) return guess({ kind: 'unknown', how: 'it has not ended' });
  return (
    resourceJudgement(run, end) ??
    requestJudgement(run, end) ??
    ownWordsJudgement(run, end) ??
    killedByReplacer(run, end) ??
    signalJudgement(run, end) ??
    startJudgement(run, end) ??
    leftOver(run, end)
  );
}

/** What systemd or the kernel ended, and says so. Before the requests: a child that ran out of memory ends as a stop does. */
function resourceJudgement(run: RunEvidence, end: RunEnd): Judgement | null {
  switch (end.result) {
    case 'oom-kill': {
      return unexpected({ kind: 'out-of-memory', victim: isSigkill(end) ? 'gateway' : 'child' }, 'certain');
    }
    case 'watchdog':
      return unexpected({ kind: 'watchdog', whose: 'systemd' }, 'certain');
    case 'timeout':
      if (run.job !== null) return expected({ kind: 'stop-timeout', by: run.job.by }, 'certain');
      // Nobody was there to see a job; that it was a stop is known by what became of the unit.
      if (run.hasRun && run.wasBeingStopped && !run.wasWatched) {
        return expected({ kind: 'stop-timeout', by: 'another-program' }, 'likely');
      }
      return run.hasRun
        ? unexpected({ kind: 'stop-timeout', by: null }, 'certain')
        : unexpected({ kind: 'start-timeout' }, 'certain');
    default:
      if (run.metWatchdog) return unexpected({ kind: 'watchdog', whose: 'systemd' }, 'certain');
      return ranOutOfMemory(run, end) ? unexpected({ kind: 'out-of-memory', victim: 'gateway' }, 'likely') : null;
  }
}

/** That it killed a process, the kernel tells apart from the process' end, and systemd some time before or after it. */
const OUT_OF_MEMORY_MS = 5000;

/** Where the unit goes on when a process runs out of memory (OOMPolicy=continue), only the journal tells. */
function ranOutOfMemory({ journal }: RunEvidence, end: RunEnd): boolean {
  if (!isSigkill(end)) return false;
  return journal.some(({ at, event }) => event?.kind === 'out-of-memory' && Math.abs(at - end.at) <= OUT_OF_MEMORY_MS);
}

function isSigkill({ code, status }: RunEnd): boolean {
  return code === KILLED && status === SIGKILL;
}

function requestJudgement(run: RunEvidence, end: RunEnd): Judgement | null {
  const { job } = run;
  // It was asked to stop while it died of something else: that is what to know.
  if (end.code === DUMPED || (end.code === KILLED && CRASH_SIGNALS.has(end.status))) return null;
  if (job === null) {
    // The job may have come and gone unseen; on its way down the unit was all the same. (So is one whose start failed.)
    return run.wasBeingStopped && end.code !== NO_PROCESS
      ? expected({ kind: 'stopped-on-request', by: 'another-program' }, 'likely')
      : null;
  }
  const isRestart = job.type !== null && job.type !== 'stop';
  return expected({ kind: isRestart ? 'restarted-on-request' : 'stopped-on-request', by: job.by }, 'certain');
}

/** What the gateway itself said why it ends, in its log or by its exit code. It has the word only where it exited. */
function ownWordsJudgement(run: RunEvidence, end: RunEnd): Judgement | null {
  if (end.code !== EXITED) return null;
  const watchdog = last(run, 'watchdog');
  const signal = last(run, 'signal');
  if (watchdog?.of === 'event-loop') return unexpected({ kind: 'watchdog', whose: 'event-loop' }, 'likely');
  if (signal?.as === 'takeover') {
    return expected({ kind: 'takeover', newPid: run.successor }, 'certain');
  }
  if (end.status === PLANNED_RESTART_STATUS) return plannedRestart(run.gracefulBy, 'certain');
  if (signal?.as === 'planned-stop') {
    return expected({ kind: 'stopped-on-request', by: 'another-program' }, 'certain');
  }
  if (end.status === CONFIGURATION_STATUS) {
    return unexpected({ kind: 'fatal-configuration', reason: startReason(run) }, 'certain');
  }
  if (signal?.as === 'unexpected') return unexpected({ kind: 'sigterm-from-outside' }, 'certain');
  if (watchdog?.of === 'shutdown') return unexpected({ kind: 'watchdog', whose: 'shutdown' }, 'likely');
  if (last(run, 'stopping')?.forRestart === true) return plannedRestart(run.gracefulBy, 'likely');
  // Before 0.19 a takeover is not always told; the process that has taken over is there to see.
  if (end.status === 0 && isReplaced(run)) return expected({ kind: 'takeover', newPid: run.successor }, 'likely');
  return stopsOnSignal(run, end) ? unexpected({ kind: 'sigterm-from-outside' }, 'likely') : null;
}

/**
 * Before 0.10 a gateway answers SIGTERM by `Stopping gateway...` and exit code 0, and does not say why it stops. When it
 * stops of its own accord, because no platform is left, it gives its reason in the state file.
 */
function stopsOnSignal(run: RunEvidence, end: RunEnd): boolean {
  if (end.status !== 0 || last(run, 'stopping') === null || last(run, 'start-failed') !== null) return false;
  return (run.claim?.exitReason ?? null) === null;
}

/** `--replace` waits ten seconds for the old process to drain, and kills it then; some seconds are for a slow machine. */
const REPLACER_PATIENCE_MS = 30_000;

/**
 * One that took over has killed it: by SIGTERM where its handler was not there yet, by SIGKILL where it drained for too
 * long. Somebody else's kill in those seconds comes to the same.
 */
function killedByReplacer(run: RunEvidence, end: RunEnd): Judgement | null {
  if (end.code !== KILLED || (end.status !== SIGTERM && end.status !== SIGKILL)) return null;
  const isTakenOver = last(run, 'signal')?.as === 'takeover' || isReplaced(run, end.at - REPLACER_PATIENCE_MS);
  return isTakenOver ? expected({ kind: 'takeover', newPid: run.successor }, 'likely') : null;
}

/** Whether another gateway of this home has said since then that it takes over from this one. */
function isReplaced({ log, pid }: RunEvidence, since = 0): boolean {
  return log.some(({ at, finding }) => finding.kind === 'replacing' && finding.pid === pid && (at ?? 0) >= since);
}

function signalJudgement(_run: RunEvidence, end: RunEnd): Judgement | null {
  if (end.code === DUMPED) {
    return unexpected({ kind: 'crashed', signal: end.status, dumpedCore: true }, 'certain');
  }
  if (end.code !== KILLED) return null;
  if (CRASH_SIGNALS.has(end.status)) {
    return unexpected({ kind: 'crashed', signal: end.status, dumpedCore: false }, 'certain');
  }
  // Before its handlers are installed, or after they are gone, SIGTERM simply ends it.
  if (end.status === SIGTERM) return unexpected({ kind: 'sigterm-from-outside' }, 'certain');
  return unexpected({ kind: 'killed', signal: end.status }, 'certain');
}

/** No start takes so long; Hermes' own back-off after many starts is five minutes at most. */
const LONGEST_START_MS = 15 * 60_000;

/**
 * The lines of its start may have left the log of a run that nobody watched. When a clean one ended is not known then: the
 * journal tells only when it was first seen to be over.
 */
function hasOutlivedItsStart({ startedAt, wasWatched }: RunEvidence, end: RunEnd): boolean {
  if (wasWatched) return false;
  return end.result !== 'success' && startedAt !== null && end.at - startedAt > LONGEST_START_MS;
}

/** A run that never got as far as `running`. */
function startJudgement(run: RunEvidence, end: RunEnd): Judgement | null {
  // Of an end that nobody saw there is no result, and it says nothing of a process.
  if (end.code === NO_PROCESS && end.result !== '' && !run.hasRun) {
    const reason = lastJournalLine(run) ?? systemdsReason(run) ?? `Result=${end.result}`;
    return unexpected({ kind: 'failed-to-start', reason }, 'certain');
  }
  const claimsFailure = run.claim?.gatewayState === 'startup_failed';
  if ((run.hasRun || hasOutlivedItsStart(run, end)) && !claimsFailure) return null;
  const reason = startReason(run);
  if (reason !== null) return unexpected({ kind: 'failed-to-start', reason }, 'likely');
  if (claimsFailure) return unexpected({ kind: 'failed-to-start', reason: t('reason.none') }, 'likely');
  const status = SYSTEMD_STATUSES.find((one) => end.code === EXITED && one === end.status);
  if (status !== undefined) {
    return unexpected({ kind: 'failed-to-start', reason: t(`reason.status.${status}`) }, 'certain');
  }
  const spoken = lastJournalLine(run);
  if (spoken !== null && end.status !== 0) return unexpected({ kind: 'failed-to-start', reason: spoken }, 'likely');
  return null;
}

function leftOver(run: RunEvidence, end: RunEnd): Judgement {
  if (end.code === EXITED && end.status === 0) return unexpected({ kind: 'clean-exit' }, 'certain');
  const reason = end.code === EXITED ? givenReason(run) : null;
  if (reason !== null) return unexpected({ kind: 'gave-up', reason }, 'likely');
  const exception = last(run, 'exception');
  const how = exitText(end.result, end.code, end.status);
  return guess({ kind: 'unknown', how: exception === null ? how : `${how}: ${exception.type}` });
}

/** Why it ends, in its own words. */
function givenReason({ log, claim }: RunEvidence): string | null {
  for (const { finding } of [...log].reverse()) {
    if (finding.kind === 'exiting' && finding.reason !== '' && !SAYS_NOTHING.test(finding.reason))
      return finding.reason;
  }
  return claim?.restartRequested === true ? null : (claim?.exitReason ?? null);
}

/** Of the signal that is looked for elsewhere. */
const SAYS_NOTHING = /^signal-initiated/;

/** Exit statuses that systemd itself gives when it can't start a program (systemd.exec(5)). */
const SYSTEMD_STATUSES = [200, 202, 203, 209, 216, 217, 226] as const;

/** Why the start failed, from the last line that says so. */
function startReason(run: RunEvidence): string | null {
  for (const { finding } of [...run.log].reverse()) {
    const reason = startReasonIn(finding);
    if (reason !== null) return reason;
  }
  return run.claim?.exitReason ?? null;
}

function startReasonIn(finding: LogFinding): string | null {
  switch (finding.kind) {
    case 'start-failed':
      return finding.reason;
    case 'already-running':
      return finding.pid === null ? t('reason.alreadyRunning') : t('reason.alreadyRunning.pid', { pid: finding.pid });
    case 'token-in-use':
      return finding.pid === null
        ? t('reason.tokenInUse', { platform: finding.platform })
        : t('reason.tokenInUse.pid', { platform: finding.platform, pid: finding.pid });
    case 'port-in-use':
      return t('reason.portInUse', { port: finding.port, platform: finding.platform });
    case 'exception':
      return `${finding.type}: ${finding.message}`;
    default:
      return null;
  }
}

const MOST_REASON = 300;

function lastJournalLine(run: RunEvidence): string | null {
  const last = spokenIn(run).findLast(({ message }) => message.trim() !== '');
  return last === undefined ? null : printable(last.message, MOST_REASON);
}

/** In systemd's words, the first of which is the cause: `Failed to load environment files: No such file or directory`. */
function systemdsReason({ unit, journal }: RunEvidence): string | null {
  const first = journal.find(({ from, event }) => from === 'systemd' && event === null);
  if (first === undefined) return null;
  const prefix = `${unit}: `;
  const { message } = first;
  return printable(message.startsWith(prefix) ? message.slice(prefix.length) : message, MOST_REASON);
}

function last<K extends LogFinding['kind']>(run: RunEvidence, kind: K): Extract<LogFinding, { kind: K }> | null {
  const found = run.log.findLast(({ finding }) => finding.kind === kind);
  // The kind was just compared.
  return found === undefined ? null : (found.finding as Extract<LogFinding, { kind: K }>);
}

function plannedRestart(by: Asker, confidence: Confidence): Judgement {
  return expected({ kind: 'planned-restart', by }, confidence);
}

function expected(verdict: Verdict, confidence: Confidence): Judgement {
  return { verdict, isExpected: true, confidence };
}

function unexpected(verdict: Verdict, confidence: Confidence): Judgement {
  return { verdict, isExpected: false, confidence };
}

function guess(verdict: Verdict): Judgement {
  return { verdict, isExpected: false, confidence: 'guess' };
}
