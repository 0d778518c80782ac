import type { GatewayStatus, StatusKind } from './gateway-status';
import { t } from './i18n';
import { isOpen } from './incident';
import { type Gateway, lastExit } from './state';
import { statusText } from './status-text';
import { type Exit, isEndOfStop } from './verdict';
import { adviceText } from './verdict-advice';
import { consequenceText, midSentence, verdictText, verdictTitle } from './verdict-text';

/** The status in a few words, with why it stopped where that is known. `now` as in statusText. */
export function headlineText(gateway: Gateway, status: GatewayStatus, now: number | null): string {
  const exit = lastExit(gateway);
  if (status.kind === 'stopped') return stoppedText(gateway, exit);
  if (status.kind === 'failed' && exit !== null && exit.verdict.kind !== 'unknown') {
    return t('status.failed', { how: midSentence(verdictTitle(exit)) });
  }
  return statusText(status, now);
}

function stoppedText(gateway: Gateway, exit: Exit | null): string {
  const { stopRequested, incident } = gateway;
  if (exit === null) return t('status.stopped');
  // While that one lives the status is `outside-systemd`.
  if (exit.verdict.kind === 'takeover') return t('headline.replacementGone');
  // One that was for the sake of the next run, which somebody has called off.
  if (exit.isExpected) return isEndOfStop(exit) ? verdictText(exit) : t('verdict.stopped');
  const { consequence } = exit;
  // It fell over, systemd was to start it again, and somebody said no to that: perhaps before it was judged.
  const isCalledOff = consequence.kind === 'stays-down' && consequence.why.kind === 'on-request';
  if ((consequence.kind === 'stays-down' && !isCalledOff) || isLeftDown(gateway)) {
    return t('headline.notRevived', { cause: verdictTitle(exit) });
  }
  const isWanted = isCalledOff || stopRequested || incident?.phase.kind === 'ended';
  return isWanted ? t('verdict.stopped') : t('status.stopped');
}

/** What a glance should see of it. A gateway that fell over and stays down is not at rest, though systemd calls it so. */
export function glanceKind({ incident }: Gateway, status: GatewayStatus): StatusKind {
  if (status.kind === 'restarting' && status.run.phase.kind === 'draining') return 'draining';
  if (status.kind === 'stopped' && incident?.phase.kind === 'down') return 'failed';
  return status.kind;
}

/** Whether somebody should look after it: it fell over, and nobody will start it again. */
export function isLeftDown({ incident }: Gateway): boolean {
  return incident !== null && isOpen(incident) && incident.phase.kind === 'down';
}

const DOWN: ReadonlySet<StatusKind> = new Set(['restarting-by-systemd', 'crash-looping', 'failed', 'stopped']);

/** The exit that is why it is down; null where it is not, or where that is not known. */
export function presentExit(gateway: Gateway, status: GatewayStatus): Exit | null {
  if (!DOWN.has(status.kind)) return null;
  // Between two attempts of a loop a new run is there, for a moment, whose end is not known yet.
  return lastExit(gateway) ?? (status.kind === 'crash-looping' ? (gateway.exits[0] ?? null) : null);
}

export interface Explanation {
  readonly cause: string | null;
  /** What systemd does about it, where the headline does not say it already. */
  readonly consequence: string | null;
  readonly advice: string | null;
}

/** Why it is down and what to do, for where the headline stands already: what that says is left out. No full stops. */
export function explanationOf(gateway: Gateway, status: GatewayStatus, now: number | null): Explanation | null {
  const exit = presentExit(gateway, status);
  if (exit === null) return null;
  const cause =
    status.kind === 'crash-looping'
      ? t('headline.lastTime', { cause: midSentence(verdictText(exit)) })
      : verdictText(exit);
  const isSaid = headlineText(gateway, status, now).toLowerCase().includes(cause.toLowerCase());
  return {
    cause: isSaid ? null : cause,
    consequence: presentConsequence(exit, status, now),
    advice: adviceText(exit),
  };
}

function presentConsequence(exit: Exit, status: GatewayStatus, now: number | null): string | null {
  if (exit.isExpected) return null;
  // The countdown is in the headline; and of one that was told not to come back, what was to come is history.
  if (status.kind === 'restarting-by-systemd' || status.kind === 'crash-looping') return null;
  return exit.consequence.kind === 'stays-down' ? consequenceText(exit, now) : null;
}
