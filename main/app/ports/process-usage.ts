import type { UsageFigures } from '../../core/usage';

/** What processes use, as the kernel tells of each. */
export interface ProcessUsage {
  /** Of a process and all that it has started and that live; null when it is not there. */
  read(pid: number): Promise<UsageFigures | null>;
}
