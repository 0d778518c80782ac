import type { Clock } from '../../app/ports/clock';
import type { SessionBus } from '../../app/ports/session-bus';
import { t } from '../../core/i18n';
import { SYSTEMD } from './calls';

const BUS = {
  destination: 'org.freedesktop.DBus',
  path: '/org/freedesktop/DBus',
  interface: 'org.freedesktop.DBus',
} as const;

/** A daemon-reexec leaves the bus for some milliseconds, on a busy machine longer. */
const ABSENCE_MS = 3_000;

export interface Presence {
  /** Whether there is a bus, and systemd on it. */
  readonly isHere: boolean;
  start(): () => void;
}

export interface PresenceEvents {
  /** systemd is there: for the first time, on a new connection, or as a new process. */
  arrived(): void;
  left(reason: string, retryAt: number | null): void;
}

/** Whether the user's systemd can be reached: it takes a bus, and systemd's name on it. */
export function createPresence(bus: SessionBus, clock: Clock, events: PresenceEvents): Presence {
  let isHere = false;
  let cancelAbsence = () => {};

  function arrived(): void {
    cancelAbsence();
    isHere = true;
    events.arrived();
  }

  function left(reason: string, retryAt: number | null): void {
    cancelAbsence();
    isHere = false;
    events.left(reason, retryAt);
  }

  async function ask(): Promise<void> {
    const answer = await bus.call({ ...BUS, member: 'NameHasOwner', signature: 's', body: [SYSTEMD] });
    if (answer.ok) {
      // A name that changed its owner meanwhile has told so already.
      if (isHere) return;
      if (answer.value[0] === true) arrived();
      else left(t('systemd.notOnBus'), null);
    } else if (answer.reason !== 'disconnected') {
      left(t('systemd.unsure', { why: answer.message }), null);
      // A bus that hangs; this ends when it answers, or with the connection.
      if (answer.reason === 'timeout') await ask();
    }
  }

  return {
    get isHere() {
      return isHere;
    },
    start() {
      const endOwner = bus.onSignal(
        {
          sender: BUS.destination,
          path: BUS.path,
          interface: BUS.interface,
          member: 'NameOwnerChanged',
          arg0: SYSTEMD,
        },
        ({ body: [, , owner] }) => {
          cancelAbsence();
          if (owner !== '') arrived();
          else cancelAbsence = clock.after(ABSENCE_MS, () => left(t('systemd.left'), null));
        },
      );
      const endStatus = bus.onStatus((status) => {
        if (status.kind === 'down') left(status.reason, status.retryAt);
        else if (status.kind === 'up') void ask();
      });
      return () => {
        cancelAbsence();
        endOwner();
        endStatus();
      };
    },
  };
}
