import type { MenuEntry, TrayItem } from '../desktop/tray-item';

/** What the menu said, one reading after another. */
export interface MenuRecord {
  /** Visible lines with a label, in reading order. */
  readonly readings: readonly (readonly MenuEntry[])[];
  /** Each label that fitted, in the order in which they came up, without repetitions in a row. */
  labels(fits: RegExp): readonly string[];
  stop(): Promise<void>;
}

/** Reads the menu now and after each of its signals. */
export async function recordMenu(item: TrayItem): Promise<MenuRecord> {
  const readings: (readonly MenuEntry[])[] = [];
  let isWanted = false;
  let reading: Promise<void> | null = null;

  async function read(): Promise<void> {
    do {
      isWanted = false;
      readings.push(lines(await item.menu()));
    } while (isWanted);
  }

  function look(): void {
    isWanted = true;
    reading ??= read().finally(() => {
      reading = null;
    });
  }

  const unsubscribe = item.onSignal(look);
  look();
  await reading;
  return {
    readings,
    labels: (fits) =>
      readings
        .flatMap((entries) => entries.filter(({ label }) => fits.test(label)).map(({ label }) => label))
        .filter((label, at, all) => label !== all[at - 1]),
    async stop() {
      unsubscribe();
      await reading;
    },
  };
}

function lines(entries: readonly MenuEntry[]): readonly MenuEntry[] {
  return entries
    .filter(({ visible }) => visible)
    .flatMap((entry) => (entry.separator ? [] : [entry, ...lines(entry.children)]));
}
