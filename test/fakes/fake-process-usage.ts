import type { ProcessUsage } from '../../main/app/ports/process-usage';
import type { UsageFigures } from '../../main/core/usage';

/** Processes by their number, as a test puts them there. */
export function createFakeProcessUsage(): ProcessUsage & { readonly processes: Map<number, UsageFigures> } {
  const processes = new Map<number, UsageFigures>();
  return { processes, read: async (pid) => processes.get(pid) ?? null };
}
