/** The command line of `gateway run`. */
import { parseArgs } from 'node:util';
import { codeOf } from './code';
import { isStartFailure, START_FAILURES, type StartFailure } from './start-failures';
import { HERMES_VERSIONS, isHermesVersion, VERSION_FACTS, type VersionFacts } from './versions';

export interface RunOptions {
  readonly facts: VersionFacts;
  readonly profile: string | undefined;
  readonly replace: boolean;
  readonly platforms: readonly string[];
  readonly servedProfiles: readonly string[];
  /** Turns begun as soon as the gateway runs, and how long each (and each later one) takes. */
  readonly agents: number;
  readonly agentSeconds: number;
  /** undefined: config.yaml, HERMES_RESTART_DRAIN_TIMEOUT, the version's default. */
  readonly drainSeconds: number | undefined;
  readonly afterTurnSeconds: number | undefined;
  /** Hermes' import time: real milliseconds from exec until signals are handled. */
  readonly handlersAfterMs: number;
  readonly connectSeconds: number;
  /** How long an interrupted turn still runs; the grace ends it after 5 s. */
  readonly interruptSeconds: number;
  readonly teardownSeconds: number;
  readonly lingerSeconds: number;
  readonly timeScale: number;
  readonly failure: StartFailure | undefined;
  readonly plannedRestartHelper: boolean;
  readonly loopWatchdog: boolean;
  readonly refreshUnit: boolean;
  readonly unitRestartSec: number | undefined;
  readonly tornWriteMs: number;
  readonly codeSha: string;
  readonly sigtermExitsZero: boolean;
}

/** Every flag, with the help text of `--help`. */
const FLAGS = {
  'hermes-version': ['string', HERMES_VERSIONS.join('|')],
  profile: ['string', 'NAME, as `hermes -p`'],
  replace: ['boolean', 'take over from a running gateway (§2.3)'],
  platforms: ['string', 'comma list; default webhook,api_server; empty for none'],
  'served-profiles': ['string', 'comma list: multiplex mode'],
  agents: ['string', 'turns begun at start; default 0'],
  'agent-seconds': ['string', 'length of a turn; default 3600'],
  'drain-timeout': ['string', 'seconds; default by config.yaml, environment, version'],
  'after-turn-timeout': ['string', 'seconds, 0.21 only; default 1800'],
  'signal-handlers-after-ms': ['string', 'real ms from exec to the handlers; default 150'],
  'connect-seconds': ['string', 'connecting all platforms; default 0.2'],
  'interrupt-seconds': ['string', 'how long an interrupted turn still runs; default 0.3'],
  'teardown-seconds': ['string', 'disconnecting and closing; default 0.15'],
  'linger-after-stop': ['string', 'seconds the process stays after "Gateway stopped"; default 0'],
  'time-scale': ['string', 'factor on every contract second; default 1'],
  'fail-start': ['string', START_FAILURES.join('|')],
  'broken-install': ['boolean', 'same as --fail-start broken-install'],
  'no-restart-helper': ['boolean', '0.19: no planned-restart unit after SIGUSR1'],
  'no-loop-watchdog': ['boolean', '0.19+: a frozen loop is not ended with 75'],
  'refresh-unit': ['boolean', '0.19+: rewrite the own unit file when it differs'],
  'unit-restart-sec': ['string', 'RestartSec of the unit that --refresh-unit generates'],
  'torn-write-ms': ['string', '0.11: keep the state file half written that long'],
  checkout: ['string', 'run the code of that git checkout: its version, its commit, broken where it is'],
  'sigterm-exits-0': ['boolean', '0.11: as before its fix (#9875): SIGTERM from outside exits 0 and is not logged'],
  'code-sha': ['string', '0.21: code_sha; default 0123…'],
} as const satisfies Readonly<Record<string, readonly ['string' | 'boolean', string]>>;

type Flag = keyof typeof FLAGS;

export function flagHelp(): string {
  return Object.entries(FLAGS)
    .map(([flag, [type, text]]) => `  --${type === 'string' ? `${flag} VALUE` : flag}\n      ${text}`)
    .join('\n');
}

export interface CommandLine {
  readonly positionals: readonly string[];
  readonly text: (flag: Flag) => string | undefined;
  readonly isSet: (flag: Flag) => boolean;
}

/** Throws with a sentence for the user when a flag is unknown. */
export function parseCommandLine(args: readonly string[]): CommandLine {
  const options = Object.fromEntries(
    Object.entries(FLAGS).map(([flag, [type]]) => [flag, flag === 'profile' ? { type, short: 'p' } : { type }]),
  );
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
  return {
    positionals,
    text: (flag) => (typeof values[flag] === 'string' ? values[flag] : undefined),
    isSet: (flag) => values[flag] === true,
  };
}

/** Throws with a sentence for the user when a value makes no sense. */
export function runOptions({ text, isSet }: CommandLine): RunOptions {
  const number = (flag: Flag): number | undefined => {
    const value = text(flag);
    if (value === undefined) return undefined;
    const parsed = Number(value);
    if (value.trim() === '' || !Number.isFinite(parsed) || parsed < 0) {
      throw new Error(`--${flag} takes a number of at least 0, not '${value}'.`);
    }
    return parsed;
  };
  const list = (value: string) => value.split(',').filter((item) => item !== '');
  const version = text('hermes-version') ?? '';
  if (!isHermesVersion(version))
    throw new Error(`--hermes-version takes ${HERMES_VERSIONS.join(', ')}, not '${version}'.`);
  const checkout = text('checkout');
  const code = checkout === undefined ? null : codeOf(checkout);
  const isBroken = isSet('broken-install') || code?.isBroken === true;
  const failure = isBroken ? 'broken-install' : text('fail-start');
  if (failure !== undefined && !isStartFailure(failure)) {
    throw new Error(`--fail-start takes ${START_FAILURES.join(', ')}, not '${failure}'.`);
  }
  const timeScale = number('time-scale') ?? 1;
  if (timeScale === 0) throw new Error('--time-scale must be above 0.');
  return {
    facts: code === null ? VERSION_FACTS[version] : { ...VERSION_FACTS[version], release: code.version },
    profile: text('profile'),
    replace: isSet('replace'),
    platforms: list(text('platforms') ?? 'webhook,api_server'),
    servedProfiles: list(text('served-profiles') ?? ''),
    agents: number('agents') ?? 0,
    agentSeconds: number('agent-seconds') ?? 3600,
    drainSeconds: number('drain-timeout'),
    afterTurnSeconds: number('after-turn-timeout'),
    handlersAfterMs: number('signal-handlers-after-ms') ?? 150,
    connectSeconds: number('connect-seconds') ?? 0.2,
    interruptSeconds: number('interrupt-seconds') ?? 0.3,
    teardownSeconds: number('teardown-seconds') ?? 0.15,
    lingerSeconds: number('linger-after-stop') ?? 0,
    timeScale,
    failure,
    plannedRestartHelper: !isSet('no-restart-helper'),
    loopWatchdog: !isSet('no-loop-watchdog'),
    refreshUnit: isSet('refresh-unit'),
    unitRestartSec: number('unit-restart-sec'),
    tornWriteMs: number('torn-write-ms') ?? 0,
    codeSha: code?.commit ?? text('code-sha') ?? '0123456789abcdef0123456789abcdef01234567',
    sigtermExitsZero: isSet('sigterm-exits-0'),
  };
}
