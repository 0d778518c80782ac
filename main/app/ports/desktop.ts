import type { Result } from '../../core/result';

/** The person's desktop around the app. */
export interface Desktop {
  /** Shows a file in the file manager; where it is not there, the nearest folder above that is. */
  revealFile(path: string): Promise<Result<null>>;
  /** Puts a text on the clipboard. */
  copyText(text: string): Promise<Result<null>>;
  /** Ends the app. */
  quit(): void;
}

/** Whether the app starts at login: the XDG autostart entry, and nothing else. */
export interface Autostart {
  isEnabled(): Promise<boolean>;
  /** Writes or removes our entry. A failure says which file and why. */
  setEnabled(enabled: boolean): Promise<Result<null>>;
}
