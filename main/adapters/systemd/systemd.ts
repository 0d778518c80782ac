import type { Clock } from '../../app/ports/clock';
import type { Logger } from '../../app/ports/logger';
import type { BusSignal, SessionBus, SignalMatch } from '../../app/ports/session-bus';
import type { Systemd, SystemdListener } from '../../app/ports/systemd';
import { t } from '../../core/i18n';
import { type Result, success } from '../../core/result';
import type { UnitFacts } from '../../core/unit-facts';
import { createCalls, isNoAnswer, MANAGER, MANAGER_PATH, SERVICE, SYSTEMD, UNIT } from './calls';
import { refused } from './failures';
import { createFollowedUnit, type FollowedUnit } from './followed-unit';
import { createHealth } from './health';
import { createJobs } from './jobs';
import { parseUnit } from './parse-unit';
import { createPresence } from './presence';
import { readUsage } from './read-usage';
import { createUnitList, isListable } from './unit-list';
import { unitPath } from './unit-path';

export interface SystemdParts {
  readonly bus: SessionBus;
  readonly clock: Clock;
  readonly logger: Logger;
}

interface Followers {
  count: number;
  readonly followed: FollowedUnit;
}

/** systemd says `Reloading(false)` at the end of a reload; if that gets lost, this is the end. */
const RELOAD_DEADLINE_MS = 10_000;
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 30_000;

export function createSystemd({ bus, clock, logger }: SystemdParts): Systemd {
  const units = new Map<string, Followers>();
  const ends: (() => void)[] = [];
  let listener: SystemdListener | null = null;
  let cancelReload: (() => void) | null = null;
  let cancelRetry = () => {};
  let failedLists = 0;

  const calls = createCalls(bus, {
    heard,
    unanswered(reason) {
      if (presence.isHere) health.silent(reason);
    },
  });
  const health = createHealth({
    clock,
    announce: (status) => listener?.busChanged(status),
    probe: () => calls.property(MANAGER_PATH, MANAGER, 'Version'),
  });
  const jobs = createJobs({
    calls,
    clock,
    factsOf: (unit) => units.get(unit)?.followed.facts ?? null,
    settled: async (unit) => units.get(unit)?.followed.settled(),
    readFacts,
  });
  const list = createUnitList(calls, logger, {
    listed(names, isNew) {
      failedLists = 0;
      health.connected();
      if (isNew) listener?.unitsListed(names);
    },
    failed: listFailed,
  });
  const presence = createPresence(bus, clock, {
    arrived: readAnew,
    left(reason, retryAt) {
      forgetAll(reason);
      health.lost(reason, retryAt);
    },
  });

  // ── reading ─────────────────────────────────────────────────────────────────────────────────────────────────────

  /** systemd is there, but is not the one that was there before, or not over the same line. */
  function readAnew(): void {
    forgetUnits();
    // It says no when we have subscribed on this connection before, which is as good.
    void calls.manager('Subscribe');
    readAll();
  }

  function readAll(): void {
    if (!presence.isHere) return;
    endReload();
    cancelRetry();
    list.refresh();
    for (const { followed } of units.values()) followed.read();
    jobs.verify();
  }

  function forgetUnits(): void {
    for (const { followed } of units.values()) followed.forget();
  }

  function forgetAll(reason: string): void {
    endReload();
    cancelRetry();
    forgetUnits();
    jobs.lose(reason);
  }

  function listFailed(reason: string, message: string): void {
    if (isNoAnswer(reason)) return;
    const delay = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** failedLists);
    failedLists += 1;
    cancelRetry();
    cancelRetry = clock.after(delay, readAll);
    health.lost(t('systemd.noList', { why: message }), clock.now() + delay);
  }

  async function readFacts(unit: string): Promise<UnitFacts | null> {
    const path = unitPath(unit);
    const [ofUnit, ofService] = await Promise.all([calls.properties(path, UNIT), calls.properties(path, SERVICE)]);
    if (!ofUnit.ok || !ofService.ok) return null;
    return parseUnit(unit, { unit: ofUnit.value, service: ofService.value }, jobs.typeOf, () => {});
  }

  // ── signals ─────────────────────────────────────────────────────────────────────────────────────────────────────

  function heard(): void {
    if (health.heard()) readAll();
  }

  function onSignal(match: SignalMatch, take: (signal: BusSignal) => void): () => void {
    return bus.onSignal(match, (signal) => {
      heard();
      take(signal);
    });
  }

  function takeManagerSignal({ member, body }: BusSignal): void {
    switch (member) {
      case 'Reloading':
        if (body[0] === true) beginReload();
        else readAll();
        return;
      case 'UnitFilesChanged':
        readAll();
        return;
      case 'JobRemoved':
        jobs.removed(body);
        // The end of a unit that is loaded without a file, or was made by another program.
        refreshIfUnknown(body[2]);
        return;
      case 'UnitNew':
        refreshIfUnknown(body[0]);
        return;
      case 'UnitRemoved':
        if (cancelReload === null && !isFollowed(body[0]) && list.units?.includes(String(body[0]))) list.refresh();
        return;
      default:
        return;
    }
  }

  /** In a reload every unit goes and comes; and to look at an unloaded unit loads it, so that looking would never end. */
  function refreshIfUnknown(name: unknown): void {
    if (cancelReload !== null || typeof name !== 'string' || !isListable(name)) return;
    if (!isFollowed(name) && !list.units?.includes(name)) list.refresh();
  }

  function isFollowed(name: unknown): boolean {
    return typeof name === 'string' && units.has(name);
  }

  function beginReload(): void {
    cancelReload?.();
    cancelReload = clock.after(RELOAD_DEADLINE_MS, readAll);
  }

  function endReload(): void {
    cancelReload?.();
    cancelReload = null;
  }

  // ── the port ────────────────────────────────────────────────────────────────────────────────────────────────────

  function announce(facts: UnitFacts): void {
    listener?.unitChanged(facts);
    // A unit that is followed without being there appears without UnitNew: our reference has kept it loaded.
    const exists = facts.loadState !== 'not-found' || facts.activeState !== 'inactive';
    if (list.units !== null && isListable(facts.unit) && exists !== list.units.includes(facts.unit)) list.refresh();
  }

  return {
    start(given) {
      listener = given;
      given.busChanged(health.status);
      ends.push(onSignal({ sender: SYSTEMD, path: MANAGER_PATH, interface: MANAGER }, takeManagerSignal));
      ends.push(presence.start());
    },

    follow(unit) {
      const known = units.get(unit);
      const followers = known ?? {
        count: 0,
        followed: createFollowedUnit({ unit, calls, clock, logger, onSignal, announce, ownJobType: jobs.typeOf }),
      };
      units.set(unit, followers);
      followers.count += 1;
      if (known === undefined && presence.isHere) followers.followed.read();
      let isOver = false;
      return () => {
        if (isOver) return;
        isOver = true;
        followers.count -= 1;
        if (followers.count > 0) return;
        units.delete(unit);
        followers.followed.close();
      };
    },

    resync: readAll,

    startUnit: (unit) => jobs.run('start', unit),
    stopUnit: (unit) => jobs.run('stop', unit),
    restartUnit: (unit) => jobs.run('restart', unit),
    async resetFailedUnit(unit): Promise<Result<null>> {
      const reply = await calls.manager('ResetFailedUnit', 's', [unit]);
      return reply.ok ? success(null) : refused('reset', unit, reply);
    },
    async signalMain(unit, signal) {
      const reply = await calls.manager('KillUnit', 'ssi', [unit, 'main', signal]);
      return reply.ok ? success(null) : refused('signal', unit, reply);
    },

    readUsage: (unit) => readUsage(calls, unit),

    close() {
      listener = null;
      for (const { followed } of units.values()) followed.close();
      units.clear();
      for (const end of ends) end();
      forgetAll('hermes-tray no longer listens to systemd');
      health.close();
    },
  };
}
