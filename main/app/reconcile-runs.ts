import { restarts } from '../core/consequence';
import { exitOfRun } from '../core/exit-of-run';
import type { FlightRecord } from '../core/flight-record';
import { isOpen } from '../core/incident';
import type { JournalEntry } from '../core/journal-entry';
import { type JournalRun, runsFromJournal } from '../core/journal-history';
import type { LogFact } from '../core/log-finding';
import { leave, pastOf, type SeenRun, type UnitPast } from '../core/past';
import { beginRun, journalSince, type RunEnd, type RunEvidence, type SeenJob, withLog } from '../core/run-evidence';
import { exitFromLog } from '../core/run-from-log';
import { EXITS_REMEMBERED } from '../core/state';
import type { UnitFacts } from '../core/unit-facts';
import { unitStatus } from '../core/unit-status';
import type { Exit } from '../core/verdict';
import type { Clock } from './ports/clock';
import type { FlightRecorder } from './ports/flight-recorder';
import type { Journal } from './ports/journal';
import type { Logger } from './ports/logger';
import type { Store } from './store';

export interface PastParts {
  readonly records: readonly FlightRecord[];
  readonly store: Store;
  readonly journal: Journal;
  readonly recorder: FlightRecorder;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Of the present boot; '' when it is not known. */
  readonly bootId: string;
}

/** What happened while this program was not running, or out of systemd's hearing. */
export interface Past {
  /** Brings back what was known of a gateway. */
  firstSight(facts: UnitFacts): void;
  /** A gateway is about to be shown no more. `run`: its last. */
  lastSight(unit: string, run: RunEvidence | null): void;
  /** Its unit is not there any more: one of that name that comes later is another. */
  forget(unit: string): void;
  /** A run was judged, be it that its gateway is shown no more. */
  noteExit(exit: Exit): void;
  /** From when on its log is needed (epoch milliseconds); null when nothing is missing. */
  since(unit: string): number | null;
  hasSeen(unit: string, invocationId: string): boolean;
  noteSeen(unit: string, invocationId: string): void;
  hasEnded(unit: string, invocationId: string): boolean;
  noteEnded(unit: string, invocationId: string): void;
  /** A run whose end was not seen: it is to be looked for by `judgeMissed`. */
  noteMissing(run: RunEvidence): void;
  /** Adds what the journal knows of a run that ended without us: above all, whether somebody asked for it. */
  complete(run: RunEvidence, facts: UnitFacts): Promise<RunEvidence>;
  /** Judges the runs that came and went since `since`, all but the present one. */
  judgeMissed(facts: UnitFacts, log: readonly LogFact[], isFollowed: (invocationId: string) => boolean): Promise<void>;
}

const JOURNAL_LINES = 2000;
/** No more of them can be in so many lines of the journal. */
const RUNS_REMEMBERED = 2000;

export function createPast(parts: PastParts): Past {
  const { store, journal, recorder, clock, logger, bootId } = parts;
  const pasts = new Map<string, UnitPast>();

  function of(unit: string): UnitPast {
    const known = pasts.get(unit);
    if (known !== undefined) return known;
    const made = pastOf(parts.records, unit);
    pasts.set(unit, made);
    return made;
  }

  async function complete(run: RunEvidence, facts: UnitFacts): Promise<RunEvidence> {
    const { unit, invocationId } = run;
    const entries = await journal.read({ unit, since: journalSince(run), limit: JOURNAL_LINES, mainPids: [run.pid] });
    if (!entries.ok) logger.debug(`the journal of ${unit} could not be read: ${entries.message}`);
    const found = entries.ok
      ? runsFromJournal(entries.value).find((one) => one.invocationId === invocationId)
      : undefined;
    if (entries.ok && found !== undefined) {
      const ofRun = entries.value.filter((entry) => entry.invocationId === invocationId);
      return {
        ...run,
        // systemd's facts do not tell it once the process is gone.
        pid: run.pid === 0 ? (found.pid ?? 0) : run.pid,
        journal: ofRun,
        wasBeingStopped: run.wasBeingStopped || found.wasStopAsked,
        job: run.job ?? jobIn(found),
      };
    }
    return { ...run, wasBeingStopped: run.wasBeingStopped || liesWhereItShouldNot(run, facts) };
  }

  async function judgeMissed(
    facts: UnitFacts,
    log: readonly LogFact[],
    isFollowed: (invocationId: string) => boolean,
  ): Promise<void> {
    const { unit } = facts;
    const past = of(unit);
    const { since } = past;
    past.since = null;
    if (since === null) return;
    const askedAt = clock.now();
    const entries = await journal.read({ unit, since, limit: JOURNAL_LINES, mainPids: [] });
    if (!entries.ok) {
      logger.warn(`what happened to ${unit} while hermes-tray was not running is hardly known: ${entries.message}`);
      for (const exit of exitsFromLog(past, facts, log, [])) tell(past, exit);
      findLastRun(facts, lastKnownRun(past));
      return;
    }
    // Of what is long ago a journal that is full has nothing left. The log may.
    const unjournaled = exitsFromLog(past, facts, log, entries.value);
    for (const exit of unjournaled) if (exit.confidence !== 'guess') tell(past, exit);
    const runs = runsFromJournal(entries.value, facts.invocationId, bootId);
    for (const missed of runs) {
      if (missed.invocationId === facts.invocationId || past.ended.has(missed.invocationId)) continue;
      // Begun while the journal was read: whoever follows the unit sees its end, and knows more of it.
      if (isFollowed(missed.invocationId) || (missed.startedAt ?? 0) > askedAt) continue;
      // The machine or the session went down with it: no fault of its own, and nothing that anybody could mend.
      if (missed.ending === 'lost') continue;
      const judged = exitOfRun(withLog(evidenceOf(missed, facts), log), facts);
      if (judged === null) continue;
      // The present facts know of a next run only while one is there.
      const exit = missed.nextRunFollows === null ? judged : { ...judged, consequence: { kind: 'restarted' } as const };
      tell(past, exit);
    }
    const last = runs.at(-1);
    if (last === undefined) findLastRun(facts, lastKnownRun(past));
    else if (last.ending !== 'lost') findLastRun(facts, last.invocationId);
  }

  /** systemd has forgotten after which run the unit lies there. */
  function findLastRun({ unit, invocationId }: UnitFacts, last: string): void {
    if (invocationId === '' && last !== '') store.dispatch({ kind: 'last-run-found', unit, invocationId: last });
  }

  /** Of the runs that the journal has nothing of. */
  function exitsFromLog(
    { unended, ended }: UnitPast,
    facts: UnitFacts,
    log: readonly LogFact[],
    journaled: readonly JournalEntry[],
  ): readonly Exit[] {
    const told = new Set([facts.invocationId, ...ended, ...journaled.map(({ invocationId }) => invocationId)]);
    return unended.flatMap((seen, index) => {
      if (told.has(seen.invocationId)) return [];
      const next = unended[index + 1];
      const nextAt = next?.startedAt ?? beganAt(facts);
      const isOtherBoot = seen.bootId !== '' && bootId !== '' && seen.bootId !== bootId;
      // systemd counts the restarts that it made by itself, and begins anew with a job.
      const isNextByJob = next === undefined || next.invocationId === facts.invocationId ? facts.nRestarts === 0 : null;
      return exitFromLog(seen, { nextAt, isNextByJob, isOtherBoot }, facts, log) ?? [];
    });
  }

  function seenRun({ invocationId, pid, startedAt }: RunEvidence): SeenRun {
    return { invocationId, pid, startedAt: startedAt ?? clock.now(), bootId };
  }

  function tell(past: UnitPast, exit: Exit): void {
    remember(past.ended, exit.invocationId);
    recorder.append({ kind: 'run-ended', unit: exit.unit, exit });
    store.dispatch({ kind: 'run-ended', exit, at: clock.now() });
  }

  return {
    firstSight(facts) {
      const past = of(facts.unit);
      const [missing] = past.unended.filter(({ invocationId }) => invocationId !== facts.invocationId);
      if (missing !== undefined) past.since = missing.startedAt;
      // The run that was known last is the present one: nothing is missing.
      else if (past.lastSeen === facts.invocationId) past.since = null;
      if (past.exits.length === 0) return;
      const { incident } = past;
      store.dispatch({
        kind: 'past-restored',
        unit: facts.unit,
        exits: past.exits,
        incident: incident !== null && isOpen(incident) ? incident : null,
      });
    },
    lastSight(unit, run) {
      const gateway = store.state().gateways[unit];
      if (gateway !== undefined) leave(of(unit), gateway, run === null || run.end !== null ? null : seenRun(run));
    },
    forget(unit) {
      const { seen, ended } = of(unit);
      pasts.set(unit, { ...pastOf([], unit), seen, ended });
    },
    noteExit(exit) {
      const past = of(exit.unit);
      past.exits = [exit, ...past.exits].slice(0, EXITS_REMEMBERED);
      past.unended = past.unended.filter(({ invocationId }) => invocationId !== exit.invocationId);
    },
    since: (unit) => of(unit).since,
    hasSeen: (unit, invocationId) => of(unit).seen.has(invocationId),
    noteSeen: (unit, invocationId) => remember(of(unit).seen, invocationId),
    hasEnded: (unit, invocationId) => of(unit).ended.has(invocationId),
    noteEnded: (unit, invocationId) => remember(of(unit).ended, invocationId),
    noteMissing(run) {
      const past = of(run.unit);
      const seen = seenRun(run);
      past.since ??= seen.startedAt;
      past.unended = [...past.unended, seen];
    },
    complete,
    judgeMissed,
  };
}

/** As far as the flight recorder knows: there may have been others since. */
function lastKnownRun({ unended, exits }: UnitPast): string {
  const [exit] = exits;
  const begun = unended.at(-1);
  if (begun !== undefined && begun.startedAt >= (exit?.endedAt ?? 0)) return begun.invocationId;
  return exit?.invocationId ?? '';
}

/** When the present run did; null where there is none, the unit having been unloaded. */
function beganAt({ invocationId, execMainStartedAt, stateChangedAt }: UnitFacts): number | null {
  return invocationId === '' ? null : (execMainStartedAt ?? stateChangedAt);
}

/** A unit that falls over every five seconds has 17 000 runs a day; what is asked about is among the latest. */
function remember(runs: Set<string>, invocationId: string): void {
  runs.add(invocationId);
  const [oldest] = runs;
  if (runs.size > RUNS_REMEMBERED && oldest !== undefined) runs.delete(oldest);
}

/** A unit that systemd should have started again, and that has starts left, was stopped by somebody. */
function liesWhereItShouldNot(run: RunEvidence, facts: UnitFacts): boolean {
  const { kind } = unitStatus(facts);
  if (run.end === null || (kind !== 'failed' && kind !== 'stopped')) return false;
  return restarts(facts.policy, run.end) && (kind === 'stopped' || !mayHaveGivenUp(facts));
}

/** Of the starts that the limit allows, the first was no restart; systemd's count goes on while the unit lies there. */
function mayHaveGivenUp({ policy: { startLimitBurst, startLimitIntervalMs }, nRestarts }: UnitFacts): boolean {
  return startLimitBurst > 0 && startLimitIntervalMs !== 0 && nRestarts >= startLimitBurst - 1;
}

/** systemd tells nothing of a clean end. What it was, exit code 0 or 75 or a SIGTERM, the log has to say. */
function endOf({ endedAt: at, ending, result, code, status }: JournalRun): RunEnd {
  return ending === 'clean' ? { at, result: 'success', code: 1, status: 0 } : { at, result, code, status };
}

/** systemd says that it stops a unit for a job only, not where a timeout of its own makes it do so. */
function jobIn({ wasStopAsked, stoppedFor, nextRunFollows }: JournalRun): SeenJob | null {
  if (!wasStopAsked) return null;
  // A stop, and a start hours after it, is no restart.
  const type = stoppedFor ?? (nextRunFollows === 'by-job' ? 'restart' : 'stop');
  return { type, by: 'another-program' };
}

function evidenceOf(missed: JournalRun, facts: UnitFacts): RunEvidence {
  const begun = beginRun({ ...facts, invocationId: missed.invocationId, mainPid: 0, execMainCode: 0 }, null, null);
  return {
    ...begun,
    pid: missed.pid ?? 0,
    startedAt: missed.startedAt,
    end: endOf(missed),
    wasBeingStopped: missed.wasStopAsked,
    job: jobIn(missed),
    journal: missed.lines,
    wasWatched: false,
  };
}
