import type { IncidentPhase } from './incident';
import type { RestartMode } from './restart-run';
import type { UpdateEnd } from './update-run';
import type { Exit } from './verdict';

/**
 * One entry of the flight recorder: what happened to the gateways and to us, for the person who looks into it
 * afterwards and for our own next start. `at`: epoch milliseconds (the file writes ISO 8601).
 */
export type FlightRecord = { readonly at: number } & FlightEvent;

/** Of a gateway; the others are of this program and of the machine. */
export type UnitRecord = Extract<FlightRecord, { readonly unit: string }>;

export type FlightEvent =
  /** `bootId`: of the boot it was in; left out by earlier versions of this program. */
  | { readonly kind: 'app-started'; readonly version: string; readonly bootId?: string | undefined }
  | { readonly kind: 'app-ended' }
  | { readonly kind: 'suspended' }
  | { readonly kind: 'resumed' }
  /** We see it for the first time; it may have begun before. */
  | {
      readonly kind: 'run-seen';
      readonly unit: string;
      readonly invocationId: string;
      readonly pid: number;
      readonly startedAt: number | null;
    }
  | { readonly kind: 'run-ended'; readonly unit: string; readonly exit: Exit }
  | {
      readonly kind: 'incident';
      readonly unit: string;
      readonly id: string;
      readonly phase: IncidentPhase['kind'];
      readonly exits: number;
    }
  | { readonly kind: 'start-asked'; readonly unit: string }
  | { readonly kind: 'stop-asked'; readonly unit: string }
  | {
      readonly kind: 'restart-asked';
      readonly unit: string;
      readonly mode: RestartMode;
      readonly invocationId: string;
    }
  | {
      readonly kind: 'restart-ended';
      readonly unit: string;
      readonly outcome: 'ready' | 'cancelled' | 'failed';
      /** Null unless it is ready. */
      readonly tookMs: number | null;
      /** Null unless it failed. */
      readonly reason: string | null;
    }
  /** Of an installation's code, or the way back from one. */
  | {
      readonly kind: 'update-asked';
      readonly unit: string;
      readonly id: string;
      readonly isWayBack: boolean;
    }
  /** Its receipt: what was, what is, and what it cost. */
  | {
      readonly kind: 'update-ended';
      readonly unit: string;
      readonly id: string;
      readonly outcome: UpdateEnd['kind'];
      readonly from: string | null;
      readonly to: string | null;
      /** For how long no gateway of it was up, at most; null where that is not known. */
      readonly awayMs: number | null;
      readonly interrupted: number | null;
      readonly reason: string | null;
    }
  /** A gateway drains, whoever asked for it. */
  | { readonly kind: 'drain'; readonly unit: string; readonly agents: number | null };

const ALL_UP_TO = 20;
const TENTHS_UP_TO = 200;

/**
 * Whether a run that systemd has restarted so often (`NRestarts`) is written down: of a loop the first, then ever fewer,
 * so that a gateway that falls over all night does not push out what was before it.
 */
export function isRecorded(nRestarts: number): boolean {
  if (nRestarts <= ALL_UP_TO) return true;
  return nRestarts % (nRestarts <= TENTHS_UP_TO ? 10 : 100) === 0;
}

const LOOP_RUN_MS = 60_000;

/** Whether a run lasted longer than those of a loop do: it is written down, however often systemd has restarted the unit. */
export function hasStood({
  startedAt,
  endedAt,
}: {
  readonly startedAt: number | null;
  readonly endedAt: number;
}): boolean {
  return startedAt !== null && endedAt - startedAt >= LOOP_RUN_MS;
}
