/** The chat platforms: connecting, trouble at start, changes at run time. */
import type { Gateway } from './gateway';
import type { StartFailure } from './start-failures';
import type { PlatformState } from './state-file';

export interface PlatformTrouble {
  readonly platform: string;
  readonly code: string;
  readonly message: string;
  /** `conflict` ends the start when no platform is left, `retryable` is queued. */
  readonly kind: 'conflict' | 'retryable';
}

/** What a chosen start failure does to which platform. */
export function troublesOf({ facts, options }: Gateway, failure: StartFailure | undefined): readonly PlatformTrouble[] {
  const all = (trouble: Omit<PlatformTrouble, 'platform'>) =>
    options.platforms.map((platform) => ({ platform, ...trouble }));
  switch (failure) {
    case 'platforms-down':
      return all({ code: 'connect_failed', message: 'Temporary failure in name resolution', kind: 'retryable' });
    case 'port-in-use': {
      const message = 'Port 8642 already in use. Set a different port in config.yaml: platforms.api_server.port';
      const troubles = all({ code: 'port_in_use', message, kind: 'retryable' });
      return troubles.filter(({ platform }) => platform === 'api_server');
    }
    case 'token-conflict':
      return options.platforms.map((platform) => ({
        platform,
        code: `${platform}-bot-token_lock`,
        message: `${title(platform)} bot token already in use (PID 4242). Stop the other gateway first.`,
        kind: facts.tokenConflict === 'retrying' ? 'retryable' : 'conflict',
      }));
    case 'api-key': {
      // 0.11 works without a key on loopback.
      if (facts.configExitCode === 0) return [];
      const message =
        'Refusing to start: API_SERVER_KEY is required for the API server, including loopback-only binds on 127.0.0.1.';
      return all({ code: 'api_server_key_invalid', message, kind: 'conflict' });
    }
    default:
      return [];
  }
}

export function connectPlatform(
  { logs, state }: Gateway,
  platform: string,
  trouble: PlatformTrouble | undefined,
): void {
  if (trouble === undefined) {
    logs.info(`✓ ${platform} connected`);
    if (platform === 'api_server') {
      const line = '[Api_Server] API server listening on http://127.0.0.1:8642 (model: hermes-agent)';
      logs.info(line, 'gateway.platforms.api_server');
    }
    state.writePlatform(platform, { state: 'connected' });
    return;
  }
  const { code, message, kind } = trouble;
  logs.error(`[${title(platform)}] ${message}`, `gateway.platforms.${platform}`);
  logs.warning(`✗ ${platform} failed to connect`);
  if (kind === 'retryable') logs.info(`${platform} queued for background reconnection`);
  const name = kind === 'retryable' ? 'retrying' : 'fatal';
  state.writePlatform(platform, { state: name, errorCode: code, errorMessage: message });
}

/** A platform's fate while the gateway runs, with the line Hermes logs for it. */
export function changePlatform({ logs, state }: Gateway, platform: string, next: PlatformState): void {
  const message = next.errorMessage ?? 'connection lost';
  switch (next.state) {
    case 'connecting':
      logs.info(`Connecting to ${platform}...`);
      break;
    case 'connected':
      logs.info(`✓ ${platform} connected`);
      break;
    case 'retrying':
      logs.warning(`Reconnect ${platform} error: ${message}, next retry in 30s`);
      logs.info(`${platform} queued for background reconnection`);
      break;
    case 'fatal':
      logs.error(`Fatal ${platform} adapter error (${next.errorCode ?? 'unknown'}): ${message}`);
      break;
    case 'disconnected':
      logs.info(`✓ ${platform} disconnected`);
      break;
    case 'paused':
      break;
  }
  state.writePlatform(platform, next);
}

function title(platform: string): string {
  return platform
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('_');
}
