import { z } from 'zod';
import type { RunCommand } from './answers';
import { commandSchema } from './commands';
import type { AppState } from './state';

/** How the window and the main process speak: these four channels, for ever. A new button is a new Command. */
export const IPC_CHANNELS = {
  /** Window → main, answered with the whole state. */
  getState: { name: 'hermes-tray:get-state', direction: 'invoke', argument: z.undefined() },
  /** Window → main, answered when the command has ended. */
  runCommand: { name: 'hermes-tray:run-command', direction: 'invoke', argument: commandSchema },
  /** Main → window, after every change. */
  stateChanged: { name: 'hermes-tray:state-changed', direction: 'send', argument: z.custom<AppState>(isObject) },
  /** Main → window, lines of a followed log. */
  logLines: { name: 'hermes-tray:log-lines', direction: 'send', argument: z.array(z.string()) },
} as const;

/** What the preload script puts on the window as `window.api`. */
export interface WindowApi {
  getState(): Promise<AppState>;
  readonly runCommand: RunCommand;
  onStateChanged(listener: (state: AppState) => void): () => void;
  onLogLines(listener: (lines: readonly string[]) => void): () => void;
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
