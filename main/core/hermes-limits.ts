import type { Gateway } from './state';

/** When the drain that is under way is over, by the limits that hold for it. Epoch milliseconds; null for never, or unknown. */
export function drainDeadline(_gateway: Gateway, _forWhat: 'restart' | 'stop' | 'request'): number | null {
  return null;
}
