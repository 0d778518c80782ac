import type { RunCommand } from '../../core/answers';
import type { LogUpdate } from '../../core/log-view';
import type { AppState } from '../../core/state';

/** The window. It costs nothing while it is closed: made when it is shown, destroyed when it is closed. */
export interface AppWindow {
  start(source: WindowSource): void;
  /** Opens it, or brings it to the front. */
  show(): void;
  /** Hands the state to the window, if it is open. */
  update(state: AppState): void;
  close(): void;
}

/** What the window asks of the app. */
export interface WindowSource {
  state(): AppState;
  readonly run: RunCommand;
  /** Tells of the log that the window has open; the returned function ends that, and closes the log. */
  readonly serveLogs: (listener: (update: LogUpdate) => void) => () => void;
}
