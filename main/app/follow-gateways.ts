import { isGatewayUnit, unitsToFollow } from '../core/discovery';
import type { UnitFacts } from '../core/unit-facts';
import { classifyUnitName } from '../core/unit-name';
import type { RunFollower } from './follow-runs';
import type { Clock } from './ports/clock';
import type { FollowedHome, GatewayHomes, HomeSubject } from './ports/gateway-home';
import type { Logger } from './ports/logger';
import type { Systemd } from './ports/systemd';
import { createSettler, type Settler } from './settle';
import type { Store } from './store';

export interface FollowGatewaysParts {
  readonly store: Store;
  readonly systemd: Systemd;
  readonly homes: GatewayHomes;
  readonly clock: Clock;
  /** Told of every fact as it comes, before flashes are held back. */
  readonly runs: Pick<RunFollower, 'observe' | 'forget'>;
  readonly logger: Logger;
}

/** One unit that is followed; a gateway only once its facts say so. */
interface Followed {
  readonly unit: string;
  readonly settler: Settler;
  readonly unfollow: () => void;
  /** The latest facts systemd gave; null until the first. */
  facts: UnitFacts | null;
  home: FollowedHome | null;
}

/**
 * Keeps the store's gateways what systemd and their files say, those that the settings name or all there are, from now until
 * the returned function is called.
 */
export function followGateways(parts: FollowGatewaysParts): () => void {
  const { store, systemd, homes, runs, clock, logger } = parts;
  const followed = new Map<string, Followed>();
  /** What was found to be another program's unit by a gateway's name. */
  const foreign = new Set<string>();
  /** What systemd listed; null before that. */
  let listed: readonly string[] | null = null;
  /** The only units to show; null shows every gateway there is. */
  let named = store.state().settings.units;

  systemd.start({
    busChanged: (bus) => store.dispatch({ kind: 'bus-changed', bus }),
    unitsListed(units) {
      listed = units;
      const helpers = units.filter((unit) => classifyUnitName(unit).kind === 'planned-restart');
      store.dispatch({ kind: 'restart-helpers-listed', units: helpers });
      follow(unitsToFollow(units, named));
    },
    unitChanged(facts) {
      const one = followed.get(facts.unit);
      if (one === undefined) return;
      one.settler.take(facts);
      if (isShown(facts)) runs.observe(facts);
    },
  });

  const unsubscribe = store.subscribe(({ settings }) => {
    if (settings.units?.join() === named?.join()) return;
    named = settings.units;
    if (listed === null) return;
    follow(unitsToFollow(listed, named));
    // Of those that were followed and stay so, some were shown for their name only, others hidden as another program's.
    for (const one of followed.values()) {
      if (one.facts === null) continue;
      show(one, one.facts);
      if (isShown(one.facts)) runs.observe(one.facts);
    }
    announceGateways();
  });

  function follow(units: readonly string[]): void {
    for (const one of [...followed.values()]) {
      if (!units.includes(one.unit)) forget(one);
    }
    for (const unit of units) {
      if (!followed.has(unit)) add(unit);
    }
    announceGateways();
  }

  function add(unit: string): void {
    const one: Followed = {
      unit,
      settler: createSettler(clock, (facts) => settled(one, facts)),
      unfollow: systemd.follow(unit),
      facts: null,
      home: null,
    };
    followed.set(unit, one);
    logger.info(`following ${unit}`);
  }

  function forget(one: Followed): void {
    followed.delete(one.unit);
    one.settler.close();
    one.unfollow();
    closeHome(one);
    runs.forget(one.unit, listed?.includes(one.unit) === false);
    logger.info(`no longer following ${one.unit}`);
  }

  function settled(one: Followed, facts: UnitFacts): void {
    const first = one.facts === null;
    one.facts = facts;
    if (isGatewayUnit(facts)) foreign.delete(one.unit);
    else foreign.add(one.unit);
    show(one, facts);
    if (first || !isShown(facts)) announceGateways();
  }

  function show(one: Followed, facts: UnitFacts): void {
    if (isShown(facts)) {
      store.dispatch({ kind: 'unit-changed', facts, at: clock.now() });
      followHome(one, facts);
    } else {
      closeHome(one);
    }
  }

  function isShown(facts: UnitFacts): boolean {
    return named !== null || isGatewayUnit(facts);
  }

  /** Says which gateways there are, once every unit has told what it is: before that, "none" would be a guess. */
  function announceGateways(): void {
    const all = [...followed.values()];
    if (listed === null || all.some((one) => one.facts === null)) return;
    const units = all.filter((one) => one.facts !== null && isShown(one.facts)).map((one) => one.unit);
    store.dispatch({ kind: 'units-listed', units });
    // Of one that is not followed the name has to do, unless it has told what it is before.
    store.dispatch({ kind: 'units-known', units: unitsToFollow(listed, null).filter((unit) => !foreign.has(unit)) });
  }

  function followHome(one: Followed, facts: UnitFacts): void {
    const subject: HomeSubject = {
      environment: facts.policy.environment,
      execStart: facts.policy.execStart,
      mainPid: facts.mainPid,
    };
    if (one.home !== null) {
      one.home.update(subject);
      return;
    }
    one.home = homes.follow(subject, ({ home, process }) =>
      store.dispatch({ kind: 'home-changed', unit: one.unit, home, process, at: clock.now() }),
    );
  }

  function closeHome(one: Followed): void {
    one.home?.close();
    one.home = null;
  }

  return () => {
    unsubscribe();
    for (const one of [...followed.values()]) forget(one);
    systemd.close();
  };
}
