import type { BusStatus } from './bus-status';
import type { GatewayRecord } from './gateway-record';
import { type Health, healthOf } from './health';
import { drainDeadline } from './hermes-limits';
import { isInUnit, otherGatewayUnit, type ProcessFacts } from './home-facts';
import { t } from './i18n';
import { ownRecord } from './own-record';
import { isUnderWay, type RestartRun } from './restart-run';
import { type Gateway, LOOP_RESTARTS, lastExit, PLANNED_RESTART_STATUS, RESTART_MEMORY_MS } from './state';
import { type UnitStatus, unitStatus } from './unit-status';
import type { ActiveUpdateRun } from './update-run';
import { isEndOfStop } from './verdict';

/**
 * The one sentence on a gateway. The first that holds, in this order; each carries what a person would ask next.
 * Times are epoch milliseconds.
 */
export type GatewayStatus =
  | { readonly kind: 'no-bus'; readonly bus: Exclude<BusStatus, { kind: 'connected' }> }
  | { readonly kind: 'not-installed'; readonly reason: 'not-found' | 'masked' | 'load-error'; readonly detail: string }
  /** A gateway of this home lives, but not in the unit: systemd neither sees nor revives it. */
  | { readonly kind: 'outside-systemd'; readonly pid: number }
  /** Our own restart is under way. */
  | { readonly kind: 'restarting'; readonly run: RestartRun }
  /** Our own update of its code is under way, or the way back from one. Only where the state is shown (`shownStatus`). */
  | { readonly kind: 'updating'; readonly run: ActiveUpdateRun }
  /** `deadline`: when Hermes interrupts what is still at work; null where it waits for ever, or does not say. */
  | {
      readonly kind: 'draining';
      readonly agents: number | null;
      readonly forWhat: 'restart' | 'stop' | 'request';
      readonly deadline: number | null;
    }
  | { readonly kind: 'crash-looping'; readonly restarts: number; readonly nextAt: number | null }
  | { readonly kind: 'restarting-by-systemd'; readonly nextAt: number | null }
  /** Hermes sleeps before it boots, because it was started too often. */
  | { readonly kind: 'backing-off'; readonly until: number }
  | { readonly kind: 'starting' }
  | { readonly kind: 'stopping' }
  | { readonly kind: 'failed'; readonly result: string; readonly code: number; readonly status: number }
  | { readonly kind: 'stopped' }
  /** The process is there and shows no sign of life. `stopLimitMs`: after that systemd kills what it ends; null for never. */
  | { readonly kind: 'frozen'; readonly since: number; readonly stopLimitMs: number | null }
  | { readonly kind: 'degraded'; readonly reasons: readonly string[]; readonly agents: number | null }
  | { readonly kind: 'busy'; readonly agents: number }
  | { readonly kind: 'running'; readonly agents: number | null };

export type StatusKind = GatewayStatus['kind'];

/** Hermes 0.19 and later: more starts than this within the window, and the next boot waits 5·2ⁿ s, 300 s at most. */
const STORM_STARTS = 5;
const STORM_WINDOW_MS = 120_000;
const STORM_LONGEST_MS = 300_000;
/** A gateway writes its state file right after gateway.pid; one that has not by then will not. */
const RECORD_DUE_MS = 15_000;
/** Why a run ended is known some tenths of a second after. */
const JUDGED_MS = 2_000;

export function gatewayStatus(gateway: Gateway, bus: BusStatus, now: number): GatewayStatus {
  if (bus.kind !== 'connected') return { kind: 'no-bus', bus };
  const unit = unitStatus(gateway.facts);
  // Before "not installed": that a gateway lives is the more useful half of that truth.
  const outside = outsideProcess(gateway);
  if (outside !== null) return { kind: 'outside-systemd', pid: outside.pid };
  if (unit.kind === 'not-installed') return unit;

  const record = ownRecord(gateway);
  const { restart } = gateway;
  if (isUnderWay(restart)) {
    // It would wait for ever for agents of a process that stands still; every later phase has a limit.
    const isStuck = restart.phase.kind === 'waiting-for-idle' && unit.kind === 'active' && record !== null;
    return (isStuck ? frozenStatus(gateway) : null) ?? { kind: 'restarting', run: restart };
  }
  if (record?.gatewayState === 'draining' && (unit.kind === 'active' || unit.kind === 'stopping')) {
    const forWhat = drainPurpose(record, unit);
    // Every stop passes through `draining`; with nobody left to wait for it is a stop, no drain.
    if (forWhat !== 'stop' || record.activeAgents !== 0) {
      return { kind: 'draining', agents: record.activeAgents, forWhat, deadline: drainDeadline(gateway, forWhat) };
    }
  }
  if (gateway.operation?.kind === 'start' && unit.kind !== 'active') return { kind: 'starting' };
  if (gateway.operation?.kind === 'stop' && unit.kind !== 'stopped') return { kind: 'stopping' };
  if (unit.kind === 'auto-restart') {
    return crashLoop(gateway, unit.nextAt, now) ?? { kind: 'restarting-by-systemd', nextAt: unit.nextAt };
  }
  switch (unit.kind) {
    case 'active':
      return activeStatus(gateway, record, now);
    case 'starting':
      return startingStatus(gateway, now);
    case 'stopping':
      return (gateway.stopRequested ? null : crashLoop(gateway, null, now)) ?? { kind: 'stopping' };
    case 'failed':
      return failedStatus(gateway, now);
    case 'stopped':
      return { kind: isBeingJudged(gateway, now) ? 'stopping' : 'stopped' };
    case 'unknown':
      return { kind: 'degraded', reasons: [t('status.unknownState', { state: unit.activeState })], agents: null };
  }
}

/** The pid to show: the unit's main process, or the gateway that runs outside the unit. Null when nothing runs. */
export function gatewayPid(gateway: Gateway): number | null {
  const outside = outsideProcess(gateway);
  if (outside !== null) return outside.pid;
  return gateway.facts.mainPid === 0 ? null : gateway.facts.mainPid;
}

/** The living gateway of this home that is not in the unit, nor in another gateway's; null where there is none. */
export function outsideProcess(gateway: Gateway): ProcessFacts | null {
  const { process } = gateway;
  if (process === null || isInUnit(process, gateway.unit, gateway.facts.mainPid)) return null;
  return otherGatewayUnit(process, gateway.unit) === null ? process : null;
}

function drainPurpose(record: GatewayRecord, unit: UnitStatus): 'restart' | 'stop' | 'request' {
  if (record.restartRequested) return 'restart';
  return unit.kind === 'stopping' ? 'stop' : 'request';
}

/** A loop lasts until a run gets as far as `running`: its next attempt is no fresh start. */
function startingStatus(gateway: Gateway, now: number): GatewayStatus {
  return crashLoop(gateway, null, now) ?? { kind: 'starting' };
}

function crashLoop(gateway: Gateway, nextAt: number | null, now: number): GatewayStatus | null {
  const restarts = gateway.automaticRestarts.filter((at) => now - at < RESTART_MEMORY_MS).length;
  return restarts >= LOOP_RESTARTS ? { kind: 'crash-looping', restarts, nextAt } : null;
}

function activeStatus(gateway: Gateway, record: GatewayRecord | null, now: number): GatewayStatus {
  const { home } = gateway;
  if (home?.problem != null) return { kind: 'degraded', reasons: [home.problem], agents: null };
  if (record === null) return recordlessStatus(gateway, now);
  const frozen = frozenStatus(gateway);
  if (frozen !== null) return frozen;
  if (record.gatewayState === 'starting') return startingStatus(gateway, now);
  if (record.gatewayState === 'stopped' || record.gatewayState === 'startup_failed') return { kind: 'stopping' };
  const health: Health = healthOf(record, gateway.facts.execMainStartedAt, gateway.provider);
  if (health.reasons.length > 0) return { kind: 'degraded', reasons: health.reasons, agents: record.activeAgents };
  if (record.activeAgents !== null && record.activeAgents > 0) return { kind: 'busy', agents: record.activeAgents };
  return { kind: 'running', agents: record.activeAgents };
}

function frozenStatus({ silentSince, facts }: Gateway): GatewayStatus | null {
  return silentSince === null ? null : { kind: 'frozen', since: silentSince, stopLimitMs: facts.policy.timeoutStopMs };
}

/** The unit is active, but no state file speaks for the process that runs. */
function recordlessStatus(gateway: Gateway, now: number): GatewayStatus {
  const { home, process } = gateway;
  if (home === null || process === null) {
    const until = backingOffUntil(gateway, now);
    return until === null ? startingStatus(gateway, now) : { kind: 'backing-off', until };
  }
  // It holds gateway.pid, so it lives. What it does, a file that can't be read, or is not its own, does not tell.
  const { stateFile, pidFile } = home;
  if (stateFile.kind === 'unreadable') {
    return { kind: 'degraded', reasons: [t('status.stateFileUnreadable', { reason: stateFile.reason })], agents: null };
  }
  const isNew = pidFile.kind === 'read' && now - pidFile.writtenAt < RECORD_DUE_MS;
  if (isNew) return startingStatus(gateway, now);
  return { kind: 'degraded', reasons: [t('status.stateFileSilent')], agents: null };
}

function backingOffUntil(gateway: Gateway, now: number): number | null {
  const starts = gateway.home?.starts ?? [];
  const last = starts.at(-1);
  if (last === undefined) return null;
  const inWindow = starts.filter((start) => start > last - STORM_WINDOW_MS).length;
  if (inWindow <= STORM_STARTS) return null;
  const until = last + Math.min(STORM_LONGEST_MS, 5000 * 2 ** (inWindow - STORM_STARTS));
  return until > now ? until : null;
}

/**
 * Whether it ended this instant, unasked, and why is being found out: it may have given way to another process, or have
 * fallen over. Until then it is not called stopped, which would say that somebody wanted it.
 */
function isBeingJudged(gateway: Gateway, now: number): boolean {
  const { execMainCode } = gateway.facts;
  if (gateway.stopRequested || execMainCode === 0) return false;
  return isUnjudged(gateway, now);
}

/** Whether a run ended so recently that why is not known yet. */
function isUnjudged(gateway: Gateway, now: number): boolean {
  const { execMainExitedAt } = gateway.facts;
  if (execMainExitedAt === null || lastExit(gateway) !== null) return false;
  return now >= execMainExitedAt && now - execMainExitedAt < JUDGED_MS;
}

function failedStatus(gateway: Gateway, now: number): GatewayStatus {
  const { result, execMainCode, execMainStatus } = gateway.facts;
  const exit = lastExit(gateway);
  // Before what was seen of the stop: this program may not have been there.
  if (exit !== null && isEndOfStop(exit)) return { kind: 'stopped' };
  // Exit code 1 is how a gateway before 0.21 answers the SIGTERM of a stop, 75 how one does that drains for a restart.
  const isAnswer = result === 'exit-code' && (execMainStatus === 1 || execMainStatus === PLANNED_RESTART_STATUS);
  if (gateway.stopRequested && isAnswer) return { kind: 'stopped' };
  // Killed on its way down: by a limit of the stop that was asked for, or of another.
  if (gateway.stopRequested && isUnjudged(gateway, now)) return { kind: 'stopping' };
  return { kind: 'failed', result, code: execMainCode, status: execMainStatus };
}
