import type { UpdateFailure, UpdateRun } from './update-run';

const FORTH = ['pre-flight', 'snapshot', 'draining', 'updating', 'restarting', 'verifying'] as const;
const BACK = ['code', 'restarting', 'verifying'] as const;
const STAGES = { code: 'code', restart: 'restarting', verify: 'verifying' } as const;

export type UpdatePhaseName = (typeof FORTH)[number] | (typeof BACK)[number];

export interface ShownPhase {
  readonly name: UpdatePhaseName;
  readonly state: 'done' | 'current' | 'failed' | 'todo';
}

/** The phases of an update, or of its way back, in their order, and how far they are. Of one that is over: how far it got. */
export function shownPhases({ phase, snapshot }: UpdateRun): readonly ShownPhase[] {
  switch (phase.kind) {
    case 'done':
      return FORTH.map((name) => ({ name, state: 'done' }));
    case 'failed':
      return upTo(FORTH, placeOf(phase.failure), 'failed');
    case 'cancelled':
      // Which it was in is not kept; what it has not begun is to come no more.
      return upTo(FORTH, snapshot === null ? 0 : 2, 'failed');
    case 'rolling-back':
      return upTo(BACK, BACK.indexOf(STAGES[phase.stage]), 'current');
    case 'rolled-back':
      return BACK.map((name) => ({ name, state: 'done' }));
    case 'rollback-failed':
      return [];
    default:
      return upTo(FORTH, FORTH.indexOf(phase.kind), 'current');
  }
}

function placeOf({ in: kind }: UpdateFailure): number {
  return (FORTH as readonly string[]).indexOf(kind);
}

function upTo(names: readonly UpdatePhaseName[], at: number, state: 'current' | 'failed'): readonly ShownPhase[] {
  return names.map((name, index) => ({ name, state: index < at ? 'done' : index === at ? state : 'todo' }));
}
