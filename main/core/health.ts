import type { GatewayRecord, PlatformRecord } from './gateway-record';
import { t } from './i18n';
import { platformState } from './platform-text';
import { providerReason } from './provider-hints';
import type { ProviderTrouble } from './provider-trouble';

/** What is wrong with a gateway that runs. No reasons: healthy. */
export interface Health {
  readonly reasons: readonly string[];
}

const TROUBLED = new Set(['retrying', 'fatal', 'paused']);

export function healthOf(
  record: GatewayRecord,
  processStartedAt: number | null,
  provider: ProviderTrouble | null,
): Health {
  const platforms = livePlatforms(record, processStartedAt)
    .filter((platform) => TROUBLED.has(platform.state))
    .map(platformReason);
  if (record.gatewayState === 'degraded' && platforms.length === 0) platforms.push(t('health.noPlatform'));
  // First: with no model nothing works on any platform.
  return { reasons: provider === null ? platforms : [providerReason(provider), ...platforms] };
}

/**
 * The platforms this run reported. The gateway never removes an entry, so one that is older than the process belongs
 * to an earlier run, whose configuration may have been another.
 */
export function livePlatforms(record: GatewayRecord, processStartedAt: number | null): readonly PlatformRecord[] {
  if (processStartedAt === null) return record.platforms;
  return record.platforms.filter((platform) => platform.updatedAt === null || platform.updatedAt >= processStartedAt);
}

function platformReason(platform: PlatformRecord): string {
  const detail = platform.errorMessage ?? platform.errorCode;
  const state = platformState(platform.state);
  return detail === null ? `${platform.name}: ${state}` : `${platform.name}: ${state} (${detail})`;
}
