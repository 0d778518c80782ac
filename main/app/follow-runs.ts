import { exitOfRun } from '../core/exit-of-run';
import { hasStood, isRecorded } from '../core/flight-record';
import { needsJournal } from '../core/judge-run';
import type { LogFact, LogFinding } from '../core/log-finding';
import {
  beginRun,
  followedBy,
  journalSince,
  observeAsker,
  observeFiles,
  observeRun,
  type RunEvidence,
  withLog,
} from '../core/run-evidence';
import type { AppState } from '../core/state';
import type { UnitFacts } from '../core/unit-facts';
import { mayBeFlash } from '../core/unit-status';
import { createHearing } from './hearing';
import type { Clock } from './ports/clock';
import type { FlightRecorder } from './ports/flight-recorder';
import type { FollowedLogs, GatewayLogs } from './ports/gateway-logs';
import type { Journal } from './ports/journal';
import type { Logger } from './ports/logger';
import type { Past } from './reconcile-runs';
import { SETTLE_MS } from './settle';
import type { Store } from './store';

export interface FollowRunsParts {
  readonly store: Store;
  readonly logs: GatewayLogs;
  readonly journal: Journal;
  readonly recorder: FlightRecorder;
  readonly clock: Clock;
  readonly logger: Logger;
  /** What was known at the end of our last start. */
  readonly past: Past;
}

export interface RunFollower {
  /** systemd's facts as they come: what stands for an instant only, such as `stop-sigterm`, tells why a run ended. */
  observe(facts: UnitFacts): void;
  /** It is followed no more. `isGone`: because there is no such unit any more. */
  forget(unit: string, isGone: boolean): void;
  close(): void;
}

interface FollowedUnit {
  readonly unit: string;
  facts: UnitFacts;
  run: RunEvidence | null;
  /** The run before it, which may not be judged yet. */
  former: RunEvidence | null;
  home: string | null;
  logs: FollowedLogs | null;
  /** The latest lines, from which a run's own are taken when it is judged. */
  logFacts: readonly LogFact[];
  /** The run that is left out of the flight recorder, as one of very many of a loop; '' for none. */
  unrecorded: string;
}

/** What the gateway wrote last arrives by file events, within some tens of milliseconds. */
const EVIDENCE_MS = 100;
/** That it was killed for want of memory, systemd may learn after the kill; and of a run without a process only the journal tells. */
const LATE_EVIDENCE_MS = 300;
const LOG_FACTS_KEPT = 400;
/** What a busy gateway logs all day, and no verdict rests on: it would push out the lines that say why a run ended. */
const PASSING: ReadonlySet<LogFinding['kind']> = new Set([
  'turn-started',
  'turn-ended',
  'provider-error',
  'provider-answered',
] as const);
const JOURNAL_LINES = 200;
const SIGKILL = 9;

/** Follows the runs of every gateway, and tells the store why each ended. */
export function followRuns(parts: FollowRunsParts): RunFollower {
  const { store, logs, journal, recorder, clock, logger, past } = parts;
  const followed = new Map<string, FollowedUnit>();
  const hearing = createHearing(clock);
  let isClosed = false;
  const unsubscribe = store.subscribe((state) => {
    hearing.follow(state.bus);
    filesChanged(state);
  });

  function observe(facts: UnitFacts): void {
    const one = followed.get(facts.unit) ?? add(facts);
    one.facts = facts;
    if (facts.invocationId === '') return;
    const gateway = store.state().gateways[facts.unit] ?? null;
    const before = one.run;
    if (before === null || before.invocationId !== facts.invocationId) {
      const begun = beginRun(facts, before, gateway);
      // One that is over at first sight after a gap: neither its job nor the unit's way down could be seen.
      one.run = begun.end !== null && !hearing.isHeard() ? { ...begun, wasWatched: false } : begun;
      one.former = before === null ? null : followedBy(before, facts);
      // systemd was out of hearing when it ended.
      if (before !== null && before.end === null && before.pid !== 0) missed(one, before);
    } else {
      const observed = observeRun(before, facts, gateway);
      // The same.
      const wasMissed = before.end === null && observed.end !== null && !hearing.isHeard();
      one.run = wasMissed ? { ...observed, wasWatched: false } : observed;
    }
    const { run } = one;
    if (run.pid !== 0 && (before?.invocationId !== run.invocationId || before.pid === 0)) seen(one, run);
    const wasOver = before?.invocationId === run.invocationId && before.end !== null;
    if (run.end !== null && !wasOver) void judge(one, run.invocationId);
  }

  function add(facts: UnitFacts): FollowedUnit {
    const one: FollowedUnit = {
      unit: facts.unit,
      facts,
      run: null,
      former: null,
      home: null,
      logs: null,
      logFacts: [],
      unrecorded: '',
    };
    followed.set(facts.unit, one);
    past.firstSight(facts);
    return one;
  }

  function missed(one: FollowedUnit, run: RunEvidence): void {
    past.noteMissing(run);
    void one.logs?.settled().then(() => judgeMissed(one));
  }

  function judgeMissed(one: FollowedUnit): Promise<void> {
    const isFollowed = (id: string) => one.run?.invocationId === id || one.former?.invocationId === id;
    return past.judgeMissed(one.facts, one.logFacts, isFollowed);
  }

  function seen(one: FollowedUnit, { unit, invocationId, pid, startedAt }: RunEvidence): void {
    if (past.hasSeen(unit, invocationId)) return;
    past.noteSeen(unit, invocationId);
    if (!isRecorded(one.facts.nRestarts)) {
      one.unrecorded = invocationId;
      return;
    }
    recorder.append({ kind: 'run-seen', unit: one.unit, invocationId, pid, startedAt });
  }

  // ── the gateway's files and log ─────────────────────────────────────────────────────────────────────────────────

  function filesChanged(state: AppState): void {
    for (const one of followed.values()) {
      const gateway = state.gateways[one.unit];
      if (gateway === undefined) continue;
      if (one.run !== null && one.run.end === null) one.run = observeFiles(observeAsker(one.run, gateway), gateway);
      const home = gateway.home?.home ?? null;
      if (home !== null && home !== one.home) followLog(one, home);
    }
  }

  function followLog(one: FollowedUnit, home: string): void {
    one.logs?.close();
    one.home = home;
    one.logFacts = [];
    // From the beginning of this run, so that we know what happened in it before we came.
    const missing = past.since(one.unit);
    const since = missing ?? one.facts.execMainStartedAt;
    const followed = logs.follow(home, since, {
      found(facts) {
        const telling = facts.filter(({ finding }) => !PASSING.has(finding.kind));
        one.logFacts = [...one.logFacts, ...telling].slice(-LOG_FACTS_KEPT);
        store.dispatch({ kind: 'log-found', unit: one.unit, facts: ofPresentRun(one, facts) });
      },
    });
    one.logs = followed;
    if (missing !== null) void followed.settled().then(() => judgeMissed(one));
  }

  /** Health is about the process that runs now. */
  function ofPresentRun({ facts: { execMainStartedAt, mainPid } }: FollowedUnit, facts: readonly LogFact[]) {
    if (mainPid === 0 || execMainStartedAt === null) return [];
    return facts.filter(({ at }) => at !== null && at >= execMainStartedAt - 1);
  }

  // ── the verdict ─────────────────────────────────────────────────────────────────────────────────────────────────

  async function judge(one: FollowedUnit, invocationId: string): Promise<void> {
    let run = one.run;
    if (run === null || past.hasEnded(one.unit, invocationId)) return;
    past.noteEnded(one.unit, invocationId);
    // The next run may be there before this one is judged.
    const recorded = one.unrecorded !== invocationId;
    const isLate = run.end?.code === 0 || (run.end?.code === 2 && run.end.status === SIGKILL);
    await Promise.all([pause(isLate ? LATE_EVIDENCE_MS : EVIDENCE_MS), one.logs?.settled()]);
    // The next start of the app finds it, and takes its time. Of a unit that is shown no more nobody else would know.
    if (isClosed) return;
    // Facts that came meanwhile have made it better; the next run's are not about it.
    run = [one.run, one.former].find((known) => known?.invocationId === invocationId) ?? run;
    const gateway = store.state().gateways[one.unit];
    if (!run.wasWatched) run = await past.complete(run, one.facts);
    if (gateway !== undefined) run = observeFiles(run, gateway);
    run = withLog(run, one.logFacts);
    if (run.wasWatched && needsJournal(run)) run = await withJournal(run);
    while (isUnsettled(one)) await pause(SETTLE_MS);
    const exit = isClosed ? null : exitOfRun(run, one.facts);
    if (exit === null) return;
    logger.info(`${one.unit} ended: ${exit.verdict.kind} (${exit.confidence})`);
    if (!recorded && hasStood(exit)) {
      // It was no part of the loop after all, and its days would be missing from the uptime.
      const { unit, pid, startedAt } = exit;
      recorder.append({ kind: 'run-seen', unit, invocationId, pid, startedAt });
    }
    if (recorded || hasStood(exit)) recorder.append({ kind: 'run-ended', unit: one.unit, exit });
    past.noteExit(exit);
    store.dispatch({ kind: 'run-ended', exit, at: clock.now() });
  }

  /** Whether the latest facts may be one of systemd's flashes: what follows an exit must not be read from it. */
  function isUnsettled(one: FollowedUnit): boolean {
    const { unit, facts } = one;
    const settled = store.state().gateways[unit]?.facts ?? null;
    return !isClosed && followed.get(unit) === one && settled !== facts && mayBeFlash(settled, facts);
  }

  /** A broken install speaks in the journal only, because it never gets as far as its log. */
  async function withJournal(run: RunEvidence): Promise<RunEvidence> {
    const { unit, invocationId } = run;
    const entries = await journal.read({ unit, since: journalSince(run), limit: JOURNAL_LINES, mainPids: [run.pid] });
    if (entries.ok) return { ...run, journal: entries.value.filter((entry) => entry.invocationId === invocationId) };
    logger.debug(`the journal of ${unit} could not be read: ${entries.message}`);
    return run;
  }

  function pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => clock.after(milliseconds, resolve));
  }

  function forget(unit: string, isGone: boolean): void {
    const one = followed.get(unit);
    if (one === undefined) return;
    one.logs?.close();
    followed.delete(unit);
    if (isGone) past.forget(unit);
    else past.lastSight(unit, one.run);
  }

  return {
    observe,
    forget,
    close() {
      isClosed = true;
      unsubscribe();
      for (const unit of [...followed.keys()]) forget(unit, false);
    },
  };
}
