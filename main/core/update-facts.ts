import type { AppState, Gateway } from './state';
import type { UpdateRun } from './update-run';

// What the rest of the state says of an update.

/** The units that it is about: those that ran, or before that is known all of its code. */
export function unitsOfUpdate({ installations }: AppState, run: UpdateRun): readonly string[] {
  return run.snapshot?.gateways.map(({ unit }) => unit) ?? installations[run.checkout]?.units ?? [run.unit];
}

export function gatewaysOfUpdate(state: AppState, run: UpdateRun): readonly Gateway[] {
  return unitsOfUpdate(state, run).flatMap((unit) => state.gateways[unit] ?? []);
}

/** Whether somebody has changed the code since, by hand or otherwise: then how this one ended matters no more. */
export function isHistory({ installations }: AppState, { checkout, codeAfter, snapshot }: UpdateRun): boolean {
  const code = installations[checkout]?.code ?? null;
  const left = codeAfter ?? snapshot?.code ?? null;
  return code !== null && left !== null && code.commit !== left.commit;
}

/** The version that it leads to; null where that is not known. */
export function targetVersion({ installations }: AppState, { checkout, codeAfter }: UpdateRun): string | null {
  return codeAfter?.version ?? installations[checkout]?.available?.version ?? null;
}
