import type { Clock } from '../../app/ports/clock';
import type { BusStatus } from '../../core/bus-status';

/**
 *                the list of units was read                a call ran into its deadline
 *   connecting ─────────────────────────────▶ connected ─────────────────────────────▶ silent
 *        │                                     │     ▲                                  │  │
 *        └────────────────▶ lost ◀─────────────┘     └── systemd spoke, the list was ───┘  │
 *                            ▲                            read again                       │
 *                            └─────────────────────────────────────────────────────────────┘
 *                              no bus, or nobody on it who is systemd
 */
export interface Health {
  readonly status: BusStatus;
  connected(): void;
  lost(reason: string, retryAt: number | null): void;
  /** systemd let a call run into its deadline. It is asked again, ever more rarely, until anything is heard. */
  silent(reason: string): void;
  /** Something came from systemd. True when that ends a silence, and everything has to be read again. */
  heard(): boolean;
  close(): void;
}

export interface HealthParts {
  readonly clock: Clock;
  announce(status: BusStatus): void;
  /** Asks systemd for a sign of life. Ends when it came, or did not. */
  probe(): Promise<unknown>;
}

const FIRST_PROBE_MS = 500;
const LAST_PROBE_MS = 10_000;

export function createHealth({ clock, announce, probe }: HealthParts): Health {
  let status: BusStatus = { kind: 'connecting' };
  /** Whether a silence goes on; the status stays `silent` until the units were read anew. */
  let isSilent = false;
  let cancelProbe = () => {};

  function become(next: BusStatus): void {
    const isSame = JSON.stringify(next) === JSON.stringify(status);
    status = next;
    if (!isSame) announce(next);
  }

  function endSilence(): void {
    isSilent = false;
    cancelProbe();
  }

  function probeIn(delayMs: number): void {
    cancelProbe = clock.after(delayMs, () => {
      void probe().then(() => {
        if (isSilent) probeIn(Math.min(LAST_PROBE_MS, delayMs * 2));
      });
    });
  }

  return {
    get status() {
      return status;
    },
    connected() {
      endSilence();
      become({ kind: 'connected' });
    },
    lost(reason, retryAt) {
      endSilence();
      const since = status.kind === 'lost' ? status.since : clock.now();
      become({ kind: 'lost', reason, since, retryAt });
    },
    silent(reason) {
      if (isSilent) return;
      isSilent = true;
      if (status.kind !== 'silent') become({ kind: 'silent', reason, since: clock.now() });
      probeIn(FIRST_PROBE_MS);
    },
    heard() {
      const wasSilent = isSilent;
      endSilence();
      return wasSilent;
    },
    close: endSilence,
  };
}
