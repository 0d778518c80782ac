/** The text of the systemd user unit as each Hermes version generates it. */
import { dirname } from 'node:path';
import { type HermesVersion, VERSION_FACTS } from './versions';

export { hashedUnitName, unitName } from './home';

export interface UnitOptions {
  readonly version: HermesVersion;
  /** The interpreter, absolute. */
  readonly node: string;
  /** The bundled simulator, absolute. */
  readonly gatewayScript: string;
  /** HERMES_HOME as resolved: `<root>` or `<root>/profiles/<name>`. */
  readonly home: string;
  readonly profile?: string;
  /** Also handed to the gateway, so that unit and gateway agree. */
  readonly drainTimeoutSeconds?: number;
  /** Defaults to the version's 30 or 5. */
  readonly restartSec?: number;
  /** Defaults to what the version computes from the drain timeout. */
  readonly timeoutStopSec?: number;
  /** How long ExecStopPost (0.19+) takes; defaults to the 550 ms seen with Hermes. */
  readonly cleanupMs?: number;
  /** Flags of `gateway run`, after `--hermes-version`. */
  readonly extraArgs?: readonly string[];
}

export function unitText(options: UnitOptions): string {
  const { version, node, gatewayScript, profile, drainTimeoutSeconds, restartSec, extraArgs = [] } = options;
  const refreshes = extraArgs.includes('--refresh-unit') && restartSec !== undefined;
  const command = [
    node,
    gatewayScript,
    ...(profile === undefined ? [] : ['--profile', profile]),
    'gateway',
    'run',
    // Up to 0.15 a second start of the unit kills a running gateway.
    ...(version === '0.11' ? ['--replace'] : []),
    '--hermes-version',
    version,
    ...(drainTimeoutSeconds === undefined ? [] : ['--drain-timeout', String(drainTimeoutSeconds)]),
    ...extraArgs,
    ...(refreshes ? ['--unit-restart-sec', String(restartSec)] : []),
  ];
  return unitTextFor(command, options);
}

/** The same for a command line that is already known: a gateway that refreshes its own unit. */
export function unitTextFor(command: readonly string[], options: Omit<UnitOptions, 'extraArgs'>): string {
  const { version, node, gatewayScript, home, drainTimeoutSeconds, restartSec, timeoutStopSec } = options;
  const is011 = version === '0.11';
  const is021 = version === '0.21';
  const drain = drainTimeoutSeconds ?? VERSION_FACTS[version].drainSeconds;
  const sub = (...words: readonly string[]) => `-${commandLine([node, gatewayScript, ...words])}`;
  const cleanup = options.cleanupMs === undefined ? [] : [String(options.cleanupMs)];
  const environment = {
    PATH: `${dirname(node)}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`,
    VIRTUAL_ENV: dirname(dirname(node)),
    HERMES_HOME: home,
    ...(is021 ? { HERMES_SUPERVISED_CHILD: '1' } : {}),
  };
  const lines = [
    '[Unit]',
    'Description=Hermes Agent Gateway - Messaging Platform Integration',
    `After=${is011 ? 'network.target' : 'network-online.target'}`,
    !is011 && 'Wants=network-online.target',
    `StartLimitIntervalSec=${is011 ? 600 : 0}`,
    is011 && 'StartLimitBurst=5',
    '',
    '[Service]',
    'Type=simple',
    `ExecStart=${commandLine(command)}`,
    is021 && `ExecStop=${sub('planned-stop-mark')}`,
    !is011 && `ExecStopPost=${sub('cgroup-cleanup', ...cleanup)}`,
    // 0.11 pins the checkout.
    `WorkingDirectory=${escapePercent(is011 ? dirname(gatewayScript) : home)}`,
    ...Object.entries(environment).map(([name, value]) => `Environment="${name}=${escapePercent(value)}"`),
    `Restart=${is011 ? 'on-failure' : 'always'}`,
    `RestartSec=${restartSec ?? (is011 ? 30 : 5)}`,
    'RestartForceExitStatus=75',
    !is011 && 'RestartPreventExitStatus=78',
    is021 && 'SuccessExitStatus=75',
    'KillMode=mixed',
    'KillSignal=SIGTERM',
    'ExecReload=/bin/kill -USR1 $MAINPID',
    `TimeoutStopSec=${timeoutStopSec ?? stopTimeoutSeconds(version, drain)}`,
    'StandardOutput=journal',
    'StandardError=journal',
    '',
    '[Install]',
    'WantedBy=default.target',
    '',
  ];
  return lines.filter((line) => line !== false).join('\n');
}

/** The TimeoutStopSec a version generates for a drain timeout. */
export function stopTimeoutSeconds(version: HermesVersion, drainSeconds: number): number {
  switch (version) {
    case '0.11':
      return Math.max(60, drainSeconds) + 30;
    case '0.19':
      return Math.max(60, drainSeconds + 30);
    case '0.21': {
      const cronSeconds = 30 + 10;
      return Math.trunc(Math.max(60, Math.max(drainSeconds, cronSeconds) + 30, drainSeconds + 60 + 10));
    }
  }
}

function commandLine(words: readonly string[]): string {
  return words.map((word) => (/^[\w./:=,@+-]+$/.test(word) ? word : quoted(word))).join(' ');
}

/** systemd.service(5): quotes, `\`, `%` specifiers and `$` expansion are special in Exec lines. */
function quoted(word: string): string {
  return `"${escapePercent(word).replace(/[\\"]/g, '\\$&').replaceAll('$', '$$$$')}"`;
}

function escapePercent(text: string): string {
  return text.replaceAll('%', '%%');
}
