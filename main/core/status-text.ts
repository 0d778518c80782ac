import { assertNever } from './assert-never';
import { formatDuration, formatLimit } from './duration';
import type { GatewayStatus, StatusKind } from './gateway-status';
import { t } from './i18n';
import { restartBar } from './restart-text';
import { signalName } from './signal-name';
import { updateBar, updateWord } from './update-text';

/** What is due so soon is due now. */
const IMMINENT_MS = 1000;

const NOT_INSTALLED = {
  masked: 'status.masked',
  'not-found': 'status.notInstalled',
  'load-error': 'status.notLoadable',
} as const;

/**
 * The status in a few words, as it stands first in the menu, the tooltip and the window. `now` is null where a text
 * stays up unattended, as in a tooltip: a countdown would go stale there.
 */
export function statusText(status: GatewayStatus, now: number | null): string {
  switch (status.kind) {
    case 'no-bus':
      return busText(status.bus);
    case 'not-installed':
      return t(NOT_INSTALLED[status.reason]);
    case 'outside-systemd':
      return t('status.outsideSystemd');
    case 'restarting':
      return now === null ? t('status.restarting') : `${t('status.restarting')}  ${restartBar(status.run, now)}`;
    case 'updating':
      return now === null ? updateWord(status.run) : `${updateWord(status.run)}  ${updateBar(status.run, now)}`;
    case 'draining':
      return drainingText(status, now);
    case 'crash-looping':
      return loopText(status, now);
    case 'restarting-by-systemd':
      return revivedText(status.nextAt, now);
    case 'backing-off':
      return now === null
        ? t('status.backingOff')
        : t('status.backingOff.until', { duration: formatDuration(status.until - now) });
    case 'starting':
      return t('status.starting');
    case 'stopping':
      return t('status.stopping');
    case 'failed':
      return t('status.failed', { how: exitText(status.result, status.code, status.status) });
    case 'stopped':
      return t('status.stopped');
    case 'frozen':
      return now === null
        ? t('status.frozen')
        : t('status.frozen.since', { duration: formatDuration(now - status.since) });
    case 'degraded':
      return t('status.degraded');
    case 'busy':
      return t('status.busy');
    case 'running':
      return t('status.running');
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
      return [t('status.outsideSystemd.detail')];
    case 'frozen':
      return [t('status.frozen.detail'), killText(status.stopLimitMs)];
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
  return status.kind === 'restarting-by-systemd' || status.kind === 'crash-looping'
    ? t('button.startNow')
    : t('button.start');
}

/** How the main process ended, in words: `exit code 1`, `SIGKILL`, `oom-kill`. */
export function exitText(result: string, code: number, status: number): string {
  // Without a main process it was one of the commands before it (ExecStartPre=), of which systemd tells no more.
  if (code === 0) return result;
  if (result === 'exit-code') return t('end.exitCode', { status });
  if (result === 'signal') return signalName(status);
  if (result === 'core-dump') return t('end.coreDumped', { signal: signalName(status) });
  return result;
}

function busText(bus: Extract<GatewayStatus, { kind: 'no-bus' }>['bus']): string {
  switch (bus.kind) {
    case 'connecting':
      return t('bus.connecting');
    case 'lost':
      return t('bus.lost');
    case 'silent':
      return t('bus.silent');
  }
}

/** What a restart of one that hears no SIGTERM comes to. */
function killText(stopLimitMs: number | null): string {
  return stopLimitMs === null
    ? t('status.frozen.killNever')
    : t('status.frozen.killAfter', { limit: formatLimit(stopLimitMs) });
}

function drainingText(
  { forWhat, agents, deadline }: Extract<GatewayStatus, { kind: 'draining' }>,
  now: number | null,
): string {
  const parts = [forWhat === 'request' ? t('status.draining') : t(`status.draining.${forWhat}`)];
  if (agents !== null) parts.push(t('status.left', { count: agents }));
  if (now !== null && deadline !== null && deadline > now) parts.push(`≤ ${formatLimit(deadline - now)}`);
  return parts.join(' · ');
}

/** Not `4 restarts in ≈ 28 s`, which would be how fast it falls over. */
function loopText({ restarts, nextAt }: Extract<GatewayStatus, { kind: 'crash-looping' }>, now: number | null): string {
  const loop = t('status.crashLoop', { count: restarts });
  if (nextAt === null || now === null) return loop;
  const left = nextAt - now;
  const next =
    left < IMMINENT_MS
      ? t('status.crashLoop.nextNow')
      : t('status.crashLoop.nextIn', { duration: formatDuration(left) });
  return `${loop} · ${next}`;
}

function revivedText(nextAt: number | null, now: number | null): string {
  if (nextAt === null || now === null) return t('status.revived');
  const left = nextAt - now;
  return left < IMMINENT_MS ? t('status.revived.now') : t('status.revived.in', { duration: formatDuration(left) });
}
