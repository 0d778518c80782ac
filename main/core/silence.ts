import type { BusStatus } from './bus-status';
import { isInUnit } from './home-facts';
import { ownRecord } from './own-record';
import type { Gateway } from './state';
import { unitStatus } from './unit-status';

/**
 * Hermes' own measure: its event loop has a heartbeat written every 30 s, and one that is older than this is called stale.
 * Since 0.21 Hermes wants the silence of a socket as a second witness, because a slow disk may hold the file up.
 */
export const SILENCE_LIMIT_MS = 90_000;

/** By what a living process shows that it does not stand still. */
export interface Pulse {
  readonly pid: number;
  /** Epoch milliseconds of its last heartbeat. */
  readonly beatAt: number;
  /** Silence counts from here at the earliest: the start of the process, or the end of a suspend. */
  readonly countsFrom: number;
  /** Null where it has no control socket: before 0.20. */
  readonly controlSocket: string | null;
}

/** What a gateway that is up says of itself. While it starts, imports and connections hold the heartbeat up. */
const UP = new Set(['running', 'draining', 'degraded']);

/**
 * Null where silence can't be judged: systemd is not heard, the gateway is not up or not in its unit, its folder can't be
 * read, or it never wrote a heartbeat (before 0.19), or an earlier process did.
 */
export function pulseOf(gateway: Gateway, bus: BusStatus, resumedAt: number | null): Pulse | null {
  const { facts, home, process } = gateway;
  if (bus.kind !== 'connected' || home === null || home.problem !== null) return null;
  if (facts.mainPid === 0 || unitStatus(facts).kind !== 'active') return null;
  if (process !== null && !isInUnit(process, gateway.unit, facts.mainPid)) return null;
  const record = ownRecord(gateway);
  if (record === null || !UP.has(record.gatewayState ?? '')) return null;
  const { heartbeat, controlSocket } = home;
  if (heartbeat === null || heartbeat.pid !== record.pid) return null;
  const countsFrom = Math.max(facts.execMainStartedAt ?? 0, resumedAt ?? 0);
  return { pid: heartbeat.pid, beatAt: heartbeat.at, countsFrom, controlSocket };
}

/** Since when nothing was heard of it. Epoch milliseconds. */
export function quietSince({ beatAt, countsFrom }: Pulse): number {
  return Math.max(beatAt, countsFrom);
}

/** Whether a pulse shows a sign of life that the one before did not. */
export function isNewBeat(before: Pulse, after: Pulse): boolean {
  return before.pid !== after.pid || before.beatAt !== after.beatAt;
}

export function isSamePulse(before: Pulse, after: Pulse): boolean {
  return (
    !isNewBeat(before, after) && before.countsFrom === after.countsFrom && before.controlSocket === after.controlSocket
  );
}
