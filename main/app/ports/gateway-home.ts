import type { HomeFacts, ProcessFacts } from '../../core/home-facts';

/** The files of gateways, and the processes they name. Reads only: nothing there is ever written, locked or deleted. */
export interface GatewayHomes {
  /**
   * Finds the HERMES_HOME of a gateway and watches it; the listener is told when it was read, then of every change.
   * A folder that is not there yet is waited for.
   */
  follow(subject: HomeSubject, listener: (sighting: HomeSighting) => void): FollowedHome;
}

/** What systemd says that the home depends on. */
export interface HomeSubject {
  readonly environment: readonly string[];
  readonly execStart: readonly string[];
  /** Decides between two homes where a sticky profile came or went while the gateway ran; 0 for none. */
  readonly mainPid: number;
}

export interface HomeSighting {
  readonly home: HomeFacts;
  /** The living process that gateway.pid names; null when there is none. */
  readonly process: ProcessFacts | null;
}

export interface FollowedHome {
  /** What systemd says has changed: looks again, files and process. */
  update(subject: HomeSubject): void;
  close(): void;
}
