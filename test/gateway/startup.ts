/** From `starting` to `running`, or to the failures that Hermes knows. */
import { rmSync, statSync } from 'node:fs';
import type { Gateway } from './gateway';
import { profileOf } from './home';
import { connectPlatform, type PlatformTrouble, troublesOf } from './platforms';
import type { StartFailure } from './start-failures';
import { warnOfStaleUnit } from './unit-file';

export type StartOutcome =
  | { readonly kind: 'running' }
  /** A stop request came in first; the platforms stay as far as they got. */
  | { readonly kind: 'aborted' }
  | { readonly kind: 'failed'; readonly exitCode: number };

export async function startUp(gateway: Gateway, failure: StartFailure | undefined): Promise<StartOutcome> {
  const { facts, options, logs, state, loop, stops } = gateway;
  state.write({ gateway_state: 'starting', exit_reason: null, active_agents: 0 });
  sayHello(gateway);
  if (failure === 'hang') {
    await stops.first;
    return { kind: 'aborted' };
  }
  if (failure === 'open-policy' && facts.configExitCode === 78) {
    const platform = options.platforms[0] ?? 'telegram';
    return fail(
      gateway,
      `Refusing to start: ${platform} has dm_policy/group_policy set to 'open' without an allowlist.`,
    );
  }
  const troubles = troublesOf(gateway, failure);
  for (const platform of options.platforms) {
    logs.info(`Connecting to ${platform}...`);
    state.writePlatform(platform, { state: 'connecting' });
    await Promise.race([loop.sleep(options.connectSeconds / options.platforms.length), stops.first]);
    if (stops.isRequested) return { kind: 'aborted' };
    connectPlatform(
      gateway,
      platform,
      troubles.find((trouble) => trouble.platform === platform),
    );
  }
  const conflicts = troubles.filter(({ kind }) => kind === 'conflict');
  if (conflicts.length > 0 && conflicts.length === options.platforms.length) return conflict(gateway, conflicts);
  if (troubles.length > 0 && troubles.length === options.platforms.length && facts.degraded === 'never') {
    const reason = troubles.map(({ platform, message }) => `${platform}: ${message}`).join('; ');
    logs.error(`Gateway failed to connect any configured messaging platform: ${reason}`);
    state.write({ gateway_state: 'startup_failed', exit_reason: reason });
    return { kind: 'failed', exitCode: 1 };
  }
  becomeRunning(gateway, troubles);
  return { kind: 'running' };
}

function sayHello(gateway: Gateway): void {
  const { facts, options, paths, logs } = gateway;
  logs.info('Starting Hermes Gateway...');
  logs.info(`Session storage: ${paths.sessions}`);
  if (profileOf(paths.home) !== 'default') logs.info(`Active profile: ${profileOf(paths.home)}`);
  if (facts.version !== '0.11') {
    logs.info('Secret redaction: ENABLED (tool output, logs, and chat responses are scrubbed before delivery)');
  }
  warnOfStaleUnit(gateway);
  if (statSync(paths.cleanShutdown, { throwIfNoEntry: false })) {
    logs.info('Previous gateway exited cleanly — skipping session suspension');
    rmSync(paths.cleanShutdown);
  }
  rmSync(paths.restartPending, { force: true });
  if (options.platforms.length === 0) {
    logs.warning('No messaging platforms enabled.');
    logs.info('Gateway will continue running for cron job execution.');
  }
}

/** 0.11 exits 0 after this, and `Restart=on-failure` leaves it dead. */
function conflict(gateway: Gateway, conflicts: readonly PlatformTrouble[]): StartOutcome {
  const reason = conflicts.map(({ platform, message }) => `${platform}: ${message}`).join('; ');
  gateway.logs.error(`Gateway hit a non-retryable startup conflict: ${reason}`);
  return fail(gateway, reason, `Gateway exiting cleanly: ${reason}`);
}

function fail({ facts, logs, state }: Gateway, reason: string, lastLine?: string): StartOutcome {
  state.write({ gateway_state: 'startup_failed', exit_reason: reason });
  if (lastLine === undefined) logs.error(reason);
  else logs.info(lastLine);
  return { kind: 'failed', exitCode: facts.configExitCode };
}

function becomeRunning(gateway: Gateway, troubles: readonly PlatformTrouble[]): void {
  const { facts, options, logs, state, loop } = gateway;
  const waiting = troubles.map(({ platform }) => platform).join(', ');
  const connected = options.platforms.length - troubles.length;
  const isDegraded = troubles.length > 0 && connected === 0;
  const running = { exit_reason: null, restart_requested: false, active_agents: 0 } as const;
  if (isDegraded) {
    logs.warning(
      `Gateway started with no connected platforms — ${troubles.length} platform(s) queued for retry: ${waiting}`,
    );
    state.write({ gateway_state: 'degraded', ...running });
  }
  if (!isDegraded || facts.degraded === 'flash') state.write({ gateway_state: 'running', ...running });
  if (connected > 0) logs.info(`Gateway running with ${connected} platform(s)`);
  if (troubles.length > 0) {
    logs.info(`Starting reconnection watcher for ${troubles.length} failed platform(s): ${waiting}`);
  }
  logs.info('Channel directory built: 0 target(s)');
  loop.after(1, () => {
    if (gateway.stops.isRequested) return;
    logs.info('Press Ctrl+C to stop');
    logs.info(
      facts.version === '0.11' ? 'Cron ticker started (interval=60s)' : 'Gateway housekeeping started (interval=60s)',
    );
  });
}
