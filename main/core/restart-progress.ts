import { assertNever } from './assert-never';
import { isUnderWay, type RestartMode, type RestartPhase, type RestartRun } from './restart-run';
import type { Gateway } from './state';

/** Where each phase begins and ends on the bar. A longer phase does not get more: nobody knows which that will be. */
type Band = readonly [from: number, to: number];

const WITH_WAIT: Bands = { idle: [0, 0.4], drain: [0.4, 0.6], exit: [0.6, 0.75] };
const WITH_DRAIN: Bands = { idle: [0, 0], drain: [0, 0.6], exit: [0.6, 0.75] };
const AT_ONCE: Bands = { idle: [0, 0], drain: [0, 0], exit: [0, 0.6] };
const WAITING: Band = [0.75, 0.85];
const STARTING: Band = [0.85, 0.99];

interface Bands {
  readonly idle: Band;
  readonly drain: Band;
  readonly exit: Band;
}

/** What these usually take: the bar is two thirds through a phase then, and never quite at its end. */
const EXIT_MS = 3_000;
const WAIT_MS = 1_000;
const START_MS = 5_000;

/** How far a restart is, 0 to 1. It never moves back, and is 1 at `ready` only. */
export function restartProgress(run: RestartRun, now: number): number {
  return Math.max(run.progressFloor, progressOf(run, bandsOf(run.mode), now));
}

/** Of all that are restarting, the one that has the longest way to go; null while none is. */
export function leastProgress(gateways: readonly Gateway[], now: number): number | null {
  const runs = gateways.map(({ restart }) => restart).filter((run) => run !== null && isUnderWay(run));
  return runs.length === 0 ? null : Math.min(...runs.map((run) => restartProgress(run, now)));
}

/** Whether its progress moves with the time alone. How long one waits for the agents nobody knows. */
export function movesWithTime(run: RestartRun | null): boolean {
  return isUnderWay(run) && run.phase.kind !== 'waiting-for-idle';
}

function progressOf({ phase, agentsAtStart }: RestartRun, bands: Bands, now: number): number {
  switch (phase.kind) {
    case 'waiting-for-idle':
      return within(bands.idle, byAgents(agentsAtStart, phase.agentsFewest));
    case 'draining':
      return within(bands.drain, Math.max(byAgents(agentsAtStart, phase.agentsFewest), byDeadline(phase, now)));
    case 'exiting':
      return within(bands.exit, byExpectation(now - phase.since, EXIT_MS));
    case 'waiting':
      return within(
        WAITING,
        phase.systemdRestartAt === null || phase.asked !== 'not-yet'
          ? byExpectation(now - phase.since, WAIT_MS)
          : byDeadline({ since: phase.since, deadline: phase.systemdRestartAt }, now),
      );
    case 'starting':
      return within(STARTING, byExpectation(now - phase.since, START_MS));
    case 'ready':
      return 1;
    case 'cancelled':
    case 'failed':
      return 0;
    default:
      return assertNever(phase);
  }
}

function bandsOf(mode: RestartMode): Bands {
  switch (mode) {
    case 'when-idle':
      return WITH_WAIT;
    case 'graceful':
      return WITH_DRAIN;
    case 'now':
      return AT_ONCE;
  }
}

function within([from, to]: Band, part: number): number {
  return from + (to - from) * Math.min(1, Math.max(0, part));
}

function byAgents(atStart: number | null, fewest: number | null): number {
  if (atStart === null || fewest === null || atStart === 0) return 0;
  return (atStart - fewest) / atStart;
}

function byDeadline({ since, deadline }: { readonly since: number; readonly deadline: number }, now: number): number {
  return deadline <= since ? 0 : (now - since) / (deadline - since);
}

function byExpectation(elapsed: number, expected: number): number {
  return elapsed <= 0 ? 0 : 1 - Math.exp(-elapsed / expected);
}

/** The run in its next phase, which goes on from where the bar stands. */
export function inPhase(run: RestartRun, phase: RestartPhase, now: number): RestartRun {
  return { ...run, phase, progressFloor: restartProgress(run, now) };
}
