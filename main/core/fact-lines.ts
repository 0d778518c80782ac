import { formatDuration } from './duration';
import { type GatewayStatus, gatewayPid, type StatusKind } from './gateway-status';
import { livePlatforms } from './health';
import { t } from './i18n';
import { ownRecord } from './own-record';
import { platformWithState } from './platform-text';
import type { Gateway } from './state';

/** The states in which a gateway does its work. One that is frozen does none, and what it said of itself is old. */
export const UP: ReadonlySet<StatusKind> = new Set(['running', 'busy', 'degraded', 'draining', 'outside-systemd']);

/** `PID 48213 · up 3 d 4 h · 2 agents`. `now` is null where a text stays up unattended: an age would go stale there. */
export function processLine(gateway: Gateway, status: GatewayStatus, now: number | null): string | null {
  const pid = gatewayPid(gateway);
  if (pid === null) return null;
  if (status.kind === 'no-bus') return t('line.lastHeardOf', { pid });
  const parts = [`${t('fact.pid')} ${pid}`];
  const startedAt = gateway.facts.execMainStartedAt;
  if (now !== null && startedAt !== null && status.kind !== 'outside-systemd') {
    parts.push(t('line.up', { duration: formatDuration(now - startedAt) }));
  }
  if (status.kind === 'running' || status.kind === 'busy' || status.kind === 'degraded') {
    parts.push(agentsPart(status.agents));
  }
  return parts.join(' · ');
}

function agentsPart(agents: number | null): string {
  if (agents === null) return t('line.agents.unknown');
  return agents === 0 ? t('line.agents.none') : t('line.agents', { count: agents });
}

/** `telegram, discord connected · slack retrying` */
export function platformsLine(gateway: Gateway, status: GatewayStatus): string | null {
  const record = UP.has(status.kind) ? ownRecord(gateway) : null;
  if (record === null) return null;
  const platforms = livePlatforms(record, gateway.facts.execMainStartedAt);
  const connected = platforms.filter(({ state }) => state === 'connected').map(({ name }) => name);
  const others = platforms
    .filter(({ state }) => state !== 'connected')
    .map(({ name, state }) => platformWithState(name, state));
  const parts = connected.length === 0 ? others : [platformWithState(connected.join(', '), 'connected'), ...others];
  return parts.length === 0 ? null : parts.join(' · ');
}
