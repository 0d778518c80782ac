import { consequenceOf } from './consequence';
import type { JournalEntry } from './journal-entry';
import { judgeRun } from './judge-run';
import type { LogFact, LogFinding } from './log-finding';
import { printable } from './log-text';
import { type RunEnd, type RunEvidence, spokenIn } from './run-evidence';
import { exitText } from './status-text';
import type { UnitFacts } from './unit-facts';
import type { Evidence, Exit } from './verdict';

/** What a person wants to read to believe a verdict; the rest of the log is noise beside it. */
const TELLING: ReadonlySet<LogFinding['kind']> = new Set([
  'signal',
  'stopping',
  'drain-timed-out',
  'exiting',
  'start-failed',
  'already-running',
  'token-in-use',
  'port-in-use',
  'replacing',
  'watchdog',
  'exception',
] as const);
const LOG_LINES = 8;
const JOURNAL_LINES = 4;
/** As long as a line of the log: an exit has to fit into one entry of the flight recorder. */
const MOST_LINE = 500;

/** The end of a run, judged. `facts` are systemd's latest of the unit; null when it is gone. */
export function exitOfRun(run: RunEvidence, facts: UnitFacts | null): Exit | null {
  const { end } = run;
  if (end === null) return null;
  const { verdict, isExpected, confidence } = judgeRun(run);
  return {
    unit: run.unit,
    invocationId: run.invocationId,
    pid: run.pid,
    startedAt: run.startedAt,
    endedAt: end.at,
    result: end.result,
    code: end.code,
    status: end.status,
    verdict,
    isExpected,
    confidence,
    evidence: evidenceOf(run),
    consequence: consequenceOf(run, verdict, facts),
    wasWatched: run.wasWatched,
  };
}

function evidenceOf(run: RunEvidence): readonly Evidence[] {
  return [...fromSystemd(run), ...fromGateway(run), ...fromLog(run), ...fromJournal(run)];
}

function fromSystemd({ end, job, wasBeingStopped, metWatchdog }: RunEvidence): readonly Evidence[] {
  if (end === null) return [];
  const evidence: Evidence[] = [{ source: 'systemd', text: `Result=${end.result}: ${endText(end)}`, at: end.at }];
  if (job !== null) {
    const source = job.by === 'us' ? 'hermes-tray' : 'systemd';
    evidence.push({ source, text: `a ${job.type ?? 'stop or restart'} job was on the unit`, at: null });
  } else if (wasBeingStopped) {
    evidence.push({ source: 'systemd', text: 'the unit passed through stop-sigterm', at: null });
  } else {
    evidence.push({ source: 'systemd', text: 'no job was on the unit', at: null });
  }
  if (metWatchdog) evidence.push({ source: 'systemd', text: 'the unit passed through stop-watchdog', at: null });
  return evidence;
}

function endText({ result, code, status }: RunEnd): string {
  return code === 0 ? 'there was no main process' : exitText(result, code, status);
}

function fromGateway({ claim, successor }: RunEvidence): readonly Evidence[] {
  const evidence: Evidence[] = [];
  if (claim?.exitReason != null) {
    evidence.push({ source: 'gateway', text: `gateway_state.json: exit_reason ${claim.exitReason}`, at: null });
  }
  if (successor !== null) {
    evidence.push({ source: 'gateway', text: `gateway.pid names another process, PID ${successor}`, at: null });
  }
  return evidence;
}

function fromLog({ log }: RunEvidence): readonly Evidence[] {
  return log
    .filter(({ finding }) => TELLING.has(finding.kind))
    .slice(-LOG_LINES)
    .map(({ line, at }: LogFact) => ({ source: 'log', text: line, at }));
}

function fromJournal(run: RunEvidence): readonly Evidence[] {
  const ofSystemd = run.journal.filter((entry) => isTelling(entry, run));
  return [...ofSystemd, ...spokenIn(run)]
    .slice(-JOURNAL_LINES)
    .map(({ message, at }) => ({ source: 'journal', text: printable(message, MOST_LINE), at }));
}

/** Of systemd's own lines: that memory ran out, and what a start without a process failed of. */
function isTelling({ from, event }: JournalEntry, { end }: RunEvidence): boolean {
  return from === 'systemd' && (event?.kind === 'out-of-memory' || (event === null && end?.code === 0));
}
