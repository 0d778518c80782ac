import type { RunCommand } from '../main/core/answers';
import type { AppState, Gateway } from '../main/core/state';
import type { Place, Places } from './use-place';

/** What each view is given. */
export interface ViewProps {
  readonly state: AppState;
  /** The gateway that is shown; null while there is none. */
  readonly gateway: Gateway | null;
  readonly now: number;
  readonly place: Place;
  readonly goTo: Places['goTo'];
  /** For what is read. */
  readonly runCommand: RunCommand;
  /** For what somebody pressed: what it fails with is shown above the view. */
  readonly run: RunCommand;
}
