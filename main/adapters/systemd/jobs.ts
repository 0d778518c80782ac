import type { Clock } from '../../app/ports/clock';
import { t } from '../../core/i18n';
import { type Result, success } from '../../core/result';
import type { UnitFacts } from '../../core/unit-facts';
import { type Calls, isNoAnswer, JOB } from './calls';
import { type JobVerb, jobFailure, outcomeUnknown, refused } from './failures';
import { jobIdOf } from './unit-path';

export interface Jobs {
  /** Ends when systemd's job has. */
  run(verb: JobVerb, unit: string): Promise<Result<null>>;
  /** The arguments of systemd's JobRemoved. */
  removed(job: readonly unknown[]): void;
  /** The type of a job that was asked for here; null for any other. */
  typeOf(id: number): string | null;
  /** After a gap: a job that ended in it will not be announced any more. */
  verify(): void;
  /** Nothing is heard of any job from now on. */
  lose(why: string): void;
}

export interface JobsParts {
  readonly calls: Calls;
  readonly clock: Clock;
  /** What is known of a unit now; null when it is not followed. */
  factsOf(unit: string): UnitFacts | null;
  /** Ends once what systemd has said of a unit so far is announced. */
  settled(unit: string): Promise<void>;
  /** Asks systemd how a unit stands. */
  readFacts(unit: string): Promise<UnitFacts | null>;
}

interface Waiting {
  readonly unit: string;
  readonly verb: JobVerb;
  end(outcome: { readonly result: string } | { readonly unknown: string }): void;
}

const METHODS = { start: 'StartUnit', stop: 'StopUnit', restart: 'RestartUnit' } as const;
const DEADLINE_MARGIN_MS = 15_000;
/** systemd's own default of TimeoutStartSec= and TimeoutStopSec=. */
const DEFAULT_TIMEOUT_MS = 90_000;
/** For a unit that may take for ever. */
const LONGEST_WAIT_MS = 3_600_000;
const KEPT_TYPES = 16;

export function createJobs({ calls, clock, factsOf, settled, readFacts }: JobsParts): Jobs {
  /** By the job's path. Two requests may share a job. */
  const waiting = new Map<string, Set<Waiting>>();
  /** Ends that were announced before the reply to the call that asked for the job; kept while a call is under way. */
  const endedEarly = new Map<string, string>();
  const types = new Map<number, string>();
  let callsUnderWay = 0;

  function wait(path: string, verb: JobVerb, unit: string): Promise<Result<null>> {
    return new Promise((resolve) => {
      const deadlineMs = jobDeadline(factsOf(unit));
      const cancelDeadline = clock.after(deadlineMs, () =>
        one.end({ unknown: t('systemd.job.late', { seconds: Math.round(deadlineMs / 1000) }) }),
      );
      const one: Waiting = {
        unit,
        verb,
        end(outcome) {
          cancelDeadline();
          const others = waiting.get(path);
          others?.delete(one);
          if (others?.size === 0) waiting.delete(path);
          resolve(
            'unknown' in outcome ? outcomeUnknown(verb, unit, outcome.unknown) : judge(verb, unit, outcome.result),
          );
        },
      };
      const early = endedEarly.get(path);
      const sharing = waiting.get(path) ?? new Set();
      waiting.set(path, sharing.add(one));
      if (early !== undefined) one.end({ result: early });
    });
  }

  async function judge(verb: JobVerb, unit: string, result: string): Promise<Result<null>> {
    // Whoever asked for the job finds what it did in the facts.
    await settled(unit);
    return result === 'done' ? success(null) : jobFailure(verb, unit, result, await readFacts(unit));
  }

  function remember(path: string, type: string): void {
    const [oldest] = types.keys();
    if (types.size === KEPT_TYPES && oldest !== undefined) types.delete(oldest);
    types.set(jobIdOf(path), type);
  }

  function all(): readonly (readonly [string, Waiting])[] {
    return [...waiting].flatMap(([path, sharing]) => [...sharing].map((one) => [path, one] as const));
  }

  return {
    async run(verb, unit) {
      callsUnderWay += 1;
      const reply = await calls.manager(METHODS[verb], 'ss', [unit, 'replace']);
      callsUnderWay -= 1;
      const path = reply.ok ? String(reply.value[0]) : '';
      if (reply.ok) remember(path, verb);
      const end = reply.ok ? wait(path, verb, unit) : refused(verb, unit, reply);
      if (callsUnderWay === 0) endedEarly.clear();
      return end;
    },

    removed([, path, , result]) {
      if (typeof path !== 'string' || typeof result !== 'string') return;
      if (callsUnderWay > 0) endedEarly.set(path, result);
      for (const one of [...(waiting.get(path) ?? [])]) one.end({ result });
    },

    typeOf: (id) => types.get(id) ?? null,

    verify() {
      for (const [path, one] of all()) {
        void calls.property(path, JOB, 'JobType').then((type) => {
          // Had it ended since we listen again, that would have been announced before this answer.
          if (!type.ok && !isNoAnswer(type.reason)) one.end({ unknown: t('systemd.job.unheard') });
        });
      }
    },

    lose(why) {
      for (const [, one] of all()) one.end({ unknown: why });
    },
  };
}

/** A job may wait for the stop, the wait for a restart and the start of its unit. */
function jobDeadline(facts: UnitFacts | null): number {
  if (facts === null) return 2 * DEFAULT_TIMEOUT_MS + DEADLINE_MARGIN_MS;
  const { timeoutStopMs, timeoutStartMs, restartDelayMs } = facts.policy;
  if (timeoutStopMs === null || timeoutStartMs === null || restartDelayMs === null) return LONGEST_WAIT_MS;
  return Math.min(LONGEST_WAIT_MS, timeoutStopMs + timeoutStartMs + restartDelayMs + DEADLINE_MARGIN_MS);
}
