import { gatewayStatus } from './gateway-status';
import { livePlatforms } from './health';
import { t } from './i18n';
import { isOpen } from './incident';
import { isUp, ownRecord } from './own-record';
import { canSignal, isDrainingForRestart } from './restart-facts';
import { type Gateway, lastExit } from './state';
import { gatewayDisplayName } from './unit-name';
import { unitStatus } from './unit-status';
import type { GatewaySnapshot, UpdateRun } from './update-run';
import { isEndOfStop } from './verdict';
import { verdictText } from './verdict-text';

// Whether the gateways that ran before an update run its code.

/** A gateway that runs, as it is now; none where it does not. */
export function snapshotOf(gateway: Gateway): readonly GatewaySnapshot[] {
  const { facts, home, unit } = gateway;
  if (facts.mainPid === 0 || home === null) return [];
  const platforms = (ownRecord(gateway)?.platforms ?? [])
    .filter(({ state }) => state === 'connected')
    .map(({ name }) => name);
  return [{ unit, home: home.home, invocationId: facts.invocationId, mainPid: facts.mainPid, platforms }];
}

/**
 * What a way back that a person takes later has to bring up: what runs now, as it is now, and what ran before the update
 * and has fallen since. What was stopped or removed meanwhile stays so.
 */
export function presentFleet(
  before: readonly GatewaySnapshot[],
  gateways: readonly Gateway[],
): readonly GatewaySnapshot[] {
  return gateways.flatMap((gateway) => {
    const [now] = snapshotOf(gateway);
    const then = before.find(({ unit }) => unit === gateway.unit);
    if (now !== undefined) {
      const known = new Set((ownRecord(gateway)?.platforms ?? []).map(({ name }) => name));
      const wanted = [...now.platforms, ...(then?.platforms ?? []).filter((platform) => known.has(platform))];
      return [{ ...now, platforms: [...new Set(wanted)] }];
    }
    return then === undefined || isStopped(gateway) ? [] : [then];
  });
}

/** Whether a gateway gets somewhere by itself: systemd waits to start it, it starts, or it backs off before it does. */
export function isOnItsWay(gateway: Gateway, now: number): boolean {
  const { kind } = gatewayStatus(gateway, { kind: 'connected' }, now);
  return ON_THEIR_WAY.has(kind);
}

const ON_THEIR_WAY: ReadonlySet<string> = new Set(['restarting-by-systemd', 'backing-off', 'stopping', 'draining']);

/**
 * Whether a gateway that is not new yet needs somebody: it runs the old code, or lies there. One that ends, drains for a
 * restart or starts gets there by itself, or is asked once it can be: what is not known of it yet may be work to cut.
 */
export function needsRestart(gateway: Gateway): boolean {
  const { facts, home, silentSince } = gateway;
  if (home === null) return false;
  const { kind } = unitStatus(facts);
  if (kind !== 'active') return kind === 'stopped' || kind === 'failed';
  if (isDrainingForRestart(gateway)) return false;
  return canSignal(gateway).ok || silentSince !== null || !facts.policy.reloadsBySigusr1;
}

/** The units that still run what there was before the code moved, or do not run. */
export function notRenewed(run: UpdateRun, gateways: readonly Gateway[]): readonly string[] {
  const known = new Set(snapshots(run).map(({ unit }) => unit));
  // One that was started meanwhile, before the code had moved.
  const others = gateways.filter(({ unit, facts }) => {
    if (known.has(unit) || facts.mainPid === 0) return false;
    return (facts.execMainStartedAt ?? 0) < (run.changedAt ?? run.startedAt);
  });
  const old = snapshots(run)
    .filter((before) => {
      const gateway = find(gateways, before.unit);
      return !wasStopped(gateway, run) && !isRenewed(before, gateway, run);
    })
    .map(({ unit }) => unit);
  return [...old, ...others.map(({ unit }) => unit)];
}

/** What is not as it was before, for a person, a clause each. */
export function notAsBefore(run: UpdateRun, gateways: readonly Gateway[]): readonly string[] {
  return snapshots(run).flatMap((before) => {
    const gateway = find(gateways, before.unit);
    const name = gatewayDisplayName(before.unit);
    if (wasStopped(gateway, run)) return [];
    if (gateway === null || gateway.facts.mainPid === 0) return [t('update.missing.down', { name })];
    if (!isUp(gateway)) return [t('update.missing.notUp', { name })];
    if (!runsCode(gateway, run)) return [t('update.missing.oldCode', { name })];
    const record = ownRecord(gateway);
    const live = record === null ? [] : livePlatforms(record, gateway.facts.execMainStartedAt);
    const connected = new Set(live.filter(({ state }) => state === 'connected').map((platform) => platform.name));
    const away = before.platforms.filter((platform) => !connected.has(platform));
    return away.length === 0 ? [] : [t('update.missing.platforms', { name, platforms: away.join(', ') })];
  });
}

/** Why one of them will not come by itself, whatever time it gets; null while each may. */
export function standsNoMore(run: UpdateRun, gateways: readonly Gateway[]): string | null {
  for (const before of snapshots(run)) {
    const gateway = find(gateways, before.unit);
    if (gateway === null || gateway.facts.mainPid !== 0) continue;
    const { incident } = gateway;
    if (incident === null || !isOpen(incident)) continue;
    const hasFallen = incident.phase.kind === 'down' || incident.phase.kind === 'looping';
    if (hasFallen && incident.exit.endedAt >= run.startedAt) {
      return t('update.failed.down', { name: gatewayDisplayName(before.unit), cause: verdictText(incident.exit) });
    }
  }
  return null;
}

/** Somebody has stopped it meanwhile, and wants it down. */
function wasStopped(gateway: Gateway | null, { startedAt }: UpdateRun): boolean {
  if (gateway === null || !isStopped(gateway)) return false;
  return (gateway.facts.execMainExitedAt ?? gateway.facts.stateChangedAt ?? 0) >= startedAt;
}

function isStopped(gateway: Gateway): boolean {
  const { facts, stopRequested } = gateway;
  const exit = lastExit(gateway);
  return facts.mainPid === 0 && (stopRequested || (exit !== null && isEndOfStop(exit)));
}

function isRenewed(before: GatewaySnapshot, gateway: Gateway | null, run: UpdateRun): boolean {
  if (gateway === null || gateway.facts.mainPid === 0) return false;
  const { invocationId, execMainStartedAt } = gateway.facts;
  if (invocationId === before.invocationId) return false;
  // A process loads its code when it starts: one from before has the old code, or some of each.
  return (execMainStartedAt ?? 0) >= (run.changedAt ?? run.startedAt) && runsCode(gateway, run);
}

/** As far as it tells (0.20 and later). */
function runsCode(gateway: Gateway, { codeAfter }: UpdateRun): boolean {
  const record = ownRecord(gateway);
  if (record === null || codeAfter === null) return true;
  if (record.codeSha !== null) {
    return codeAfter.commit.startsWith(record.codeSha) || record.codeSha.startsWith(codeAfter.commit);
  }
  return record.codeVersion === null || codeAfter.version === null || record.codeVersion === codeAfter.version;
}

function snapshots({ snapshot }: UpdateRun): readonly GatewaySnapshot[] {
  return snapshot?.gateways ?? [];
}

function find(gateways: readonly Gateway[], unit: string): Gateway | null {
  return gateways.find((gateway) => gateway.unit === unit) ?? null;
}
