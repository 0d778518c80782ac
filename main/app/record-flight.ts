import { isRecorded } from '../core/flight-record';
import { type IncidentPhase, isOpen } from '../core/incident';
import type { AppState, Gateway } from '../core/state';
import { isUnkept } from '../core/unkept-restart';
import type { FlightRecorder } from './ports/flight-recorder';
import type { Store } from './store';

/** The phases that each fall of a loop goes through. */
const PASSING: ReadonlySet<IncidentPhase['kind']> = new Set(['reviving', 'looping', 'starting'] as const);

/** Writes down what the state shows and no other use case does: incidents and drains, until the returned function is called. */
export function recordFlight(store: Store, recorder: FlightRecorder): () => void {
  let before: AppState = store.state();
  return store.subscribe((state) => {
    for (const gateway of Object.values(state.gateways)) {
      const known = before.gateways[gateway.unit];
      recordIncident(known, gateway);
      if (gateway.drainingSince !== null && (known?.drainingSince ?? null) === null) {
        recorder.append({ kind: 'drain', unit: gateway.unit, agents: agentsOf(gateway) });
      }
    }
    before = state;
  });

  function recordIncident(known: Gateway | undefined, { unit, incident, facts }: Gateway): void {
    const old = known?.incident ?? null;
    if (incident === null || incident === old) return;
    // Brought back from this very recorder.
    if (old === null && incident.toldPhase === incident.phase.kind) return;
    const { id, phase, exits, exit } = incident;
    // It was written down as it was judged, before it was known what came of it.
    if (isUnkept(exit) && old?.exit.invocationId !== exit.invocationId) {
      recorder.append({ kind: 'run-ended', unit, exit });
    }
    if (old?.id === id && old.phase.kind === phase.kind && old.exits === exits) return;
    // The one before may have been over, and this one be so already when it is judged: it was all the same.
    if (old?.id === id && old.exits === exits && !isOpen(old) && !isOpen(incident)) return;
    if (PASSING.has(phase.kind) && !isRecorded(facts.nRestarts)) return;
    recorder.append({ kind: 'incident', unit, id, phase: phase.kind, exits });
  }
}

function agentsOf({ home }: Gateway): number | null {
  return home?.stateFile.kind === 'read' ? home.stateFile.value.activeAgents : null;
}
