import type { Clock } from '../../app/ports/clock';
import type { GatewayHomes } from '../../app/ports/gateway-home';
import type { Logger } from '../../app/ports/logger';
import { followHome } from './follow-home';

export interface GatewayHomesOptions {
  /** The user's home folder, absolute. */
  readonly userHome: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Where the proc file system is mounted. */
  readonly procFolder?: string;
}

/** Follows homes by inotify and /proc. No timer while all is quiet; the exceptions are in follow-home.ts. */
export function createGatewayHomes(options: GatewayHomesOptions): GatewayHomes {
  const { userHome, clock, logger, procFolder = '/proc' } = options;
  let limitTold = false;

  function onWatchLimit(code: string): void {
    if (limitTold) return;
    limitTold = true;
    const setting = code === 'ENOSPC' ? 'fs.inotify.max_user_watches' : 'fs.inotify.max_user_instances';
    logger.warn(
      `The kernel gives no more file watches (${code}); the files of gateways are read every 5 s instead. Raise ${setting} with sysctl`,
    );
  }

  return {
    follow: (subject, listener) => followHome({ userHome, procFolder, clock, logger, onWatchLimit }, subject, listener),
  };
}
