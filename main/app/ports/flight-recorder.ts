import type { FlightEvent, FlightRecord } from '../../core/flight-record';

/** What happened, kept over our own end. */
export interface FlightRecorder {
  /** Writes it down before it returns. A disk that refuses is told to the log once, and costs nothing else. */
  append(event: FlightEvent): void;
  /** What is kept, oldest first; what is torn or not understood is left out. */
  read(): Promise<readonly FlightRecord[]>;
}
