import { outsideProcess } from './gateway-status';
import { type Incident, type IncidentPhase, isOpen } from './incident';
import { isUp } from './own-record';
import { type Gateway, LOOP_RESTARTS } from './state';
import { unitStatus } from './unit-status';
import { unkeptRestart } from './unkept-restart';
import type { Exit } from './verdict';

/** An exit so soon after a recovery belongs to the same incident. */
export const INCIDENT_MEMORY_MS = 10 * 60_000;

/** Who has stood for so long has got over it: only then is one that keeps falling called back, and a next fall is a first. */
export const STEADY_MS = 60_000;

/** What an exit that was just judged makes of a gateway's incident. `gateway` is as it stands now, after the exit. */
export function afterExit(gateway: Gateway, exit: Exit, at: number): Incident | null {
  const { incident } = gateway;
  if (exit.isExpected) return afterExpected(gateway, exit, at);
  // What ended while we were away and was started again needs nobody's attention; the flight recorder has it. How it
  // stands, the end of the last run tells.
  if (!exit.wasWatched && exit.consequence.kind === 'restarted') return incident;
  if (isCalledOff(gateway, exit)) return ended(incident, at);
  // A gateway of this home runs, and systemd's attempts beside it end at once: nothing is down.
  if (exit.verdict.kind === 'failed-to-start' && outsideProcess(gateway) !== null) return ended(incident, at);
  return developed(gateway, exit);
}

/** Whether systemd was to start it again, and it lies there in peace: somebody has told systemd not to. */
function isCalledOff({ facts }: Gateway, { consequence }: Exit): boolean {
  if (unitStatus(facts).kind !== 'stopped') return false;
  return consequence.kind === 'stays-down' && consequence.why.kind === 'on-request';
}

function ended(incident: Incident | null, at: number): Incident | null {
  return incident === null || !isOpen(incident) ? incident : { ...incident, phase: { kind: 'ended', at } };
}

/** The incident that an exit opens, or goes on. */
function developed(gateway: Gateway, exit: Exit): Incident {
  const { incident } = gateway;
  const known = incident !== null && incident.phase.kind !== 'ended' ? incident : null;
  const wasSteady = known?.phase.kind === 'recovered' && exit.endedAt - known.phase.at >= STEADY_MS;
  const exits = wasSteady ? 1 : (known?.exits ?? 0) + 1;
  const opened: Incident = {
    id: known?.id ?? `${exit.unit}@${exit.endedAt}`,
    unit: exit.unit,
    openedAt: known?.openedAt ?? exit.endedAt,
    exits,
    exit,
    phase: phaseAfter(gateway, exit, exits),
    developments: (known?.developments ?? 0) + 1,
    snoozedUntil: known?.snoozedUntil ?? null,
    toldPhase: null,
  };
  // One that keeps falling over is told when it begins to, not each time after that.
  return exits > LOOP_RESTARTS && opened.phase.kind !== 'down' && known !== null
    ? { ...opened, developments: known.developments }
    : opened;
}

function afterExpected(gateway: Gateway, exit: Exit, at: number): Incident | null {
  const { incident } = gateway;
  const { kind } = exit.verdict;
  // It was stopped, be it that systemd had to kill it in the end.
  const isStopped =
    kind === 'stopped-on-request' || (kind === 'stop-timeout' && exit.consequence.kind === 'stays-down');
  return isStopped || kind === 'takeover' ? ended(incident, at) : incident;
}

/** What systemd's and the gateway's own news make of its last exits and its incident. */
export function afterNews(gateway: Gateway, at: number): Pick<Gateway, 'exits' | 'incident'> {
  const { exits } = gateway;
  const unkept = unkeptRestart(gateway);
  if (unkept === null) return { exits, incident: incidentAfterNews(gateway, at) };
  return { exits: [unkept, ...exits.slice(1)], incident: developed(gateway, unkept) };
}

function incidentAfterNews(gateway: Gateway, at: number): Incident | null {
  const { incident } = gateway;
  if (incident === null || !isOpen(incident) || isUnjudged(gateway, incident.exit)) return incident;
  const phase = presentPhase(gateway, incident, at);
  if (isSamePhase(phase, incident.phase)) return incident;
  const isWorse = phase.kind === 'down' && incident.phase.kind !== 'down';
  return {
    ...incident,
    phase,
    developments: incident.developments + (isWorse ? 1 : 0),
    // It came back while we were away, long enough ago to be forgotten.
    toldPhase: phase.kind === 'recovered' && at - phase.at >= INCIDENT_MEMORY_MS ? phase.kind : incident.toldPhase,
  };
}

/** Whether the run after an exit has ended, too. What that means is known in an instant; the exit before does not tell. */
function isUnjudged({ facts, exits }: Gateway, { invocationId, endedAt }: Exit): boolean {
  if (facts.mainPid !== 0 || facts.invocationId === invocationId) return false;
  const hasEnded = facts.execMainCode !== 0 && (facts.execMainExitedAt ?? 0) > endedAt;
  return hasEnded && !exits.some((one) => one.invocationId === facts.invocationId);
}

function presentPhase(gateway: Gateway, incident: Incident, at: number): IncidentPhase {
  const { facts } = gateway;
  const { exit } = incident;
  if (facts.invocationId !== exit.invocationId && facts.mainPid !== 0) {
    return isUp(gateway) ? recovered(gateway, incident, at) : { kind: 'starting', pid: facts.mainPid };
  }
  // Yet another process outside systemd has come in the place of the one that is gone.
  const outside = exit.verdict.kind === 'takeover' ? outsideProcess(gateway) : null;
  if (outside !== null) {
    return { kind: 'recovered', at, pid: outside.pid, tookMs: Math.max(0, at - exit.endedAt) };
  }
  const phase = phaseAfter(gateway, exit, incident.exits, at);
  // Who resets it before they start it has not wanted it down.
  const isReset = incident.phase.kind === 'down' && phase.kind === 'ended' && !gateway.stopRequested;
  return isReset ? incident.phase : phase;
}

/** Of an incident that an earlier start left open it is not known when the gateway was up, but when its process began. */
function recovered({ facts }: Gateway, { exit, toldPhase }: Incident, now: number): IncidentPhase {
  const at = toldPhase === null ? now : (facts.execMainStartedAt ?? now);
  return { kind: 'recovered', at, pid: facts.mainPid, tookMs: Math.max(0, at - exit.endedAt) };
}

/** Where it stands while no new process is there. */
function phaseAfter(gateway: Gateway, exit: Exit, exits: number, at = exit.endedAt): IncidentPhase {
  const { facts } = gateway;
  if (facts.invocationId !== exit.invocationId && facts.mainPid !== 0) return { kind: 'starting', pid: facts.mainPid };
  const unit = unitStatus(facts);
  switch (unit.kind) {
    case 'auto-restart':
      return exits >= LOOP_RESTARTS ? { kind: 'looping' } : { kind: 'reviving', at: unit.nextAt };
    case 'failed':
      return { kind: 'down', hasGivenUp: exit.consequence.kind !== 'stays-down' || gaveUp(exit) };
    case 'stopped':
    case 'not-installed':
      // systemd was to start it again, and it lies there in peace: somebody has told systemd not to.
      return exit.consequence.kind === 'systemd-restarts' || gateway.stopRequested
        ? { kind: 'ended', at }
        : { kind: 'down', hasGivenUp: false };
    default:
      break;
  }
  if (exit.consequence.kind === 'stays-down') return { kind: 'down', hasGivenUp: gaveUp(exit) };
  if (exits >= LOOP_RESTARTS) return { kind: 'looping' };
  return { kind: 'reviving', at: exit.consequence.kind === 'systemd-restarts' ? exit.consequence.at : null };
}

function gaveUp(exit: Exit): boolean {
  return exit.consequence.kind === 'stays-down' && exit.consequence.why.kind === 'start-limit';
}

function isSamePhase(left: IncidentPhase, right: IncidentPhase): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

/** How many developments a gateway's incident has had since it stood as `before`. */
export function developmentsSince(before: Incident | null, incident: Incident | null): number {
  if (incident === null) return 0;
  return Math.max(0, incident.developments - (before?.id === incident.id ? before.developments : 0));
}

/**
 * The incidents that need not be remembered any more: all of them at once, when the last was over long enough ago. They
 * share one notification, which would change its identity if the oldest of them went first.
 */
export function areForgotten(incidents: readonly Incident[], at: number): boolean {
  return incidents.every(({ phase }) => isOver(phase) && at - phase.at >= INCIDENT_MEMORY_MS);
}

function isOver(phase: IncidentPhase): phase is Extract<IncidentPhase, { kind: 'recovered' | 'ended' }> {
  return phase.kind === 'recovered' || phase.kind === 'ended';
}
