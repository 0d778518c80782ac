import type { Result } from '../../core/result';
import type { Settings } from '../../core/settings';

export interface SettingsStore {
  /**
   * Reads the file. What is missing or wrong in it takes its default, and each problem is told in words for a person;
   * the file itself is left as it is.
   */
  read(): Promise<{ readonly settings: Settings; readonly problems: readonly string[] }>;
  /**
   * Writes that one setting and leaves the rest of the file as it is, what this version does not know included. A file
   * that can't be read is not written over: the failure says so.
   */
  setDoNotDisturb(enabled: boolean): Promise<Result<null>>;
}
