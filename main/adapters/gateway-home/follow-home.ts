import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../../app/ports/clock';
import type { FollowedHome, HomeSighting, HomeSubject } from '../../app/ports/gateway-home';
import type { Logger } from '../../app/ports/logger';
import { hermesHomeOf } from '../../core/hermes-home';
import { NO_CONFIG } from '../../core/home-facts';
import { describeHanging } from './blocked';
import { FolderWatches } from './folder-watches';
import { HomeGatherer } from './gather';

/** A burst of writes makes one look, this long after its first. */
const DEBOUNCE_MS = 25;
const DEADLINE_MS = 5000;
/**
 * Nothing tells of the death of a process that is no unit's main process, and nothing of a change in a folder that the
 * kernel refuses to watch. Only then is there a poll.
 */
const POLL_MS = 5000;

export interface Surroundings {
  readonly userHome: string;
  readonly procFolder: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Called on each look that ran into the limits of inotify. */
  readonly onWatchLimit: (code: string) => void;
}

/**
 * One look at a time: an event, a retry or the poll asks for the next one. A look that takes too long is told as a
 * problem and waited for, because a second one would hang as well.
 */
export function followHome(
  surroundings: Surroundings,
  first: HomeSubject,
  listener: (sighting: HomeSighting) => void,
): FollowedHome {
  const { clock, logger } = surroundings;
  let subject = first;
  let closed = false;
  let looking = false;
  let lookAgain = false;
  let announced: HomeSighting | null = null;
  let pending: { readonly dueAt: number; readonly cancel: () => void } | null = null;
  const watches = new FolderWatches(() => lookWithin(DEBOUNCE_MS));
  const gatherer = new HomeGatherer(surroundings.userHome, surroundings.procFolder, watches, logger);

  function lookWithin(delayMs: number): void {
    if (closed) return;
    if (looking) {
      lookAgain = true;
      return;
    }
    const dueAt = clock.now() + delayMs;
    if (pending !== null && pending.dueAt <= dueAt) return;
    pending?.cancel();
    pending = { dueAt, cancel: clock.after(delayMs, look) };
  }

  function look(): void {
    pending?.cancel();
    pending = null;
    if (closed) return;
    if (looking) {
      lookAgain = true;
      return;
    }
    looking = true;
    lookAgain = false;
    // It settles in any case: every failure is caught inside.
    void lookOnce().then((delayMs) => {
      looking = false;
      if (lookAgain) lookWithin(DEBOUNCE_MS);
      else if (delayMs !== null) lookWithin(delayMs);
    });
  }

  /** How soon to look again; null to wait for an event. */
  async function lookOnce(): Promise<number | null> {
    const endDeadline = clock.after(DEADLINE_MS, announceHanging);
    try {
      const { sighting, retryInMs } = await gatherer.gather(subject);
      if (closed) return null;
      if (sighting !== null) announce(sighting);
      return nextLookMs(sighting, retryInMs);
    } catch (error) {
      logger.error('A gateway home could not be looked at; trying again in 5 s', error);
      return POLL_MS;
    } finally {
      endDeadline();
    }
  }

  function nextLookMs(sighting: HomeSighting | null, retryInMs: number | null): number | null {
    if (retryInMs !== null) return retryInMs;
    if (watches.limit !== null) {
      surroundings.onWatchLimit(watches.limit);
      return POLL_MS;
    }
    const unobserved = sighting?.process != null && sighting.process.pid !== subject.mainPid;
    return unobserved ? POLL_MS : null;
  }

  function announceHanging(): void {
    if (closed) return;
    const unknown = { kind: 'absent' } as const;
    const home = announced?.home.home ?? hermesHomeOf({ ...subject, userHome: surroundings.userHome }).home;
    const facts = announced?.home ?? {
      home,
      pidFile: unknown,
      stateFile: unknown,
      starts: [],
      heartbeat: null,
      controlSocket: null,
      config: NO_CONFIG,
    };
    const problem = describeHanging(home, DEADLINE_MS / 1000);
    announce({ home: { ...facts, problem }, process: announced?.process ?? null });
  }

  function announce(sighting: HomeSighting): void {
    if (announced !== null && isSameSighting(announced, sighting)) return;
    announced = sighting;
    listener(sighting);
  }

  look();
  return {
    update(next) {
      subject = next;
      look();
    },
    close() {
      closed = true;
      pending?.cancel();
      pending = null;
      watches.close();
    },
  };
}

function isSameSighting(one: HomeSighting, other: HomeSighting): boolean {
  return isDeepStrictEqual(comparable(one), comparable(other));
}

/** A process that works moves between running and waiting all the time; that is no news. */
function comparable({ home, process }: HomeSighting): unknown {
  return { home, process: process === null ? null : { ...process, state: process.state.replace(/[RSDI]/, 'R') } };
}
