import { t } from './i18n';
import type { UnitFacts } from './unit-facts';

/** What a unit is doing, read from systemd's facts alone. */
export type UnitStatus =
  | { readonly kind: 'not-installed'; readonly reason: 'not-found' | 'masked' | 'load-error'; readonly detail: string }
  | { readonly kind: 'active' }
  | { readonly kind: 'starting' }
  | { readonly kind: 'stopping' }
  /** systemd waits out RestartSec=. `nextAt`: epoch milliseconds, null when it can't be known. */
  | { readonly kind: 'auto-restart'; readonly nextAt: number | null }
  | { readonly kind: 'failed' }
  | { readonly kind: 'stopped' }
  /** An ActiveState that this program does not know. */
  | { readonly kind: 'unknown'; readonly activeState: string };

/** systemd 254 and later name the instants between a crash and its restart; before, they read `failed` and `inactive`. */
const BETWEEN_RESTARTS = new Set([
  'auto-restart',
  'auto-restart-queued',
  'failed-before-auto-restart',
  'dead-before-auto-restart',
]);

export function unitStatus(facts: UnitFacts): UnitStatus {
  const { activeState, subState } = facts;
  if (BETWEEN_RESTARTS.has(subState)) return { kind: 'auto-restart', nextAt: nextRestartAt(facts) };
  if (facts.loadState !== 'loaded' && (activeState === 'inactive' || activeState === 'failed')) {
    return notInstalled(facts);
  }
  switch (activeState) {
    case 'active':
    case 'reloading':
    case 'refreshing':
    case 'maintenance':
      return { kind: 'active' };
    case 'activating':
      return { kind: 'starting' };
    case 'deactivating':
      return { kind: 'stopping' };
    case 'failed':
      return pendingStart(facts) ? { kind: 'starting' } : { kind: 'failed' };
    case 'inactive':
      return pendingStart(facts) ? { kind: 'starting' } : { kind: 'stopped' };
    default:
      return { kind: 'unknown', activeState };
  }
}

/** An inactive unit that a start job waits on is on its way up: the flash between the stop and the start of a restart. */
function pendingStart(facts: UnitFacts): boolean {
  return facts.job !== null && (facts.job.type === 'start' || facts.job.type === 'restart');
}

function notInstalled(facts: UnitFacts): UnitStatus {
  switch (facts.loadState) {
    case 'not-found':
      return { kind: 'not-installed', reason: 'not-found', detail: t('unit.notFound', { unit: facts.unit }) };
    case 'masked':
      return { kind: 'not-installed', reason: 'masked', detail: t('unit.masked', { unit: facts.unit }) };
    default:
      return {
        kind: 'not-installed',
        reason: 'load-error',
        detail: facts.loadError || t('unit.loadError', { unit: facts.unit, state: facts.loadState }),
      };
  }
}

function nextRestartAt(facts: UnitFacts): number | null {
  const delay = facts.policy.nextRestartDelayMs ?? facts.policy.restartDelayMs;
  if (delay === null || facts.stateChangedAt === null) return null;
  return facts.stateChangedAt + delay;
}

/**
 * Whether these facts may be one of the flashes systemd shows for about a millisecond between a crash and the wait for
 * the restart (`failed`), or between that wait and the start (`inactive`). Only a unit that systemd may revive flashes,
 * and a requested stop passes through `stop-*` or has a job, so it is shown at once.
 */
export function mayBeFlash(previous: UnitFacts | null, next: UnitFacts): boolean {
  if (previous === null || next.policy.restart === 'no') return false;
  if (next.activeState !== 'failed' && next.activeState !== 'inactive') return false;
  if (previous.activeState === 'failed' || previous.activeState === 'inactive') return false;
  if (BETWEEN_RESTARTS.has(previous.subState)) return true;
  if (previous.job?.type === 'stop' || next.job?.type === 'stop') return false;
  // A start that ran into its timeout goes the way of a stop, and is revived all the same.
  return next.result === 'timeout' || !previous.subState.startsWith('stop-sig');
}
