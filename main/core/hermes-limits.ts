import { generationText, type HermesGeneration, hermesGeneration } from './hermes-generation';
import { ownRecord } from './own-record';
import type { RestartLimits, RestartMode } from './restart-run';
import type { Gateway } from './state';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** How long a gateway lets the agents at work go on, milliseconds. */
export interface DrainLimits {
  /** From SIGUSR1 until the drain begins, while turns run on (0.20 and later). */
  readonly afterTurnMs: number;
  /** From then, or from a stop, until what is left is interrupted. 0: at once. */
  readonly drainMs: number;
}

/** Hermes' own watchdog ends a process that is not gone so long after its drain (0.19 and later). */
const WATCHDOG_MS = MINUTE;
/** For signals, files and a loaded machine. */
const MARGIN_MS = 10 * SECOND;
/** A generated unit with a drain of 180 s has TimeoutStopSec=210; since the default is 0 it has less. */
const LONG_STOP_MS = 210 * SECOND;
/** systemd's default of TimeoutStartSec= and TimeoutStopSec=. */
const SYSTEMD_TIMEOUT_MS = 90 * SECOND;
/** One answer of a model often takes this long, and a turn is several: whoever has less is as good as interrupted. */
const SHORT_DRAIN_MS = 30 * SECOND;
/** For a unit that may take for ever: somebody wants to know. */
const LONGEST_MS = 15 * MINUTE;
/** From exec to `running`: imports and the platforms' connections, which no limit of systemd's covers (Type=simple). */
const BOOT_MS = MINUTE;
const STOP_POST_MS = 30 * SECOND;

/**
 * The limits that hold for the process that runs: config.yaml and the unit's environment, else its version's defaults.
 * Before 0.16 the environment goes first, later config.yaml does (it is exported into the environment).
 */
export function drainLimits(gateway: Gateway): DrainLimits {
  const generation = hermesGeneration(gateway);
  const config = gateway.home?.config;
  const environmentFirst = generation === '0.11' || generation === '0.14';
  const pick = (configured: number | null | undefined, variable: string, byDefault: number) => {
    const exported = environmentSeconds(gateway, variable);
    const ranked = environmentFirst ? [exported, configured] : [configured, exported];
    return ranked.find((value) => typeof value === 'number') ?? byDefault;
  };
  return {
    afterTurnMs:
      generation === '0.20'
        ? pick(config?.restartAfterTurnTimeoutMs, 'HERMES_RESTART_AFTER_TURN_TIMEOUT', afterTurnDefault(gateway))
        : 0,
    drainMs: pick(config?.restartDrainTimeoutMs, 'HERMES_RESTART_DRAIN_TIMEOUT', drainDefault(gateway, generation)),
  };
}

/** How long the halves of a restart may take. */
export function restartLimits(gateway: Gateway, mode: RestartMode): RestartLimits {
  const { policy } = gateway.facts;
  const { afterTurnMs, drainMs } = drainLimits(gateway);
  const stopMs = Math.min(policy.timeoutStopMs ?? LONGEST_MS, LONGEST_MS);
  const startMs =
    STOP_POST_MS +
    Math.min(policy.nextRestartDelayMs ?? policy.restartDelayMs ?? 0, LONGEST_MS) +
    Math.min(policy.timeoutStartMs ?? SYSTEMD_TIMEOUT_MS, LONGEST_MS) +
    BOOT_MS;
  // A stop does not wait for turns, and systemd kills what outlives TimeoutStopSec=.
  if (mode === 'now') return { drainMs: Math.min(drainMs, stopMs), exitMs: stopMs + MARGIN_MS, startMs };
  const workMs = afterTurnMs + drainMs;
  return { drainMs: workMs, exitMs: workMs + WATCHDOG_MS + MARGIN_MS, startMs };
}

/** When the drain that is under way is over, by the limits that hold for it. Epoch milliseconds; null for never, or unknown. */
export function drainDeadline(gateway: Gateway, forWhat: 'restart' | 'stop' | 'request'): number | null {
  const { drainingSince } = gateway;
  // A requested drain lasts as long as the request.
  if (drainingSince === null || forWhat === 'request') return null;
  const { afterTurnMs, drainMs } = drainLimits(gateway);
  if (forWhat === 'restart') return drainingSince + afterTurnMs + drainMs;
  return drainingSince + Math.min(drainMs, gateway.facts.policy.timeoutStopMs ?? Number.POSITIVE_INFINITY);
}

/** Whether a graceful restart leaves the agents at work too little time for it to be called that. */
export function cutsSoon(gateway: Gateway): boolean {
  const { afterTurnMs, drainMs } = drainLimits(gateway);
  return afterTurnMs + drainMs < SHORT_DRAIN_MS;
}

/** Whose limits and habits these are, for a person. */
export function generationOf(gateway: Gateway): string {
  return generationText(hermesGeneration(gateway));
}

function drainDefault({ facts: { policy } }: Gateway, generation: HermesGeneration): number {
  switch (generation) {
    case '0.11':
      return MINUTE;
    case '0.14':
      return 180 * SECOND;
    case '0.16':
      // It became 0 within 0.17; the unit was generated with the one that held.
      return policy.timeoutStopMs !== null && policy.timeoutStopMs >= LONG_STOP_MS ? 180 * SECOND : 0;
    case '0.19':
    case '0.20':
      return 0;
  }
}

/** Six hours in 0.20, half an hour later. */
function afterTurnDefault(gateway: Gateway): number {
  const version = ownRecord(gateway)?.codeVersion ?? '';
  return /^0\.20(\.|$)/.test(version) ? 6 * 60 * MINUTE : 30 * MINUTE;
}

/** Seconds of the unit's environment, in milliseconds. systemd's rule: a later assignment of the same name wins. */
function environmentSeconds({ facts: { policy } }: Gateway, variable: string): number | null {
  const text = policy.environment.findLast((entry) => entry.startsWith(`${variable}=`))?.slice(variable.length + 1);
  if (text === undefined || !/^\s*\d+(\.\d*)?\s*$/.test(text)) return null;
  return Math.round(Number(text) * SECOND);
}
