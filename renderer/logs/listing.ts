import type { LogListing, LogSource } from '../../main/core/log-view';

/** Whether it is known that there is such a log. */
export function isThere(listing: readonly LogListing[], source: LogSource): boolean {
  return listing.some((one) => one.source === source && one.isThere);
}

/** Whether it is known that there is none. */
export function isAbsent(listing: readonly LogListing[], source: LogSource): boolean {
  return listing.some((one) => one.source === source && !one.isThere);
}
