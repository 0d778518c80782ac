import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../../app/ports/clock';
import type { Logger } from '../../app/ports/logger';
import type { BusSignal, SignalMatch } from '../../app/ports/session-bus';
import type { UnitFacts } from '../../core/unit-facts';
import {
  type Calls,
  isNoAnswer,
  isProperties,
  JOB,
  PROPERTIES,
  type Properties,
  SERVICE,
  SYSTEMD,
  UNIT,
} from './calls';
import { createHold } from './hold';
import { jobIdIn, parseUnit, unreadableUnit } from './parse-unit';
import { unitPath } from './unit-path';

export interface FollowedUnit {
  /** What was announced last; null before the first. */
  readonly facts: UnitFacts | null;
  /** Reads everything again, and keeps the unit loaded from now on. */
  read(): void;
  /** Ends once everything that systemd has signalled so far is announced. */
  settled(): Promise<void>;
  /** What is known is old from now on: nothing is announced until it was read again. */
  forget(): void;
  close(): void;
}

export interface FollowedUnitParts {
  readonly unit: string;
  readonly calls: Calls;
  readonly clock: Clock;
  readonly logger: Logger;
  onSignal(match: SignalMatch, listener: (signal: BusSignal) => void): () => void;
  announce(facts: UnitFacts): void;
  /** The type of a job that we asked for ourselves; null for any other. */
  ownJobType(id: number): string | null;
}

/** How long news may wait for what systemd has to be asked for: the type of a job, the next restart's delay. */
const LOOKUP_MS = 20;
/** A unit has one job at a time; those just before it may still be in what is held. */
const KEPT_JOBS = 8;

/**
 * Keeps a unit's facts by its signals. Every signal of the Unit interface is announced, together with those of the
 * Service interface that came just before it, which is systemd's order: a state that stands for a moment only, such as
 * `stop-sigterm`, tells why a unit stopped, and must not be merged away.
 */
export function createFollowedUnit(parts: FollowedUnitParts): FollowedUnit {
  const { unit, calls, clock, logger, onSignal } = parts;
  const path = unitPath(unit);
  const jobTypes = new Map<number, string | null>();
  const oddProperties = new Set<string>();
  const hold = createHold<UnitFacts>(clock, LOOKUP_MS, {
    pass: (facts) => announceIfNew(complete(facts)),
    late: takeState,
  });

  let ofUnit: Properties | null = null;
  let ofService: Properties | null = null;
  let announced: UnitFacts | null = null;
  let isReferenced = false;
  /** systemd counts. */
  let references = 0;
  let isReading = false;
  let isWantedAgain = false;
  let isScheduled = false;
  let isClosed = false;

  const endSignals = onSignal(
    { sender: SYSTEMD, path, interface: PROPERTIES, member: 'PropertiesChanged' },
    takeSignal,
  );

  // ── reading ─────────────────────────────────────────────────────────────────────────────────────────────────────

  async function readAll(): Promise<void> {
    isReading = true;
    do {
      isWantedAgain = false;
      if (!isReferenced) reference();
      const [unitResult, serviceResult] = await Promise.all([
        // Taken as they arrive: a signal between the two is newer than the one and older than the other.
        calls.properties(path, UNIT).then((result) => {
          if (result.ok) ofUnit = result.value;
          return result;
        }),
        calls.properties(path, SERVICE).then((result) => {
          if (result.ok) ofService = result.value;
          return result;
        }),
      ]);
      const failed = [unitResult, serviceResult].find((result) => !result.ok);
      if (failed === undefined) takeState();
      else if (!failed.ok && !isNoAnswer(failed.reason)) cannotRead(failed.message);
    } while (isWantedAgain && !isClosed);
    isReading = false;
  }

  /** Without it an inactive unit would be unloaded after every call, with signals that cause the next one. */
  function reference(): void {
    isReferenced = true;
    references += 1;
    void calls.unit(path, 'Ref');
  }

  function cannotRead(reason: string): void {
    logger.warn(`systemd does not say anything of ${unit}`, reason);
    announceIfNew(unreadableUnit(unit, reason));
  }

  // ── signals ─────────────────────────────────────────────────────────────────────────────────────────────────────

  function takeSignal({ body: [iface, changed] }: BusSignal): void {
    if (!isProperties(changed)) return;
    if (iface === SERVICE && ofService !== null) {
      ofService = { ...ofService, ...changed };
      takeStateSoon();
    } else if (iface === UNIT && ofUnit !== null) {
      const isNewRun = 'InvocationID' in changed && !isDeepStrictEqual(changed['InvocationID'], ofUnit['InvocationID']);
      const isNewWait = changed['SubState'] === 'auto-restart' && ofUnit['SubState'] !== 'auto-restart';
      ofUnit = { ...ofUnit, ...changed };
      if (isNewWait) lookUpNextRestart();
      takeState();
      // The unit may have been rewritten, which is never signalled.
      if (isNewRun) read();
    }
  }

  /** A Service signal is nearly always followed at once by one of the Unit interface, which then takes both. */
  function takeStateSoon(): void {
    if (isScheduled) return;
    isScheduled = true;
    setImmediate(() => {
      if (isScheduled) takeState();
    });
  }

  function takeState(): void {
    isScheduled = false;
    if (isClosed || ofUnit === null || ofService === null) return;
    const id = jobIdIn(ofUnit);
    if (id !== 0 && !jobTypes.has(id) && parts.ownJobType(id) === null) lookUpJob(id);
    hold.add(parseUnit(unit, { unit: ofUnit, service: ofService }, () => null, noteOdd));
  }

  // ── lookups ─────────────────────────────────────────────────────────────────────────────────────────────────────

  function lookUpJob(id: number): void {
    const [oldest] = jobTypes.keys();
    if (jobTypes.size === KEPT_JOBS && oldest !== undefined) jobTypes.delete(oldest);
    jobTypes.set(id, null);
    lookUp(calls.property(`/org/freedesktop/systemd1/job/${id}`, JOB, 'JobType'), (type) => {
      if (jobTypes.has(id) && typeof type === 'string') jobTypes.set(id, type);
    });
  }

  /** From systemd 254 on the delay may grow with every restart, without a signal. */
  function lookUpNextRestart(): void {
    if (ofService === null || !('RestartUSecNext' in ofService)) return;
    lookUp(calls.property(path, SERVICE, 'RestartUSecNext'), (value) => {
      if (ofService !== null) ofService = { ...ofService, RestartUSecNext: value };
    });
  }

  function lookUp(answer: ReturnType<Calls['property']>, take: (value: unknown) => void): void {
    hold.await(
      answer.then((result) => {
        if (result.ok) take(result.value);
      }),
    );
  }

  function complete(facts: UnitFacts): UnitFacts {
    const { job, policy, subState } = facts;
    const ownType = job === null ? null : parts.ownJobType(job.id);
    const type = job === null ? null : (jobTypes.get(job.id) ?? ownType);
    const next = subState === 'auto-restart' ? ofService?.['RestartUSecNext'] : undefined;
    return {
      ...facts,
      job: job && { ...job, type, isOurs: ownType !== null },
      policy: typeof next === 'number' ? { ...policy, nextRestartDelayMs: next / 1000 } : policy,
    };
  }

  function announceIfNew(facts: UnitFacts): void {
    if (isClosed || isDeepStrictEqual(facts, announced)) return;
    announced = facts;
    parts.announce(facts);
  }

  function noteOdd(property: string): void {
    if (oddProperties.has(property)) return;
    oddProperties.add(property);
    logger.warn(`systemd's ${property} of ${unit} is missing or not as documented`);
  }

  function read(): void {
    isWantedAgain = true;
    if (!isReading) void readAll();
  }

  return {
    get facts() {
      return announced;
    },
    read,
    settled() {
      if (isScheduled) takeState();
      return hold.settled();
    },
    forget() {
      hold.flush();
      ofUnit = null;
      ofService = null;
      isReferenced = false;
    },
    close() {
      isClosed = true;
      hold.clear();
      endSignals();
      for (; references > 0; references -= 1) void calls.unit(path, 'Unref');
    },
  };
}
