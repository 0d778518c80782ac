import type { Settings } from '../../core/settings';

export interface SettingsStore {
  /**
   * Reads the file. What is missing or wrong in it takes its default, and each problem is told in words for a person;
   * the file itself is left as it is.
   */
  read(): Promise<{ readonly settings: Settings; readonly problems: readonly string[] }>;
}
