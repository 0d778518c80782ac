import type { BusStatus } from './bus-status';
import type { HomeFacts, ProcessFacts } from './home-facts';
import type { UnitFacts } from './unit-facts';

/** Everything hermes-tray knows. Made by the reducer only; shown by app/present only. */
export interface AppState {
  /** Grows by one with every change. */
  readonly revision: number;
  readonly bus: BusStatus;
  /** By unit name. A plain object, because it crosses to the window as JSON. */
  readonly gateways: Readonly<Record<string, Gateway>>;
  /** Whether the first look for units is over: before that, none is not "none there". */
  readonly discovered: boolean;
  readonly autostart: boolean;
  readonly tray: TrayHost;
}

/** Where the tray icon is shown. */
export type TrayHost = 'looking' | 'status-notifier' | 'legacy' | 'none';

export interface Gateway {
  readonly unit: string;
  readonly facts: UnitFacts;
  /** Null until its files were looked at. */
  readonly home: HomeFacts | null;
  /** The living process that gateway.pid names; null when there is none. */
  readonly process: ProcessFacts | null;
  /** What we are doing to it. */
  readonly operation: Operation | null;
  /** The last command that failed, until one succeeds or the unit moves on by itself. */
  readonly failure: CommandFailure | null;
  /**
   * Whether the run that ended last was ended by a stop that somebody asked systemd for. Before 0.21 the gateway exits
   * 1 then, and systemd calls the unit failed.
   */
  readonly stopRequested: boolean;
  /** Epoch milliseconds of the automatic restarts seen lately, oldest first. */
  readonly automaticRestarts: readonly number[];
}

/** How far back automatic restarts are remembered: what is older says nothing about a loop. */
export const RESTART_MEMORY_MS = 10 * 60_000;

/** EX_TEMPFAIL: how a gateway ends that asked for its own restart. */
export const PLANNED_RESTART_STATUS = 75;

/** So many automatic restarts within RESTART_MEMORY_MS make a loop. */
export const LOOP_RESTARTS = 3;

export type OperationKind = 'start' | 'stop' | 'restart';

export interface Operation {
  readonly kind: OperationKind;
  readonly startedAt: number;
}

export interface CommandFailure {
  readonly operation: OperationKind;
  readonly message: string;
  readonly at: number;
  /** The run that was there when it failed; a later one makes the failure history. */
  readonly invocationId: string;
}

export const INITIAL_STATE: AppState = {
  revision: 0,
  bus: { kind: 'connecting' },
  gateways: {},
  discovered: false,
  autostart: false,
  tray: 'looking',
};
