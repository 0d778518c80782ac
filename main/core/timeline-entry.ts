import type { RestartMode } from './restart-run';
import type { UpdateHappening } from './timeline-updates';
import type { Exit } from './verdict';

/** One thing that happened, to be read. Times are epoch milliseconds. */
export type TimelineEntry = { readonly id: string } & Happened;

/** The same before its place among the others is known. */
export type Happened = { readonly at: number } & TimelineHappening;

export type TimelineHappening =
  /** `isAsked`: from here. */
  | { readonly kind: 'run-began'; readonly pid: number; readonly isAsked: boolean }
  /** `downMs`: until the next run began; null while there is none, and where that says nothing. */
  | { readonly kind: 'exit'; readonly exit: Exit; readonly downMs: number | null }
  /** Runs that fell one after the other, none of which got up. `falls`: of all of them; of a long loop few are written down. */
  | { readonly kind: 'loop'; readonly until: number; readonly falls: number; readonly exits: readonly Exit[] }
  /** Only where the fall that it began with is not written down: otherwise that says it. */
  | { readonly kind: 'incident-began' }
  | { readonly kind: 'incident-recovered'; readonly tookMs: number | null; readonly exits: number }
  /** Nobody will start it. */
  | { readonly kind: 'incident-down' }
  /** Somebody stopped it while it was open. */
  | { readonly kind: 'incident-ended' }
  /** Only where nothing came of it: otherwise the run's beginning or end says it. */
  | { readonly kind: 'start-asked' }
  | { readonly kind: 'stop-asked' }
  /** Ours. `exit`: how the old process ended in it. */
  | {
      readonly kind: 'restart';
      readonly mode: RestartMode;
      readonly end: RestartEnd | null;
      readonly exit: Exit | null;
    }
  | { readonly kind: 'drain'; readonly agents: number | null }
  | UpdateHappening
  /** `until` is null where nobody noticed the end. */
  | { readonly kind: 'suspended'; readonly until: number | null }
  | { readonly kind: 'app-started'; readonly version: string; readonly wasCutOff: boolean }
  | { readonly kind: 'app-ended' };

interface RestartEnd {
  readonly outcome: 'ready' | 'cancelled' | 'failed';
  readonly tookMs: number | null;
  readonly reason: string | null;
}

/** What a person may want to see alone. */
export const ENTRY_GROUPS = ['runs', 'incidents', 'requests', 'app'] as const;
export type EntryGroup = (typeof ENTRY_GROUPS)[number];

/** A fall belongs to the runs and to the incidents. */
export function isInGroup(entry: TimelineHappening, group: EntryGroup): boolean {
  switch (entry.kind) {
    case 'exit':
      return entry.exit.isExpected ? group === 'requests' : group === 'runs' || group === 'incidents';
    case 'loop':
      return group === 'runs' || group === 'incidents';
    case 'run-began':
      return group === 'runs';
    case 'incident-began':
    case 'incident-recovered':
    case 'incident-down':
    case 'incident-ended':
      return group === 'incidents';
    case 'start-asked':
    case 'stop-asked':
    case 'restart':
    case 'drain':
    case 'update':
      return group === 'requests';
    case 'suspended':
    case 'app-started':
    case 'app-ended':
      return group === 'app';
  }
}
