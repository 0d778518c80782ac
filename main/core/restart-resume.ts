import { formatDuration } from './duration';
import type { FlightRecord } from './flight-record';
import { hermesGeneration, startsRestartHelper } from './hermes-generation';
import { restartLimits } from './hermes-limits';
import { t } from './i18n';
import { isUp, ownRecord } from './own-record';
import { isDrainingForRestart } from './restart-facts';
import type { RestartRun } from './restart-run';
import { type Gateway, PLANNED_RESTART_STATUS } from './state';
import { unitStatus } from './unit-status';

// A restart outlives us: what is left of it is told by the flight recorder, systemd and the gateway.

export type AskedRestart = Extract<FlightRecord, { kind: 'restart-asked' }>;

export type Resumed =
  | { readonly kind: 'run'; readonly run: RestartRun }
  /** It did not come about, as far as can be known. `reason`: for a person. */
  | { readonly kind: 'over'; readonly reason: string };

/** Nobody expects a restart of longer ago to go on, unless it was to wait, or its own limits are longer (0.20: 6 h). */
const OLDEST_MS = 60 * 60_000;
/** A unit that has been down for longer, somebody may have wanted down. */
const DOWN_MS = 2 * 60_000;

/** The restarts that were asked for and of whose end nothing is known, by unit. */
export function openRestarts(records: readonly FlightRecord[]): ReadonlyMap<string, AskedRestart> {
  const open = new Map<string, AskedRestart>();
  for (const record of records) {
    if (record.kind === 'restart-asked') open.set(record.unit, record);
    else if (record.kind === 'restart-ended') open.delete(record.unit);
  }
  return open;
}

export function resumeRestart(asked: AskedRestart, gateway: Gateway, now: number): Resumed {
  const { facts } = gateway;
  const { mode, at, invocationId } = asked;
  const limits = restartLimits(gateway, mode);
  const oldestMs = Math.max(OLDEST_MS, limits.exitMs + limits.startMs);
  if (mode !== 'when-idle' && now - at > oldestMs) {
    return over(t('restart.over.tooOld', { duration: formatDuration(now - at) }));
  }
  const isOldRun = facts.invocationId === invocationId && facts.mainPid !== 0;
  const agents = ownRecord(gateway)?.activeAgents ?? null;
  const base = {
    mode,
    startedAt: at,
    from: { invocationId, mainPid: isOldRun ? facts.mainPid : 0 },
    agentsAtStart: isOldRun ? agents : null,
    limits,
    hasHelper: startsRestartHelper(hermesGeneration(gateway)),
    requestedIn: null,
    progressFloor: 0,
  };
  if (!isOldRun) return afterOldRun(base, gateway, now);
  if (mode === 'now') {
    const isAtIt = facts.activeState === 'deactivating' || facts.job !== null;
    const phase = { kind: 'exiting', since: at, deadline: at + limits.exitMs, asked: 'done' } as const;
    return isAtIt ? { kind: 'run', run: { ...base, phase } } : over(t('restart.over.systemdIdle'));
  }
  if (isDrainingForRestart(gateway)) {
    const since = gateway.drainingSince ?? at;
    const counts = { agentsNow: agents, agentsFewest: agents };
    const phase = { kind: 'draining', since, ...counts, deadline: since + limits.drainMs, asked: 'done' } as const;
    return { kind: 'run', run: { ...base, phase } };
  }
  if (ownRecord(gateway)?.gatewayState === 'stopped') {
    const phase = { kind: 'exiting', since: now, deadline: at + limits.exitMs, asked: 'not-yet' } as const;
    return { kind: 'run', run: { ...base, phase } };
  }
  if (mode === 'graceful') return over(t('restart.over.gatewayIdle'));
  const phase = { kind: 'waiting-for-idle', agentsNow: agents, agentsFewest: agents, requestedAt: null } as const;
  return { kind: 'run', run: { ...base, phase } };
}

function afterOldRun(base: Omit<RestartRun, 'phase'>, gateway: Gateway, now: number): Resumed {
  const { facts } = gateway;
  const { startedAt, limits } = base;
  if (facts.mainPid !== 0 && isUp(gateway)) {
    // When it got as far as running nobody saw; it is long over for a person.
    const at = Math.max(startedAt, facts.execMainStartedAt ?? now);
    const phase = { kind: 'ready', at, pid: facts.mainPid, tookMs: at - startedAt } as const;
    return { kind: 'run', run: { ...base, phase } };
  }
  const unit = unitStatus(facts);
  const exitedAt = facts.execMainExitedAt ?? 0;
  if (unit.kind === 'stopped' || unit.kind === 'failed') {
    const isPlanned = facts.execMainCode === 1 && facts.execMainStatus === PLANNED_RESTART_STATUS;
    if (!isPlanned || now - exitedAt > DOWN_MS) return over(t('restart.over.notRunning', { state: facts.activeState }));
  }
  const deadline = Math.max(exitedAt, facts.execMainStartedAt ?? 0, startedAt) + limits.startMs;
  const asked = base.mode === 'now' ? 'done' : 'not-yet';
  const phase = { kind: 'waiting', since: now, systemdRestartAt: null, deadline, asked } as const;
  return { kind: 'run', run: { ...base, phase } };
}

function over(reason: string): Resumed {
  return { kind: 'over', reason };
}
