import { formatDuration } from '../main/core/duration';
import { type GatewayStatus, gatewayPid } from '../main/core/gateway-status';
import { livePlatforms } from '../main/core/health';
import { formatMoment } from '../main/core/moment';
import { ownRecord } from '../main/core/own-record';
import type { Gateway } from '../main/core/state';

export interface Fact {
  readonly term: string;
  readonly value: string;
}

export interface PlatformFact {
  readonly name: string;
  readonly state: string;
  readonly isConnected: boolean;
}

/** What is known of a gateway beside its status, in the order a person would ask. */
export function gatewayFacts(gateway: Gateway, status: GatewayStatus, now: number): readonly Fact[] {
  return [pidFact(gateway), ageFact(gateway, status, now), agentsFact(status)].filter((fact) => fact !== null);
}

/** The platforms that the process that runs now reported; none of one that does not respond, which may have lost them. */
export function platformFacts(gateway: Gateway): readonly PlatformFact[] {
  if (gateway.silentSince !== null) return [];
  const record = gatewayPid(gateway) === null ? null : ownRecord(gateway);
  if (record === null) return [];
  return livePlatforms(record, gateway.facts.execMainStartedAt).map(({ name, state }) => ({
    name,
    state,
    isConnected: state === 'connected',
  }));
}

function pidFact(gateway: Gateway): Fact | null {
  const pid = gatewayPid(gateway);
  return pid === null ? null : { term: 'PID', value: String(pid) };
}

function ageFact(gateway: Gateway, status: GatewayStatus, now: number): Fact | null {
  const { execMainStartedAt, execMainExitedAt } = gateway.facts;
  // systemd tells of its own process, and that is not the one that runs then.
  if (status.kind === 'outside-systemd') return null;
  if (gatewayPid(gateway) !== null) return execMainStartedAt === null ? null : age('Up', execMainStartedAt, now);
  return execMainExitedAt === null ? null : age('Down', execMainExitedAt, now);
}

function age(term: string, since: number, now: number): Fact {
  return { term, value: `${formatDuration(now - since)} · since ${formatMoment(since, now)}` };
}

function agentsFact(status: GatewayStatus): Fact | null {
  switch (status.kind) {
    case 'running':
    case 'busy':
    case 'degraded':
    case 'draining':
      return { term: 'Agents', value: agentsValue(status.agents) };
    default:
      return null;
  }
}

function agentsValue(agents: number | null): string {
  if (agents === null) return 'not known';
  return agents === 0 ? 'none at work' : `${agents} at work`;
}
