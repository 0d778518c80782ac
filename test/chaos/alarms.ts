import { setTimeout as delay } from 'node:timers/promises';
import type { FlightRecord } from '../../main/core/flight-record';
import { LOOP_RESTARTS } from '../../main/core/state';
import { type NotificationWatch, watchNotifications } from '../desktop/notifications';
import type { ChaosApp } from './app';
import { until } from './until';

/** What a person is told of an event, beside the verdict: an incident, and a notification on the real daemon. */
export interface Alarms {
  /** Before an event: waits until what was before it is over. */
  begin(): Promise<void>;
  /** After one that is to alarm: what is missing of that, in words; null for nothing. */
  missing(): Promise<string | null>;
  /** After one that is not to alarm: what did so all the same, in words; null for nothing. */
  false(): Promise<string | null>;
  stop(): void;
}

type IncidentRecord = Extract<FlightRecord, { kind: 'incident' }>;

const DEADLINE_MS = 20_000;
/** How long a false alarm has to show. */
const LINGER_MS = 1_000;
const ALARMING: ReadonlySet<IncidentRecord['phase']> = new Set(['reviving', 'looping', 'down'] as const);
const ALARMING_TITLE = /stopped|is down|keeps stopping|did not restart/;

export async function watchAlarms(app: ChaosApp, unit: string): Promise<Alarms> {
  const notifications: NotificationWatch = await watchNotifications();
  let incidentsBefore = 0;
  let sentBefore = 0;

  const incidents = () =>
    app.records().filter((record): record is IncidentRecord => record.kind === 'incident' && record.unit === unit);
  const newIncidents = () => incidents().slice(incidentsBefore);
  const alarmed = () => newIncidents().filter(({ phase }) => phase === 'starting' || ALARMING.has(phase));
  const newTitles = () =>
    notifications.sent
      .slice(sentBefore)
      .map(({ title }) => title)
      .filter((title) => ALARMING_TITLE.test(title));
  const isOver = () => {
    const phase = incidents().at(-1)?.phase ?? 'ended';
    return phase === 'recovered' || phase === 'ended';
  };
  /** One that keeps falling over is told when it begins to, and not at each fall. */
  const isToldAlready = () => (newIncidents().at(-1)?.exits ?? 0) >= LOOP_RESTARTS;

  return {
    async begin() {
      await until('the incident before to be over', isOver, DEADLINE_MS);
      await notifications.catchUp();
      incidentsBefore = incidents().length;
      sentBefore = notifications.sent.length;
    },
    async missing() {
      try {
        await until('an incident', () => alarmed().length > 0, DEADLINE_MS);
        await until('a notification', () => newTitles().length > 0 || isToldAlready(), DEADLINE_MS);
        return null;
      } catch (error) {
        return error instanceof Error ? error.message : String(error);
      }
    },
    async false() {
      // What did not happen can't be waited for.
      await delay(LINGER_MS);
      await notifications.catchUp();
      const phases = newIncidents().filter(({ phase }) => ALARMING.has(phase));
      const told = [...phases.map(({ phase }) => `an incident: ${phase}`), ...newTitles()];
      return told.length === 0 ? null : told.join(', ');
    },
    stop: () => notifications.stop(),
  };
}
