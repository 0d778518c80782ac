import type { Command } from './commands';
import { formatDuration } from './duration';
import { type Incident, isOpen } from './incident';
import { areForgotten, STEADY_MS } from './incidents';
import type { Notice, NoticeAction } from './notice';
import type { AppState } from './state';
import { LOOP_RESTARTS } from './state';
import { compareUnits, gatewayDisplayName } from './unit-name';
import { consequenceText, midSentence, verdictText } from './verdict-text';

/**
 * The one notification for all that is wrong with gateways: of one incident in full, of several a line each. It has one
 * key from the first incident until all are forgotten, so that a bad night makes one notification, replaced in place.
 */
export function incidentNotice(state: AppState, now: number): Notice | null {
  const all = incidentsOf(state);
  const [oldest] = [...all].sort((left, right) => left.openedAt - right.openedAt);
  if (oldest === undefined || areForgotten(all, now)) return null;
  const told = all.filter((incident) => isWorthTelling(incident, now));
  const [first] = told;
  if (first === undefined) return null;
  return {
    key: `incidents/${oldest.id}`,
    // A sum over the incidents there are would fall with one that ends, and what came after it would stay unsaid.
    round: state.developments,
    ...(told.length === 1 ? single(state, first, now) : folded(told, now)),
    urgency: told.some(({ phase }) => phase.kind === 'down') ? 'critical' : 'normal',
    progress: null,
    isTransient: false,
    defaultCommand: { kind: 'show-window' },
  };
}

export function incidentsOf(state: AppState): readonly Incident[] {
  return Object.values(state.gateways)
    .sort((left, right) => compareUnits(left.unit, right.unit))
    .map(({ incident }) => incident)
    .filter((incident) => incident !== null);
}

function isWorthTelling({ phase, snoozedUntil, toldPhase }: Incident, now: number): boolean {
  if (snoozedUntil !== null && now < snoozedUntil) return false;
  // What an earlier start has told is told again when it is over, not on its way there.
  if (toldPhase !== null && phase.kind === 'starting') return false;
  return phase.kind !== toldPhase && phase.kind !== 'ended';
}

type Content = Pick<Notice, 'title' | 'body' | 'actions'>;

function single(state: AppState, incident: Incident, now: number): Content {
  const name = nameOf(state, incident.unit);
  return {
    title: `${name} ${headline(incident, now)}`,
    body: bodyLines(incident, now).join('\n'),
    actions: actionsOf(incident, now),
  };
}

/** With one gateway its name says nothing; with several it comes first. */
function nameOf(state: AppState, unit: string): string {
  return Object.keys(state.gateways).length === 1 ? 'Hermes gateway' : `Hermes gateway ${gatewayDisplayName(unit)}`;
}

function headline(incident: Incident, now: number): string {
  if (keepsFalling(incident, now)) return 'keeps stopping';
  switch (incident.phase.kind) {
    case 'down':
      return incident.phase.hasGivenUp ? 'is down: systemd gave up' : 'is down';
    case 'recovered':
      return `is back after ${formatDuration(incident.phase.tookMs)}`;
    case 'starting':
    case 'reviving':
    case 'looping':
    case 'ended':
      return 'stopped unexpectedly';
  }
}

function bodyLines(incident: Incident, now: number): readonly string[] {
  const { exit, phase } = incident;
  const why = verdictText(exit);
  if (keepsFalling(incident, now))
    return [`It stopped ${LOOP_RESTARTS} times or more. The last time: ${midSentence(why)}.`];
  switch (phase.kind) {
    case 'recovered':
      return [`It runs again (PID ${phase.pid}).`, `Cause: ${midSentence(why)}.`];
    case 'starting':
      return [`${why}.`, 'It is starting again.'];
    default:
      // As of its end: a notification stands for a while, and its countdown would not.
      return [`${why}.`, `${consequenceText(exit, exit.endedAt)}.`];
  }
}

/** Whether it has fallen over again and again and not stood for a while since. Its text is the same for each fall. */
function keepsFalling({ exits, phase }: Incident, now: number): boolean {
  if (exits < LOOP_RESTARTS || phase.kind === 'down') return false;
  return phase.kind !== 'recovered' || now - phase.at < STEADY_MS;
}

const OPEN: NoticeAction = action('Open', { kind: 'show-window' });

/** Three at most: GNOME shows no more. */
function actionsOf(incident: Incident, now: number): readonly NoticeAction[] {
  const { unit, exit } = incident;
  const viewLog = action('View log', { kind: 'view-log', unit, at: exit.endedAt });
  const snooze = action('Snooze', { kind: 'snooze', unit });
  const restart = action('Restart', { kind: 'restart', unit, mode: 'now', isConfirmed: false });
  // The same for each fall: with the moment of the last one, or a Start now while there is no process, it would be new.
  if (keepsFalling(incident, now)) return [restart, action('View log', { kind: 'view-log', unit }), snooze];
  switch (incident.phase.kind) {
    case 'reviving':
    case 'looping':
      return [action('Start now', { kind: 'start', unit }), viewLog, snooze];
    case 'starting':
      return [restart, viewLog, snooze];
    case 'down':
      return [action('Start', { kind: 'start', unit }), viewLog, snooze];
    default:
      return [viewLog, OPEN];
  }
}

function folded(incidents: readonly Incident[], now: number): Content {
  const open = incidents.filter(isOpen).length;
  const title =
    open === 0
      ? `${incidents.length} Hermes gateways are back`
      : `${open} of ${incidents.length} Hermes gateways that stopped are not back yet`;
  const allDown = open === incidents.length ? `${open} Hermes gateways stopped` : title;
  return {
    title: allDown,
    body: incidents.map((incident) => `${gatewayDisplayName(incident.unit)}: ${line(incident, now)}`).join('\n'),
    actions: open === 0 ? [OPEN] : [OPEN, action('Snooze', { kind: 'snooze-all' })],
  };
}

function line(incident: Incident, now: number): string {
  if (keepsFalling(incident, now)) return 'keeps stopping';
  const { phase, exit } = incident;
  if (phase.kind === 'recovered') return `back after ${formatDuration(phase.tookMs)}`;
  if (phase.kind === 'starting') return 'starting again';
  return phase.kind === 'down' ? `down. ${verdictText(exit)}` : verdictText(exit);
}

function action(label: string, command: Command): NoticeAction {
  return { label, command };
}
