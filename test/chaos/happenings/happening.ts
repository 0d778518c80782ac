import type { HermesVersion } from '../../gateway/versions';
import type { Truth } from '../truth';
import type { World } from '../world';

/** One way for a gateway to end, or not to, and what is true of it. */
export interface Happening {
  readonly name: string;
  readonly in: readonly HermesVersion[];
  /** The versions with which `npm test` plays it; none where there is time for it in a long game only. */
  readonly short?: readonly HermesVersion[];
  /** Makes it happen to a gateway that runs and has nothing to do. The unit may be in any state afterwards. */
  readonly happen: (world: World) => Promise<unknown>;
  readonly truth: (world: World) => Truth;
  /** Where not every machine can do it: why this one can't, in words; null where it can. */
  readonly problem?: () => string | null;
}

export const ALL: readonly HermesVersion[] = ['0.11', '0.19', '0.21'];
/** Restart=always, a count of agents that holds, exit code 78. */
export const LATER: readonly HermesVersion[] = ['0.19', '0.21'];
