import type { SettingsRead, SettingsStore } from '../../main/app/ports/settings-store';
import { failure, success } from '../../main/core/result';
import { DEFAULT_SETTINGS, type Settings } from '../../main/core/settings';

/** A file of settings in memory. */
export interface FakeSettingsStore extends SettingsStore {
  now(): SettingsRead;
  /** Somebody saves the file. */
  edit(change: Partial<Settings>, problems?: readonly string[]): void;
  /** Somebody saves what is no JSON. */
  spoil(problem: string): void;
  /** From now on each write fails. */
  refuse(message: string): void;
  /** The last write waits until the returned function is called. */
  hold(): () => void;
  /** What was written, oldest first. */
  readonly written: readonly (readonly [name: string, value: unknown])[];
}

export function createFakeSettingsStore(first: Partial<Settings> = {}): FakeSettingsStore {
  const written: (readonly [string, unknown])[] = [];
  let file: SettingsRead = { settings: { ...DEFAULT_SETTINGS, ...first }, problems: [], isUnderstood: true };
  let refusal: string | null = null;
  let held: Promise<void> = Promise.resolve();
  let tell: ((read: SettingsRead) => void) | null = null;
  return {
    file: '/home/ada/.config/hermes-tray/settings.json',
    written,
    now: () => file,
    read: async () => file,
    async set({ name, value }) {
      await held;
      if (refusal !== null) return failure('io', refusal);
      written.push([name, value]);
      file = { ...file, settings: { ...file.settings, [name]: value } };
      tell?.(file);
      return success(null);
    },
    watch(listener) {
      tell = listener;
      return () => {
        tell = null;
      };
    },
    edit(change, problems = []) {
      file = { settings: { ...file.settings, ...change }, problems, isUnderstood: true };
      tell?.(file);
    },
    spoil(problem) {
      file = { settings: DEFAULT_SETTINGS, problems: [problem], isUnderstood: false };
      tell?.(file);
    },
    refuse(message) {
      refusal = message;
    },
    hold() {
      let release = () => {};
      held = new Promise((resolve) => {
        release = resolve;
      });
      return release;
    },
  };
}
