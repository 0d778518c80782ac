import type { FlightEvent } from './flight-record';
import { codeName } from './installation';
import type { Gateway } from './state';
import { isEnd, type UpdateRun } from './update-run';

/** What an update that is over cost and brought, for the flight recorder; null of one that is not. */
export function updateReceipt(run: UpdateRun, gateways: readonly Gateway[]): FlightEvent | null {
  const { phase, snapshot, codeAfter, unit, id } = run;
  if (!isEnd(phase)) return null;
  const failure = 'failure' in phase ? phase.failure : 'because' in phase ? phase.because : null;
  return {
    kind: 'update-ended',
    unit,
    id,
    outcome: phase.kind,
    from: snapshot === null ? null : codeName(snapshot.code),
    to: codeAfter === null ? null : codeName(codeAfter),
    awayMs: awayMs(run, gateways),
    interrupted: null,
    reason: failure?.reason ?? (phase.kind === 'cancelled' ? phase.reason : null),
  };
}

/** From the first gateway's end until all was as before. Null where that is not known, or none went away. */
export function awayMs({ startedAt, backAt }: UpdateRun, gateways: readonly Gateway[]): number | null {
  if (backAt === null) return null;
  const ends = gateways
    .flatMap(({ exits }) => exits.map(({ endedAt }) => endedAt))
    .filter((at) => at >= startedAt && at <= backAt);
  return ends.length === 0 ? null : backAt - Math.min(...ends);
}
