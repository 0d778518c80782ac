import { formatDuration } from '../main/core/duration';
import { type GatewayStatus, gatewayPid } from '../main/core/gateway-status';
import { livePlatforms } from '../main/core/health';
import { generationText, hermesGeneration } from '../main/core/hermes-generation';
import { t } from '../main/core/i18n';
import { formatMoment } from '../main/core/moment';
import { ownRecord } from '../main/core/own-record';
import { platformState } from '../main/core/platform-text';
import { EXITS_REMEMBERED, type Gateway } from '../main/core/state';

export interface Fact {
  readonly term: string;
  readonly value: string;
}

export interface PlatformFact {
  readonly name: string;
  /** In the person's language; Hermes' own word where it is one that we do not know. */
  readonly state: string;
  readonly isConnected: boolean;
  /** What is wrong with it, in Hermes' words. */
  readonly problem: string | null;
  /** When its state changed last, epoch milliseconds. */
  readonly since: number | null;
}

/** What is known of a gateway beside its status, in the order a person would ask. */
export function gatewayFacts(gateway: Gateway, status: GatewayStatus, now: number): readonly Fact[] {
  const facts = [
    pidFact(gateway),
    ageFact(gateway, status, now),
    agentsFact(status),
    restartsFact(gateway, now),
    versionFact(gateway),
  ];
  return facts.filter((fact) => fact !== null);
}

/** The platforms that the process that runs now reported; none of one that does not respond, which may have lost them. */
export function platformFacts(gateway: Gateway): readonly PlatformFact[] {
  if (gateway.silentSince !== null) return [];
  const record = gatewayPid(gateway) === null ? null : ownRecord(gateway);
  if (record === null) return [];
  return livePlatforms(record, gateway.facts.execMainStartedAt).map((platform) => ({
    name: platform.name,
    state: platformState(platform.state),
    isConnected: platform.state === 'connected',
    problem: platform.errorMessage ?? platform.errorCode,
    since: platform.updatedAt,
  }));
}

function pidFact(gateway: Gateway): Fact | null {
  const pid = gatewayPid(gateway);
  return pid === null ? null : { term: t('fact.pid'), value: String(pid) };
}

function ageFact(gateway: Gateway, status: GatewayStatus, now: number): Fact | null {
  const { execMainStartedAt, execMainExitedAt } = gateway.facts;
  // systemd tells of its own process, and that is not the one that runs then.
  if (status.kind === 'outside-systemd') return null;
  if (gatewayPid(gateway) !== null)
    return execMainStartedAt === null ? null : age(t('fact.up'), execMainStartedAt, now);
  return execMainExitedAt === null ? null : age(t('fact.down'), execMainExitedAt, now);
}

function age(term: string, since: number, now: number): Fact {
  return { term, value: t('fact.since', { duration: formatDuration(now - since), moment: formatMoment(since, now) }) };
}

function agentsFact(status: GatewayStatus): Fact | null {
  switch (status.kind) {
    case 'running':
    case 'busy':
    case 'degraded':
    case 'draining':
      return { term: t('fact.agents'), value: agentsValue(status.agents) };
    default:
      return null;
  }
}

function agentsValue(agents: number | null): string {
  if (agents === null) return t('fact.agents.unknown');
  return agents === 0 ? t('fact.agents.none') : t('fact.agents.some', { count: agents });
}

/** The version where the process tells it (0.20 and later); else what it can be, by what it writes. */
function versionFact(gateway: Gateway): Fact | null {
  const record = gatewayPid(gateway) === null ? null : ownRecord(gateway);
  if (record === null) return null;
  const value = record.codeVersion ?? generationText(hermesGeneration(gateway)).replace(/^Hermes /, '');
  return { term: t('fact.version'), value };
}

const DAY_MS = 24 * 60 * 60_000;

/** How often systemd has had to start it again, and how often it fell lately, be it that somebody else started it then. */
function restartsFact({ facts, exits }: Gateway, now: number): Fact | null {
  // It has not run since the machine was started.
  if (facts.invocationId === '') return null;
  const restarts = facts.nRestarts === 0 ? t('restarts.none') : t('restarts.some', { count: facts.nRestarts });
  const falls = exits.filter((exit) => !exit.isExpected && now - exit.endedAt < DAY_MS).length;
  const value =
    falls === 0
      ? restarts
      : falls === EXITS_REMEMBERED
        ? t('restarts.fallsLatelyMany', { restarts, falls })
        : t('restarts.fallsLately', { restarts, count: falls });
  return { term: t('restarts.term'), value };
}
