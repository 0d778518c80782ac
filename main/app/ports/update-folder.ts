import type { Result } from '../../core/result';
import type { UpdateRun } from '../../core/update-run';

/** The updates' folder, `<state folder>/updates`: one folder each with the run, its snapshot and its output. The last 20. */
export interface UpdateFolder {
  /** The latest first. What is torn or not understood is left out. */
  read(): Promise<readonly UpdateRun[]>;
  /** Written whole or not at all, before it returns. */
  save(run: UpdateRun): Result<null>;
  /** Copies of the unit files and config.yaml, for a person who needs them later. 5 s. */
  keepCopies(id: string, files: readonly string[]): Promise<Result<null>>;
  /** All of what a run's process printed; '' where there is none. */
  readOutput(id: string): Promise<string>;
}
