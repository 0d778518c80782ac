import type { PowerMonitor } from '../../main/app/ports/power-monitor';

/** A machine whose sleep a test has in hand; its clock goes its own way (`FakeClock.sleep`). */
export interface FakePowerMonitor extends PowerMonitor {
  suspend(): void;
  resume(): void;
}

export function createFakePowerMonitor(): FakePowerMonitor {
  const listeners: { readonly event: string; readonly listener: () => void }[] = [];
  const tell = (event: string) => {
    for (const one of listeners) if (one.event === event) one.listener();
  };
  return {
    on: (event: string, listener: () => void) => void listeners.push({ event, listener }),
    suspend: () => tell('suspend'),
    resume: () => tell('resume'),
  };
}
