import type { LogLevel } from '../../core/settings';

/** The app's own log. Values are for a person to read; nothing secret is passed. */
export interface Logger {
  error(message: string, detail?: unknown): void;
  warn(message: string, detail?: unknown): void;
  info(message: string, detail?: unknown): void;
  debug(message: string, detail?: unknown): void;
}

/** One that writes down as much as it is told to. */
export interface LevelledLogger extends Logger {
  setLevel(level: LogLevel): void;
}
