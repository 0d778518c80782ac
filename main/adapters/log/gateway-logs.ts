import type { Clock } from '../../app/ports/clock';
import type { GatewayLogs } from '../../app/ports/gateway-logs';
import type { Logger } from '../../app/ports/logger';
import { LogsFollower } from './logs-follower';

export interface GatewayLogsOptions {
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Follows logs by inotify. No timer while all is quiet; the exception, a kernel without watches, is in logs-follower.ts. */
export function createGatewayLogs({ clock, logger }: GatewayLogsOptions): GatewayLogs {
  let limitTold = false;

  function onWatchLimit(code: string): void {
    if (limitTold) return;
    limitTold = true;
    const setting = code === 'ENOSPC' ? 'fs.inotify.max_user_watches' : 'fs.inotify.max_user_instances';
    logger.warn(
      `The kernel gives no more file watches (${code}); the logs of gateways are read every 5 s instead. Raise ${setting} with sysctl`,
    );
  }

  return {
    follow: (home, since, listener) => new LogsFollower({ clock, logger, onWatchLimit }, home, since, listener),
  };
}
