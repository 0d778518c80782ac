import { agentsText } from './agents-text';
import { assertNever } from './assert-never';
import { formatDuration, formatLimit } from './duration';
import type { GatewayStatus, StatusKind } from './gateway-status';
import { restartBar } from './restart-text';
import { signalName } from './signal-name';

/**
 * The status in a few words, as it stands first in the menu, the tooltip and the window. `now` is null where a text
 * stays up unattended, as in a tooltip: a countdown would go stale there.
 */
export function statusText(status: GatewayStatus, now: number | null): string {
  switch (status.kind) {
    case 'no-bus':
      return busText(status.bus);
    case 'not-installed':
      return status.reason === 'masked' ? 'Masked' : status.reason === 'not-found' ? 'Not installed' : 'Not loadable';
    case 'outside-systemd':
      return 'Running outside systemd';
    case 'restarting':
      return now === null ? 'Restarting' : `Restarting  ${restartBar(status.run, now)}`;
    case 'draining':
      return drainingText(status, now);
    case 'crash-looping':
      return loopText(status.restarts, nextText(status.nextAt, now));
    case 'restarting-by-systemd':
      return `Stopped · systemd restarts it${nextText(status.nextAt, now)}`;
    case 'backing-off':
      return now === null ? 'Backing off' : `Backing off · boots in ≈ ${formatDuration(status.until - now)}`;
    case 'starting':
      return 'Starting';
    case 'stopping':
      return 'Stopping';
    case 'failed':
      return `Failed · ${exitText(status.result, status.code, status.status)}`;
    case 'stopped':
      return 'Stopped';
    case 'frozen':
      return now === null ? 'Not responding' : `Not responding · for ${formatDuration(now - status.since)}`;
    case 'degraded':
      return 'Running · degraded';
    case 'busy':
      return 'Running · busy';
    case 'running':
      return 'Running · healthy';
    default:
      return assertNever(status);
  }
}

/** What the status line has no room for, a sentence each, worded to stand inside one; none when it says all. */
export function statusDetails(status: GatewayStatus): readonly string[] {
  switch (status.kind) {
    case 'no-bus':
      return status.bus.kind === 'lost' || status.bus.kind === 'silent' ? [status.bus.reason] : [];
    case 'not-installed':
      return [status.detail];
    case 'outside-systemd':
      return ['systemd neither sees nor revives it'];
    case 'frozen':
      return ['its process is there, but its heartbeat has stopped', killText(status.stopLimitMs)];
    case 'degraded':
      return status.reasons;
    default:
      return [];
  }
}

/** A mark for lists of gateways, told apart without colour. */
export function statusMark(kind: StatusKind): string {
  switch (kind) {
    case 'running':
    case 'busy':
      return '●';
    case 'degraded':
    case 'outside-systemd':
      return '▲';
    case 'stopped':
    case 'not-installed':
      return '○';
    case 'failed':
    case 'crash-looping':
    case 'frozen':
      return '✕';
    case 'no-bus':
      return '?';
    default:
      return '◐';
  }
}

/** While systemd waits to restart it anyway, a start is a start now. */
export function startLabel(status: GatewayStatus): string {
  return status.kind === 'restarting-by-systemd' || status.kind === 'crash-looping' ? 'Start now' : 'Start';
}

/** How the main process ended, in words: `exit code 1`, `SIGKILL`, `oom-kill`. */
export function exitText(result: string, code: number, status: number): string {
  // Without a main process it was one of the commands before it (ExecStartPre=), of which systemd tells no more.
  if (code === 0) return result;
  if (result === 'exit-code') return `exit code ${status}`;
  if (result === 'signal') return signalName(status);
  if (result === 'core-dump') return `${signalName(status)}, core dumped`;
  return result;
}

function busText(bus: Extract<GatewayStatus, { kind: 'no-bus' }>['bus']): string {
  switch (bus.kind) {
    case 'connecting':
      return 'Connecting to systemd';
    case 'lost':
      return 'No connection to systemd';
    case 'silent':
      return 'systemd does not answer';
  }
}

/** What a restart of one that hears no SIGTERM comes to. */
function killText(stopLimitMs: number | null): string {
  return stopLimitMs === null
    ? 'a restart “Now” asks it to end; systemd waits for that without a limit (TimeoutStopSec=infinity)'
    : `a restart “Now” ends it; if it does not hear that either, systemd kills it after ${formatLimit(stopLimitMs)}`;
}

function drainingText(
  { forWhat, agents, deadline }: Extract<GatewayStatus, { kind: 'draining' }>,
  now: number | null,
): string {
  const left = agents === null ? '' : ` · ${agentsText(agents)} left`;
  const most = now === null || deadline === null || deadline <= now ? '' : ` · ≤ ${formatLimit(deadline - now)}`;
  return `Draining${drainPurpose(forWhat)}${left}${most}`;
}

function drainPurpose(purpose: 'restart' | 'stop' | 'request'): string {
  return purpose === 'request' ? '' : ` for a ${purpose}`;
}

/** Not `4 restarts in ≈ 28 s`, which would be how fast it falls over. */
function loopText(restarts: number, next: string): string {
  return `Crash loop · ${restarts} restarts${next === '' ? '' : ` · next${next}`}`;
}

function nextText(nextAt: number | null, now: number | null): string {
  if (nextAt === null || now === null) return '';
  const left = nextAt - now;
  return left < 1000 ? ' now' : ` in ≈ ${formatDuration(left)}`;
}
