import type { FlightRecord } from '../../main/core/flight-record';
import type { IncidentPhase } from '../../main/core/incident';
import type { Exit } from '../../main/core/verdict';
import { type NotificationWatch, type SentNotification, watchNotifications } from '../desktop/notifications';
import type { ChaosApp } from './app';

/** What the app has made of an event so far: for the flight recorder, and for the person. */
export interface Told {
  readonly exits: readonly Exit[];
  /** What its incidents went through. */
  readonly phases: readonly IncidentPhase['kind'][];
  readonly sent: readonly SentNotification[];
  /** The notifications of incidents that stand now. */
  readonly standing: readonly SentNotification[];
  /** The latest of an incident, of whatever event; null once anybody but time has put it away. */
  readonly latest: SentNotification | null;
  /** The latest of an incident when the event began. */
  readonly before: SentNotification | null;
}

export interface Telling {
  /** An event begins. Right after `settled` nothing falls between the two. */
  mark(): void;
  /** What was told since, as far as it is known at once. */
  now(): Told;
  /** The same, when all that the app has told the notification daemon by now is known. */
  settled(): Promise<Told>;
  stop(): void;
}

const OF_RESTART = /is restarting$|has restarted$|will not restart$/;
const OF_INCIDENT = /stopped unexpectedly|keeps stopping|is down|is back after/;
const EXPIRED = 1;

export async function watchTelling(app: ChaosApp, unit: string): Promise<Telling> {
  const notifications: NotificationWatch = await watchNotifications();
  let records = 0;
  let sent = 0;
  let before: SentNotification | null = null;

  function latest(): SentNotification | null {
    const last = notifications.sent.findLast(isOfIncident) ?? null;
    const end = notifications.closed.find(({ id }) => id === last?.id);
    return end === undefined || end.reason === EXPIRED ? last : null;
  }

  function now(): Told {
    const ofUnit = app
      .records()
      .slice(records)
      .filter((record) => 'unit' in record && record.unit === unit);
    return {
      exits: ofUnit.flatMap((record: FlightRecord) => (record.kind === 'run-ended' ? [record.exit] : [])),
      phases: ofUnit.flatMap((record) => (record.kind === 'incident' ? [record.phase] : [])),
      sent: notifications.sent.slice(sent),
      standing: notifications.standing().filter(isOfIncident),
      latest: latest(),
      before,
    };
  }

  return {
    mark() {
      records = app.records().length;
      sent = notifications.sent.length;
      before = latest();
    },
    now,
    async settled() {
      await notifications.catchUp();
      return now();
    },
    stop: () => notifications.stop(),
  };
}

export function isOfIncident({ title }: SentNotification): boolean {
  return OF_INCIDENT.test(title);
}

/** Of one of our own restarts, where nothing has failed. */
export function isOfRestart({ title, urgency }: SentNotification): boolean {
  return OF_RESTART.test(title) && urgency === 'low';
}
