import type { BusStatus } from '../../core/bus-status';
import type { Result } from '../../core/result';
import type { UnitFacts } from '../../core/unit-facts';
import type { UsageFigures } from '../../core/usage';

/** The user's systemd instance. Everything arrives by its signals; nothing is polled. */
export interface Systemd {
  /** Connects, and keeps the connection. The listener is told at once and then of every change. */
  start(listener: SystemdListener): void;
  /**
   * Follows a unit, loaded or not: its facts are announced once they are read, then on every change. They are read anew
   * after every gap (bus lost, daemon-reload, daemon-reexec), and announced if they differ. No announcement comes from
   * within the call. Ends when the returned function is called.
   */
  follow(unit: string): () => void;
  /** Reads everything again, as after a suspend. */
  resync(): void;

  /**
   * Each ends when systemd's job has ended, with its result, and after the facts that led to it were announced; the
   * failure's message says what systemd said and what to do. Its reason is `job-<result>` (JobRemoved's), the name of a
   * D-Bus error, `timeout`, `disconnected`, or `outcome-unknown` when the bus was lost while systemd was at it.
   */
  startUnit(unit: string): Promise<Result<null>>;
  stopUnit(unit: string): Promise<Result<null>>;
  restartUnit(unit: string): Promise<Result<null>>;
  resetFailedUnit(unit: string): Promise<Result<null>>;
  /**
   * Sends a signal to the main process and no other. Ends when it is sent, which says nothing of what it does. Fails
   * where there is no main process (`org.freedesktop.systemd1.NoSuchProcess`).
   */
  signalMain(unit: string, signal: number): Promise<Result<null>>;

  /** What the unit's control group uses. A figure is null where systemd does not count it, and of a unit that does not run. */
  readUsage(unit: string): Promise<Result<UsageFigures>>;

  close(): void;
}

export interface SystemdListener {
  busChanged(bus: BusStatus): void;
  /**
   * The names of all services that systemd has a file for or has loaded, and whose names match GATEWAY_UNIT_PATTERNS.
   * Announced once connected, then whenever it changes.
   */
  unitsListed(units: readonly string[]): void;
  unitChanged(facts: UnitFacts): void;
}
