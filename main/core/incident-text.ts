import { assertNever } from './assert-never';
import { formatDuration } from './duration';
import type { Incident } from './incident';
import { formatMoment } from './moment';

/** How an incident stands, in one line: `Down since 14:02 · stopped 3 times · systemd gave up`. */
export function incidentText({ phase, exits, openedAt, exit }: Incident, now: number): string {
  const times = exits === 1 ? null : `stopped ${exits} times since ${formatMoment(openedAt, now)}`;
  switch (phase.kind) {
    case 'reviving':
      return line(
        `Stopped at ${formatMoment(exit.endedAt, now)}`,
        times,
        `systemd restarts it${inText(phase.at, now)}`,
      );
    case 'looping':
      return line('Keeps stopping', times, 'systemd keeps restarting it');
    case 'starting':
      return line(`Starting again (PID ${phase.pid})`, times);
    case 'down':
      return line(
        `Down since ${formatMoment(exit.endedAt, now)}`,
        times,
        phase.hasGivenUp ? 'systemd gave up' : 'nobody restarts it',
      );
    case 'recovered':
      return line(`Back after ${formatDuration(phase.tookMs)} (PID ${phase.pid})`, times);
    case 'ended':
      return line(`Stopped on request at ${formatMoment(phase.at, now)}`, times);
    default:
      return assertNever(phase);
  }
}

function line(...parts: readonly (string | null)[]): string {
  return parts.filter((part) => part !== null).join(' · ');
}

function inText(at: number | null, now: number): string {
  if (at === null) return '';
  return at - now < 1000 ? ' now' : ` in ≈ ${formatDuration(at - now)}`;
}
