import type { AppWindow, WindowSource } from '../../main/app/ports/app-window';
import type { Answer } from '../../main/core/answers';
import type { Command } from '../../main/core/commands';
import type { Result } from '../../main/core/result';
import type { AppState } from '../../main/core/state';

/** A window that keeps what it would show. */
export interface FakeAppWindow extends AppWindow {
  readonly isOpen: boolean;
  /** How often it was opened or brought to the front. */
  readonly timesShown: number;
  /** What the page shows; null while it is closed. */
  readonly shownState: AppState | null;
  /** Presses a button of the page. */
  press(command: Command): Promise<Result<Answer>>;
  /** Closes it as a person does. */
  closeByHand(): void;
}

export function createFakeAppWindow(): FakeAppWindow {
  let source: WindowSource | null = null;
  let shownState: AppState | null = null;
  let timesShown = 0;

  function started(): WindowSource {
    if (source === null) throw new Error('the window was used before it was started');
    return source;
  }

  return {
    get isOpen() {
      return shownState !== null;
    },
    get timesShown() {
      return timesShown;
    },
    get shownState() {
      return shownState;
    },
    start(given) {
      source = given;
    },
    show() {
      timesShown += 1;
      shownState ??= started().state();
    },
    update(state) {
      if (shownState !== null) shownState = state;
    },
    close() {
      shownState = null;
    },
    press(command) {
      if (shownState === null) throw new Error('a closed window has no button to press');
      return started().run(command);
    },
    closeByHand() {
      shownState = null;
    },
  };
}
