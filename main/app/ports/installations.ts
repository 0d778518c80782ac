import type { AvailableUpdate, Code, InstallMethod } from '../../core/installation';
import type { Result } from '../../core/result';
import type { PreFlight } from '../../core/update-findings';

/**
 * The folders in which Hermes' code lies, read with git and from its files. Nothing here writes into one, fetches into it or
 * takes one of its locks: another update may be at it. Each ends within its deadline; a failure's message names the folder,
 * says why, and what to do.
 */
export interface Installations {
  /** The first of the folders that holds Hermes' code; null where none does. 5 s. */
  find(candidates: readonly string[]): Promise<FoundInstallation | null>;
  /** What the checkout holds now. 5 s. */
  readCode(checkout: string): Promise<Result<Code>>;
  /**
   * What is known without the network of an update: Hermes' `.update_check` in `homes`, and what the checkout has fetched
   * already. Null where that is nothing. 5 s.
   */
  readKnown(checkout: string, homes: readonly string[]): Promise<AvailableUpdate | null>;
  /**
   * Asks the remote repository (`git ls-remote`), and fetches what is new into a repository of our own, for its subjects. 60 s.
   */
  check(checkout: string): Promise<Result<AvailableUpdate>>;
  /** Looks at all that an update may run into. `root`: the default profile's home. 20 s. */
  preFlight(checkout: string, root: string, homes: readonly string[]): Promise<PreFlight>;
}

export interface FoundInstallation {
  readonly checkout: string;
  readonly method: InstallMethod;
}
