import type { TrayListener } from '../../main/app/ports/tray';
import type { Command } from '../../main/core/commands';
import type { TrayHost } from '../../main/core/state';

/** A listener that keeps what it is told. */
export interface RecordingTrayListener extends TrayListener {
  readonly commands: readonly Command[];
  readonly hosts: readonly TrayHost[];
  readonly opens: readonly boolean[];
  readonly activations: number;
  readonly timesAboutToShow: number;
  /** What to do when the menu or the tooltip is about to be read: to show something new, as the app does. */
  onAboutToShow(action: () => void): void;
}

export function createRecordingTrayListener(): RecordingTrayListener {
  const commands: Command[] = [];
  const hosts: TrayHost[] = [];
  const opens: boolean[] = [];
  let activations = 0;
  let timesAboutToShow = 0;
  let refresh = () => {};
  return {
    commands,
    hosts,
    opens,
    get activations() {
      return activations;
    },
    get timesAboutToShow() {
      return timesAboutToShow;
    },
    onAboutToShow(action) {
      refresh = action;
    },
    commandChosen: (command) => void commands.push(command),
    hostChanged: (host) => void hosts.push(host),
    menuOpenChanged: (open) => void opens.push(open),
    activated() {
      activations += 1;
    },
    aboutToShow() {
      timesAboutToShow += 1;
      refresh();
    },
  };
}
