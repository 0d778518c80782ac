/**
 * What differs between the three Hermes versions the simulator honours.
 * Every value is a fact of hermes-contract.md; the section stands beside it.
 */
export const HERMES_VERSIONS = ['0.11', '0.19', '0.21'] as const;
export type HermesVersion = (typeof HERMES_VERSIONS)[number];

export interface VersionFacts {
  readonly version: HermesVersion;
  /** As `code_version` and the release list spell it (§0). */
  readonly release: string;
  /** §3.1: when the sticky `<root>/active_profile` is honoured without `-p`. */
  readonly stickyProfile: 'always' | 'outside-profiles' | 'unsupervised';
  /** §3.7: `agent.restart_drain_timeout` unless configured. */
  readonly drainSeconds: number;
  /** §3.7: `agent.restart_after_turn_timeout`; undefined where SIGUSR1 drains at once. */
  readonly afterTurnSeconds: number | undefined;
  /** §3.5: 0.11 truncates and writes in place, with json.dumps' spaces. */
  readonly stateWrittenInPlace: boolean;
  /** §3.2: gateway_state.json 0644 in 0.11, 0600 (and a 0700 home) later. */
  readonly stateMode: number;
  /** §3.5: 0.11 writes active_agents only with a state change and while draining. */
  readonly activeAgentsAreLive: boolean;
  /** §3.5: 0.11 and 0.19 keep the last entry of a platform that is no longer configured. */
  readonly prunesPlatforms: boolean;
  /** §4: later versions notice that somebody else rotated a log; 0.11 goes on writing the renamed file. */
  readonly reopensLogs: boolean;
  /** §3.5: `hermes_home` in pid and state file. */
  readonly namesHome: boolean;
  /** §3.5: active_work, session_store, code_sha, code_version, writer_* and retry keys of platforms. */
  readonly identifiesCode: boolean;
  /** §3.5: 0.19 overwrites `degraded` with `running` at once, 0.11 never says it. */
  readonly degraded: 'never' | 'flash' | 'persistent';
  /** §2.4: `.gateway-planned-stop.json` on SIGTERM, and the watcher that polls it. */
  readonly plannedStopMarker: boolean;
  /** §2.1: SIGINT is a planned stop, exit 0. */
  readonly sigintIsPlanned: boolean;
  /** §2.1: an unmarked SIGTERM leaves `gateway_state: "running"` behind. */
  readonly persistsRunning: boolean;
  /** §2.2: exit code of a fatal configuration. */
  readonly configExitCode: 0 | 78;
  /** §4.1: what a token already in use does to the start. */
  readonly tokenConflict: 'startup-conflict' | 'retrying';
  /** §2.4: `.drain_request.json`. */
  readonly drainRequest: boolean;
  /** §2.4: `gateway-starts.log` and the back-off before boot. */
  readonly respawnBreaker: boolean;
  /** §2.4: `state/gateway.heartbeat`, with the liveness and shutdown watchdogs of §2.2. */
  readonly heartbeat: boolean;
  /** §2.4: `state/gateway.loop-tick.<pid>.sock`. */
  readonly loopTickSocket: boolean;
  /** §3.5 sibling: `state/gateway.lifecycle.json`. */
  readonly lifecycle: boolean;
  /** §7.4: `gateway.sock`. */
  readonly controlSocket: boolean;
  /** §4: gateway-exit-diag.log and gateway-shutdown-diag.log. */
  readonly diagnosticLogs: boolean;
  /** §4: 0.11 creates no gateway.log when started through the CLI. */
  readonly gatewayLog: boolean;
  /** §10: the transient unit that restarts the service after exit 75. */
  readonly plannedRestartHelper: boolean;
}

const HERMES_0_11: VersionFacts = {
  version: '0.11',
  release: '0.11.0',
  stickyProfile: 'always',
  drainSeconds: 60,
  afterTurnSeconds: undefined,
  stateWrittenInPlace: true,
  stateMode: 0o644,
  activeAgentsAreLive: false,
  prunesPlatforms: false,
  reopensLogs: false,
  namesHome: false,
  identifiesCode: false,
  degraded: 'never',
  plannedStopMarker: false,
  sigintIsPlanned: false,
  persistsRunning: false,
  configExitCode: 0,
  tokenConflict: 'startup-conflict',
  drainRequest: false,
  respawnBreaker: false,
  heartbeat: false,
  loopTickSocket: false,
  lifecycle: false,
  controlSocket: false,
  diagnosticLogs: false,
  gatewayLog: false,
  plannedRestartHelper: false,
};

const HERMES_0_19: VersionFacts = {
  ...HERMES_0_11,
  version: '0.19',
  release: '0.19.0',
  stickyProfile: 'outside-profiles',
  drainSeconds: 0,
  stateWrittenInPlace: false,
  stateMode: 0o600,
  activeAgentsAreLive: true,
  reopensLogs: true,
  namesHome: true,
  degraded: 'flash',
  plannedStopMarker: true,
  sigintIsPlanned: true,
  persistsRunning: true,
  configExitCode: 78,
  tokenConflict: 'retrying',
  drainRequest: true,
  respawnBreaker: true,
  heartbeat: true,
  diagnosticLogs: true,
  gatewayLog: true,
  plannedRestartHelper: true,
};

const HERMES_0_21: VersionFacts = {
  ...HERMES_0_19,
  version: '0.21',
  release: '0.21.3',
  stickyProfile: 'unsupervised',
  afterTurnSeconds: 1800,
  prunesPlatforms: true,
  identifiesCode: true,
  degraded: 'persistent',
  tokenConflict: 'startup-conflict',
  loopTickSocket: true,
  lifecycle: true,
  controlSocket: true,
  plannedRestartHelper: false,
};

export const VERSION_FACTS: Readonly<Record<HermesVersion, VersionFacts>> = {
  '0.11': HERMES_0_11,
  '0.19': HERMES_0_19,
  '0.21': HERMES_0_21,
};

export function isHermesVersion(text: string): text is HermesVersion {
  return HERMES_VERSIONS.some((version) => version === text);
}
