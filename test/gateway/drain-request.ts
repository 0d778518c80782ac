/** `.drain_request.json`: draining without an exit, polled each second. */
import type { Gateway } from './gateway';
import type { Cancel } from './loop';
import { drainRequested } from './markers';

const POLL_SECONDS = 1;

export function followDrainRequest(gateway: Gateway): Cancel {
  const { facts, paths, loop, logs, state, turns, stops } = gateway;
  if (!facts.drainRequest) return () => {};
  let engaged = false;
  return loop.every(POLL_SECONDS, () => {
    const requested = drainRequested(paths);
    if (requested === engaged || stops.isRequested) return;
    engaged = requested;
    turns.accepting = !engaged;
    if (engaged) {
      logs.info(
        `External drain ENGAGED (.drain_request.json present) — refusing new turns; ${turns.count} in-flight turn(s) will finish. Process stays up.`,
      );
      state.write({ gateway_state: 'draining', active_agents: turns.count });
    } else {
      logs.info(
        'External drain RELEASED (.drain_request.json removed) — re-accepting new turns; gateway_state -> running.',
      );
      state.write({ gateway_state: 'running', active_agents: turns.count });
    }
  });
}
