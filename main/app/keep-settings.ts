import { currentLanguage, type Language, setLanguage } from '../core/i18n';
import type { Result } from '../core/result';
import type { SetSetting, SettingName, Settings } from '../core/settings';
import type { LevelledLogger } from './ports/logger';
import type { SettingsRead, SettingsStore } from './ports/settings-store';
import type { Store } from './store';

export interface KeepSettingsParts {
  readonly store: Store;
  readonly settingsStore: SettingsStore;
  readonly logger: LevelledLogger;
  /** What the file said at the start. */
  readonly first: SettingsRead;
  /** What the command line says; the file has no say in it. */
  readonly fixed: Partial<Settings>;
  /** The desktop's. */
  readonly desktopLanguage: Language;
}

export interface SettingsKeeper {
  /** Holds at once; a failure says that it will not be kept over the app's end. */
  set(change: SetSetting): Promise<Result<null>>;
  close(): void;
}

/** A value that is wished and could not be written. */
interface Unkept {
  readonly value: unknown;
  readonly reason: string;
}

/**
 * Makes the settings hold: those of the file, over them what was set and could not be written, over all what the command line
 * says. What is done by itself is done here (the language, the log's level); the rest follows from the state.
 */
export function keepSettings(parts: KeepSettingsParts): SettingsKeeper {
  const { store, settingsStore, logger, fixed, desktopLanguage } = parts;
  /** What the file says. */
  let kept = parts.first.settings;
  let { problems } = parts.first;
  /** What is on its way to the file. */
  const pending = new Map<SettingName, { readonly value: unknown }>();
  const unkept = new Map<SettingName, Unkept>();

  function hold(): void {
    const wished = Object.fromEntries([...unkept, ...pending].map(([name, { value }]) => [name, value]));
    const settings: Settings = { ...kept, ...wished, ...fixed };
    logger.setLevel(settings.logLevel);
    speak(settings.language === 'auto' ? desktopLanguage : settings.language);
    const reasons = Object.fromEntries([...unkept].map(([name, { reason }]) => [name, reason]));
    const notes = { fixed: Object.keys(fixed) as SettingName[], problems, unkept: reasons };
    store.dispatch({ kind: 'settings-changed', settings, notes });
  }

  /** Before anybody is told of it: who draws anew then has the words. */
  function speak(language: Language): void {
    if (language === currentLanguage() && language === store.state().language) return;
    setLanguage(language);
    store.dispatch({ kind: 'language-changed', language });
  }

  function take(read: SettingsRead): void {
    for (const problem of read.problems) if (!problems.includes(problem)) logger.warn(problem);
    problems = read.problems;
    if (read.isUnderstood) {
      // Whoever changed it in the file since has wished that later.
      for (const name of unkept.keys()) if (!isSame(read.settings[name], kept[name])) unkept.delete(name);
      if (!isSame(read.settings, kept)) logger.info(`the settings have changed: ${differences(kept, read.settings)}`);
      kept = read.settings;
    }
    hold();
  }

  hold();
  const unwatch = settingsStore.watch(take);

  return {
    async set({ name, value }) {
      const wish = { value };
      pending.set(name, wish);
      unkept.delete(name);
      hold();
      const result = await settingsStore.set({ name, value });
      if (result.ok) kept = { ...kept, [name]: value };
      // It may have been set anew meanwhile, and then this is nobody's wish any more.
      if (pending.get(name) === wish) {
        pending.delete(name);
        if (!result.ok) unkept.set(name, { value, reason: result.message });
      }
      hold();
      return result;
    },
    close: unwatch,
  };
}

function differences(before: Settings, after: Settings): string {
  const names = (Object.keys(after) as SettingName[]).filter((name) => !isSame(before[name], after[name]));
  return names.map((name) => `${name} is ${JSON.stringify(after[name])}`).join(', ');
}

function isSame(left: unknown, right: unknown): boolean {
  return left === right || JSON.stringify(left) === JSON.stringify(right);
}
