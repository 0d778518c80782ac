import { constants } from 'node:os';
import type { Clock } from '../../app/ports/clock';
import type { SessionBus } from '../../app/ports/session-bus';
import { type Result, success } from '../../core/result';
import { callManager, MANAGER, MANAGER_PATH, NO_SUCH_UNIT, SYSTEMD } from './calls';

const { SIGTERM, SIGKILL } = constants.signals;
const DEADLINE_MS = 5000;

/**
 * Ends what a unit whose KillMode= is `process` has left running when it was stopped. After the stop, not before: `hermes
 * update` takes one SIGTERM for a cancel, and clears up with its tools still there. While anything runs in it, systemd keeps
 * the unit.
 */
export async function endRest(
  { bus, clock }: { readonly bus: SessionBus; readonly clock: Clock },
  unit: string,
): Promise<Result<null>> {
  let tellGone = (_isGone: boolean) => {};
  const gone = new Promise<boolean>((resolve) => {
    tellGone = resolve;
  });
  const removed = { sender: SYSTEMD, path: MANAGER_PATH, interface: MANAGER, member: 'UnitRemoved', arg0: unit };
  const endSignals = bus.onSignal(removed, () => tellGone(true));
  const asked = await kill(bus, unit, SIGTERM);
  if (!asked.ok || asked.value === 'nothing') {
    endSignals();
    return asked.ok ? success(null) : asked;
  }
  const cancel = clock.after(DEADLINE_MS, () => tellGone(false));
  const isGone = await gone;
  endSignals();
  cancel();
  if (isGone) return success(null);
  const killed = await kill(bus, unit, SIGKILL);
  return killed.ok ? success(null) : killed;
}

async function kill(bus: SessionBus, unit: string, signal: number): Promise<Result<'some' | 'nothing'>> {
  const reply = await callManager(bus, 'KillUnit', 'ssi', [unit, 'all', signal]);
  if (reply.ok) return success('some');
  return reply.reason === NO_SUCH_UNIT ? success('nothing') : reply;
}
