import { isDeepStrictEqual } from 'node:util';
import type { GatewayHomes, HomeSighting, HomeSubject } from '../../main/app/ports/gateway-home';
import { hermesHomeOf, redirectedHome } from '../../main/core/hermes-home';
import { NO_CONFIG } from '../../main/core/home-facts';

/** Homes without files: a test says what is seen in which folder. */
export interface FakeGatewayHomes extends GatewayHomes {
  /** What is in a home from now on, told to whoever follows it. Null: the folder is gone. */
  show(home: string, sighting: HomeSighting | null): void;
  /** The same, but nothing tells of it: it is seen at the next update(). The death of a process is such a change. */
  prepare(home: string, sighting: HomeSighting | null): void;
  /** What `<root>/active_profile` holds; null when there is none. */
  useProfile(root: string, profile: string | null): void;
  /** The subjects as last told, of those that are followed now. */
  readonly followed: readonly HomeSubject[];
}

interface Follower {
  subject: HomeSubject;
  readonly look: () => void;
}

export function createFakeGatewayHomes(userHome = '/home/ada'): FakeGatewayHomes {
  const sightings = new Map<string, HomeSighting>();
  const profiles = new Map<string, string>();
  const followers = new Set<Follower>();

  function sightingOf(subject: HomeSubject): HomeSighting {
    const base = hermesHomeOf({ ...subject, userHome });
    const next = redirectedHome(base, profiles.get(base.root) ?? null);
    const running = [next, base.home].find((home) => {
      const pid = sightings.get(home)?.process?.pid;
      return pid !== undefined && pid === subject.mainPid;
    });
    const home = running ?? next;
    return sightings.get(home) ?? absent(home);
  }

  function prepare(home: string, sighting: HomeSighting | null): void {
    if (sighting === null) sightings.delete(home);
    else sightings.set(home, sighting);
  }

  function lookAll(): void {
    for (const follower of followers) follower.look();
  }

  return {
    get followed() {
      return [...followers].map(({ subject }) => subject);
    },
    prepare,
    show(home, sighting) {
      prepare(home, sighting);
      lookAll();
    },
    useProfile(root, profile) {
      if (profile === null) profiles.delete(root);
      else profiles.set(root, profile);
      lookAll();
    },
    follow(subject, listener) {
      let announced: HomeSighting | null = null;
      const follower: Follower = {
        subject,
        look() {
          const sighting = sightingOf(follower.subject);
          if (!followers.has(follower) || isDeepStrictEqual(sighting, announced)) return;
          announced = sighting;
          listener(sighting);
        },
      };
      followers.add(follower);
      // Files take time: never within the call.
      queueMicrotask(follower.look);
      return {
        update(next) {
          follower.subject = next;
          queueMicrotask(follower.look);
        },
        close: () => void followers.delete(follower),
      };
    },
  };
}

function absent(home: string): HomeSighting {
  const file = { kind: 'absent' } as const;
  return {
    home: {
      home,
      problem: null,
      pidFile: file,
      stateFile: file,
      starts: [],
      heartbeat: null,
      controlSocket: null,
      config: NO_CONFIG,
    },
    process: null,
  };
}
