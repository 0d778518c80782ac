import type { Command } from './commands';
import { formatDuration } from './duration';
import { t } from './i18n';
import { type Incident, isOpen } from './incident';
import { areForgotten, STEADY_MS } from './incidents';
import type { Notice, NoticeAction } from './notice';
import { noticeName } from './notice-name';
import type { NotificationChoice } from './settings';
import type { AppState } from './state';
import { LOOP_RESTARTS } from './state';
import { compareUnits, gatewayDisplayName } from './unit-name';
import { isIncidentOfUpdate } from './update-quiet';
import { consequenceText, midSentence, verdictText } from './verdict-text';

/**
 * The one notification for all that is wrong with gateways: of one incident in full, of several a line each. It has one
 * key from the first incident until all are forgotten, so that a bad night makes one notification, replaced in place.
 */
export function incidentNotice(state: AppState, now: number): Notice | null {
  const all = incidentsOf(state);
  const [oldest] = [...all].sort((left, right) => left.openedAt - right.openedAt);
  if (oldest === undefined || areForgotten(all, now)) return null;
  const { notifications } = state.settings;
  const told = all.filter(
    (one) => isWorthTelling(one, now) && isWanted(one, notifications, now) && !isIncidentOfUpdate(state, one),
  );
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

/** Who wants to hear only of what stays down hears of what falls over again and again, too: it is not up either. */
function isWanted(incident: Incident, choice: NotificationChoice, now: number): boolean {
  return choice === 'all' || incident.phase.kind === 'down' || keepsFalling(incident, now);
}

type Content = Pick<Notice, 'title' | 'body' | 'actions'>;

function single(state: AppState, incident: Incident, now: number): Content {
  return {
    title: headline(noticeName(state, incident.unit), incident, now),
    body: bodyLines(incident, now).join('\n'),
    actions: actionsOf(incident, now),
  };
}

function headline(name: string, incident: Incident, now: number): string {
  if (keepsFalling(incident, now)) return t('notice.keepsStopping', { name });
  switch (incident.phase.kind) {
    case 'down':
      return incident.phase.hasGivenUp ? t('notice.gaveUp', { name }) : t('notice.down', { name });
    case 'recovered':
      return t('notice.back', { name, duration: formatDuration(incident.phase.tookMs) });
    case 'starting':
    case 'reviving':
    case 'looping':
    case 'ended':
      return t('notice.stopped', { name });
  }
}

function bodyLines(incident: Incident, now: number): readonly string[] {
  const { exit, phase } = incident;
  const why = verdictText(exit);
  if (keepsFalling(incident, now)) return [t('notice.times', { count: LOOP_RESTARTS, cause: midSentence(why) })];
  switch (phase.kind) {
    case 'recovered':
      return [t('notice.runsAgain', { pid: phase.pid }), t('notice.cause', { cause: midSentence(why) })];
    case 'starting':
      return [`${why}.`, t('notice.startsAgain')];
    default:
      return [`${why}.`, `${whatFollows(incident)}.`];
  }
}

/** As of its end: a notification stands for a while, and its countdown would not. */
function whatFollows({ exit, phase }: Incident): string {
  const staysDown = exit.consequence.kind === 'stays-down';
  // The exit was judged before systemd came to this.
  if (phase.kind === 'down' && !staysDown) return t('consequence.onRequest');
  if (phase.kind === 'reviving' && staysDown) {
    return consequenceText({ ...exit, consequence: { kind: 'systemd-restarts', at: phase.at } }, exit.endedAt);
  }
  return consequenceText(exit, exit.endedAt);
}

/** Whether it has fallen over again and again and not stood for a while since. Its text is the same for each fall. */
function keepsFalling({ exits, phase }: Incident, now: number): boolean {
  if (exits < LOOP_RESTARTS || phase.kind === 'down') return false;
  return phase.kind !== 'recovered' || now - phase.at < STEADY_MS;
}

/** Three at most: GNOME shows no more. */
function actionsOf(incident: Incident, now: number): readonly NoticeAction[] {
  const { unit, exit } = incident;
  const viewLog = action(t('button.viewLog'), { kind: 'view-log', unit, at: exit.endedAt });
  const snooze = action(t('button.snooze'), { kind: 'snooze', unit });
  const restart = action(t('button.restart'), { kind: 'restart', unit, mode: 'now', isConfirmed: false });
  // The same for each fall: with the moment of the last one, or a Start now while there is no process, it would be new.
  if (keepsFalling(incident, now)) return [restart, action(t('button.viewLog'), { kind: 'view-log', unit }), snooze];
  switch (incident.phase.kind) {
    case 'reviving':
    case 'looping':
      return [action(t('button.startNow'), { kind: 'start', unit }), viewLog, snooze];
    case 'starting':
      return [restart, viewLog, snooze];
    case 'down':
      return [action(t('button.start'), { kind: 'start', unit }), viewLog, snooze];
    default:
      return [viewLog, openWindow()];
  }
}

function folded(incidents: readonly Incident[], now: number): Content {
  const open = incidents.filter(isOpen).length;
  return {
    title: foldedTitle(open, incidents.length),
    body: incidents.map((incident) => `${gatewayDisplayName(incident.unit)}: ${line(incident, now)}`).join('\n'),
    actions: open === 0 ? [openWindow()] : [openWindow(), action(t('button.snooze'), { kind: 'snooze-all' })],
  };
}

function foldedTitle(open: number, all: number): string {
  if (open === all) return t('notice.allStopped', { count: all });
  return open === 0 ? t('notice.allBack', { count: all }) : t('notice.someStopped', { count: open, all });
}

function line(incident: Incident, now: number): string {
  if (keepsFalling(incident, now)) return t('notice.line.keepsStopping');
  const { phase, exit } = incident;
  if (phase.kind === 'recovered') return t('notice.line.back', { duration: formatDuration(phase.tookMs) });
  if (phase.kind === 'starting') return t('notice.line.startsAgain');
  return phase.kind === 'down' ? t('notice.line.down', { cause: verdictText(exit) }) : verdictText(exit);
}

function openWindow(): NoticeAction {
  return action(t('button.open'), { kind: 'show-window' });
}

function action(label: string, command: Command): NoticeAction {
  return { label, command };
}
