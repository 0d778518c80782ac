import { failure, type Result, success } from '../../core/result';
import type { UsageFigures } from '../../core/usage';
import { type Calls, SERVICE } from './calls';
import { unitPath } from './unit-path';

/** What the unit's control group uses. One property each: all of a service's are 300, and this is asked every two seconds. */
export async function readUsage(calls: Calls, unit: string): Promise<Result<UsageFigures>> {
  const path = unitPath(unit);
  const ask = (name: string) => calls.property(path, SERVICE, name);
  const [memory, cpu, tasks] = await Promise.all([ask('MemoryCurrent'), ask('CPUUsageNSec'), ask('TasksCurrent')]);
  if (!memory.ok) return failure(memory.reason, `systemd does not tell what ${unit} uses: ${memory.message}`);
  return success({
    memoryBytes: figureOf(memory.value),
    cpuNanoseconds: cpu.ok ? figureOf(cpu.value) : null,
    tasks: tasks.ok ? figureOf(tasks.value) : null,
  });
}

/** The largest uint64, which the bus hands on as null, says that nothing is counted. */
function figureOf(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}
