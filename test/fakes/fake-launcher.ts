import type { Launcher } from '../../main/app/ports/launcher';

export interface FakeLauncher extends Launcher {
  /** What it was told last. */
  readonly progress: number | null;
}

export function createFakeLauncher(): FakeLauncher {
  let progress: number | null = null;
  return {
    get progress() {
      return progress;
    },
    showProgress(wanted) {
      progress = wanted;
    },
    close() {
      progress = null;
    },
  };
}
