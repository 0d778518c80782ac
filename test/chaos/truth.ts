import type { Asker, StaysDown, VerdictKind } from '../../main/core/verdict';

/** What is true of an event, which the app must find out by itself. */
export interface Truth {
  /** The ends of runs that follow from it, in their order. */
  readonly exits: readonly TrueExit[];
  /** How the gateway stands once all that follows of itself is over. */
  readonly rest: Rest;
  /** `either`: it was over so soon that a person may hear of it, and need not. */
  readonly alarm: 'told' | 'none' | 'either';
  /** Whether systemd tried, as often as it may. */
  readonly hasGivenUp: boolean;
  /** Whether the app may show how its own restart goes. */
  readonly isOurRestart: boolean;
}

export interface TrueExit {
  readonly verdict: VerdictKind;
  readonly isExpected: boolean;
  /** Who asked for it; null for nobody. */
  readonly by: Asker | null;
  /** Whether the gateway comes back, and else why not; null where it depends on when one looks. */
  readonly follows: 'back' | StaysDown['kind'] | null;
}

export interface Rest {
  readonly kind: 'runs' | 'stopped' | 'down';
  /** What the menu says of it first. */
  readonly headline: string;
}

export const RUNNING: Rest = { kind: 'runs', headline: '● Running · healthy' };
/** Of a stop that ended no process: nobody can tell who asked for it. */
export const AT_REST: Rest = { kind: 'stopped', headline: '○ Stopped on request' };

/** Nobody wanted it. */
export function unasked(verdict: VerdictKind, follows: TrueExit['follows'] = 'back'): TrueExit {
  return { verdict, isExpected: false, by: null, follows };
}

export function asked(verdict: VerdictKind, by: Asker | null, follows: TrueExit['follows'] = 'back'): TrueExit {
  return { verdict, isExpected: true, by, follows };
}

export function runs(...exits: readonly TrueExit[]): Truth {
  return { exits, rest: RUNNING, alarm: alarmOf(exits), hasGivenUp: false, isOurRestart: false };
}

/** It fell over, and nobody starts it again. */
export function down(headline: string, ...exits: readonly TrueExit[]): Truth {
  return { ...runs(...exits), rest: { kind: 'down', headline } };
}

export function stopped(by: Asker): Truth {
  const exits = [asked('stopped-on-request', by, 'on-request')];
  const headline = by === 'us' ? AT_REST.headline : `${AT_REST.headline} of another program`;
  return { ...runs(...exits), rest: { kind: 'stopped', headline } };
}

/** Our own restart, which the app may show. */
export function restarted(verdict: VerdictKind): Truth {
  return { ...runs(asked(verdict, 'us')), isOurRestart: true };
}

function alarmOf(exits: readonly TrueExit[]): Truth['alarm'] {
  return exits.some(({ isExpected }) => !isExpected) ? 'told' : 'none';
}
