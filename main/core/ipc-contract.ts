import { z } from 'zod';
import type { RunCommand } from './answers';
import { commandSchema } from './commands';
import { type LogUpdate, logUpdateSchema } from './log-view';
import type { AppState } from './state';

/** How the window and the main process speak: these four channels, for ever. A new button is a new Command. */
export const IPC_CHANNELS = {
  /** Window → main, answered with the whole state. */
  getState: { name: 'hermes-tray:get-state', direction: 'invoke', argument: z.undefined() },
  /** Window → main, answered when the command has ended. */
  runCommand: { name: 'hermes-tray:run-command', direction: 'invoke', argument: commandSchema },
  /** Main → window, after every change. */
  stateChanged: { name: 'hermes-tray:state-changed', direction: 'send', argument: z.custom<AppState>(isObject) },
  /** Main → window, while a log is open: which of its rows there are by now. The rows themselves are asked for. */
  logLines: { name: 'hermes-tray:log-lines', direction: 'send', argument: logUpdateSchema },
} as const;

/** What the preload script puts on the window as `window.api`. */
export interface WindowApi {
  getState(): Promise<AppState>;
  readonly runCommand: RunCommand;
  onStateChanged(listener: (state: AppState) => void): () => void;
  onLogLines(listener: (update: LogUpdate) => void): () => void;
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
