import type { Result } from '../../core/result';
import type { SetSetting, Settings } from '../../core/settings';

export interface SettingsStore {
  /** The file's path, absolute. */
  readonly file: string;
  /** Reads the file; that there is none is no problem. The file itself is left as it is. */
  read(): Promise<SettingsRead>;
  /**
   * Writes that one setting and leaves the rest of the file as it is, what this version does not know included. A file
   * that can't be read is not written over: the failure says so.
   */
  set(change: Pick<SetSetting, 'name' | 'value'>): Promise<Result<null>>;
  /**
   * Reads it whenever somebody has changed it, until the returned function is called. While something of ours is being
   * written nothing is told: it would be older than what was asked for.
   */
  watch(listener: (read: SettingsRead) => void): () => void;
}

export interface SettingsRead {
  /** Of a file that can't be understood at all, the defaults. What is missing or wrong in one that can takes its default. */
  readonly settings: Settings;
  /** Each in words for a person, with the file's path. */
  readonly problems: readonly string[];
  /** Whether it could be understood. Nobody wishes for the defaults by a misplaced comma. */
  readonly isUnderstood: boolean;
}
