import type { BusStatus } from '../core/bus-status';
import type { Clock } from './ports/clock';

/** After the bus came back, systemd's facts are read anew; it answers within milliseconds. */
const READ_ANEW_MS = 1_000;

/** Whether what is known of systemd's units is how they are, rather than how they were before a gap. */
export interface Hearing {
  /** To be told of every change of the bus. */
  follow(bus: BusStatus): void;
  /** A call was not answered: the bus may be gone before it says so. */
  doubt(): void;
  isHeard(): boolean;
  /** When it will be heard again if the bus stays; null while it is heard, or the bus is away. */
  heardAt(): number | null;
}

export function createHearing(clock: Clock): Hearing {
  let isConnected = false;
  let wasCut = false;
  let from = 0;

  return {
    follow({ kind }) {
      const connects = kind === 'connected' && !isConnected;
      isConnected = kind === 'connected';
      if (kind === 'lost' || kind === 'silent') wasCut = true;
      // The first connection has no old facts to be mistaken for new ones.
      if (connects && wasCut) from = clock.now() + READ_ANEW_MS;
    },
    doubt() {
      from = clock.now() + READ_ANEW_MS;
    },
    isHeard: () => isConnected && clock.now() >= from,
    heardAt: () => (isConnected && clock.now() < from ? from : null),
  };
}
